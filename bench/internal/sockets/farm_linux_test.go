package sockets

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable/internal/sockfarm"
)

// TestMain lets the test program be a holder.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == HolderVerb {
		if err := Hold(os.Args[2:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	sockfarm.Main(m)
}

func TestFarm(t *testing.T) {
	for _, rows := range []int{0, 2, 602} {
		t.Run(fmt.Sprint(rows), func(t *testing.T) {
			sockfarm.Enter(t)
			if err := Prepare(rows); err != nil {
				t.Fatal(err)
			}
			farm, err := New(rows)
			if err != nil {
				t.Fatal(err)
			}
			port, err := farm.Check(t.Context())
			if err != nil {
				t.Error(err)
			}
			if farm.Rows() != rows || (port >= firstClient) != (rows > 0) {
				t.Errorf("%d rows, port %d", farm.Rows(), port)
			}
			var pids []int
			for _, h := range farm.holders {
				pids = append(pids, h.cmd.Process.Pid)
			}
			if err := farm.Close(); err != nil {
				t.Error(err)
			}
			for _, pid := range pids {
				if err := unix.Kill(pid, 0); err != unix.ESRCH {
					t.Errorf("holder %d after Close: %v", pid, err)
				}
			}
			if err := countedByKernel(0); err != nil {
				t.Error(err)
			}
		})
	}
}

// A table that is not what was asked for must not be measured.
func TestCheckNotices(t *testing.T) {
	sockfarm.Enter(t)
	if err := Prepare(20); err != nil {
		t.Fatal(err)
	}
	farm, err := New(20)
	if err != nil {
		t.Fatal(err)
	}
	defer farm.Close()
	fd, err := newSocket()
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	if err := unix.Listen(fd, 1); err != nil {
		t.Fatal(err)
	}
	if _, err := farm.Check(t.Context()); err == nil || !strings.Contains(err.Error(), "counts 21 sockets, want 20") {
		t.Errorf("one row too many: %v", err)
	}
	unix.Close(fd)
	farm.holders[0].connections, farm.holders[1].connections = 1, 4
	if _, err := farm.Check(t.Context()); err == nil || !strings.Contains(err.Error(), "holder 0 owns 4 rows, want 2") {
		t.Errorf("rows of another owner: %v", err)
	}
}

func TestPrepareRefuses(t *testing.T) {
	if err := Prepare(1 << 40); err == nil || !strings.Contains(err.Error(), "kB of memory are needed") {
		t.Errorf("got %v", err)
	}
	if err := enoughFiles(1 << 40); err == nil || !strings.Contains(err.Error(), "fs.file-max is ") {
		// Where there is no limit, it is the largest number.
		if content, _ := os.ReadFile("/proc/sys/fs/file-max"); strings.TrimSpace(string(content)) != "9223372036854775807" {
			t.Errorf("got %v", err)
		}
	}
}

func TestHoldRefuses(t *testing.T) {
	for _, args := range [][]string{nil, {"1"}, {"x", "1"}, {"1", "x"}, {"70000", "1"}} {
		if err := Hold(args); err == nil {
			t.Errorf("Hold(%q) has no error", args)
		}
	}
}

func TestSplit(t *testing.T) {
	for _, tt := range []struct {
		connections, limit int
		want               []int
	}{
		{0, 10, []int{0, 0, 0, 0}},
		{2, 10, []int{0, 1, 0, 1}},
		{40, 10, []int{10, 10, 10, 10}},
		{41, 10, []int{8, 8, 8, 8, 9}},
	} {
		if got := split(tt.connections, tt.limit); !slices.Equal(got, tt.want) {
			t.Errorf("split(%d, %d) = %d, want %d", tt.connections, tt.limit, got, tt.want)
		}
	}
}

func TestNumberAfter(t *testing.T) {
	const content = "TCP6: inuse 12\nMemAvailable:   34 kB\nempty\nword x\n"
	for _, tt := range []struct {
		key  string
		want uint64
		ok   bool
	}{
		{"TCP6: inuse", 12, true}, {"MemAvailable:", 34, true}, {"empty", 0, false}, {"word", 0, false}, {"none", 0, false},
	} {
		got, err := numberAfter([]byte(content), tt.key)
		if got != tt.want || (err == nil) != tt.ok {
			t.Errorf("%q: %d, %v", tt.key, got, err)
		}
	}
}
