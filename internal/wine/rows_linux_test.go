package wine_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/sockfarm"
)

// prefixEnv is where tools/testrun says which Wine prefix this test has for itself.
const prefixEnv = "TCPTABLE_WINEPREFIX"

// wineLimit is how long a program may take, the start of Wine itself included.
const wineLimit = 2 * time.Minute

func TestMain(m *testing.M) { sockfarm.Main(m) }

// row is what both systems say about a socket.
type row struct {
	Family        string     `json:"family"`
	State         string     `json:"state"`
	LocalAddress  netip.Addr `json:"local_addr"`
	LocalPort     uint16     `json:"local_port"`
	RemoteAddress netip.Addr `json:"remote_addr"`
	RemotePort    uint16     `json:"remote_port"`
}

// TestSameRows: of sockets of every kind and in every state the program for Windows, run by Wine,
// shows the same rows as the library does on Linux.
func TestSameRows(t *testing.T) {
	prefix := os.Getenv(prefixEnv)
	if prefix == "" {
		t.Skipf("%s names no Wine prefix; tools/testrun makes one where it can", prefixEnv)
	}
	program := buildForWindows(t)
	sockfarm.Enter(t)
	sockfarm.New(t)
	w := start(t, prefix)
	const attempts = 5
	for range attempts {
		want := rowsOnLinux(t)
		got := w.rows(program)
		if !slices.Equal(want, rowsOnLinux(t)) {
			continue // a connection was forgotten meanwhile
		}
		if len(want) < 20 {
			t.Errorf("only %d sockets to compare", len(want))
		}
		report(t, got, want)
		return
	}
	t.Errorf("the table was another one after each of %d looks", attempts)
}

// report tells which rows only one of the two systems has. Both are sorted.
func report(t *testing.T, got, want []row) {
	t.Helper()
	without := func(rows, others []row) []row {
		rest := slices.Clone(others)
		return slices.DeleteFunc(slices.Clone(rows), func(r row) bool {
			i := slices.Index(rest, r)
			if i >= 0 {
				rest = slices.Delete(rest, i, i+1)
			}
			return i >= 0
		})
	}
	for _, r := range without(got, want) {
		t.Errorf("only under Wine: %+v", r)
	}
	for _, r := range without(want, got) {
		t.Errorf("only on Linux: %+v", r)
	}
}

func rowsOnLinux(t *testing.T) (rows []row) {
	t.Helper()
	conns, err := tcptable.List(t.Context(), tcptable.Query{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range conns {
		rows = append(rows, row{
			Family: c.Family().String(), State: c.State.String(),
			LocalAddress: c.Local.Addr().WithZone(""), LocalPort: c.Local.Port(),
			RemoteAddress: c.Remote.Addr().WithZone(""), RemotePort: c.Remote.Port(),
		})
	}
	return sorted(rows)
}

func sorted(rows []row) []row {
	text := func(r row) string {
		b, _ := json.Marshal(r) // which cannot fail for a row
		return string(b)
	}
	slices.SortFunc(rows, func(a, b row) int { return strings.Compare(text(a), text(b)) })
	return rows
}

func buildForWindows(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "tcptable.exe")
	cmd := exec.Command("go", "build", "-o", program, "../../cmd/tcptable")
	cmd.Env = append(os.Environ(), "GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return program
}

// machine is a Wine whose server and services were started by this test, and so are in its network
// namespace.
type machine struct {
	t   *testing.T
	env []string
}

func start(t *testing.T, prefix string) *machine {
	t.Helper()
	m := &machine{t: t, env: append(
		os.Environ(), "WINEPREFIX="+prefix, "HOME="+t.TempDir(), "WINEDEBUG=-all",
		"WINEDLLOVERRIDES=winemenubuilder.exe=;bcryptprimitives=n",
	)}
	t.Cleanup(func() {
		_, _ = m.run("wineserver", "--kill") // which fails if nothing runs
		if _, err := m.run("wineserver", "--wait"); err != nil {
			t.Errorf("Wine does not end: %v", err)
		}
	})
	return m
}

// rows runs the program and returns what it shows.
func (m *machine) rows(program string) (rows []row) {
	m.t.Helper()
	out, err := m.run("wine", program, "--ndjson")
	if err != nil {
		m.t.Fatal(err)
	}
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var r row
		err := decoder.Decode(&r)
		if errors.Is(err, io.EOF) {
			return sorted(rows)
		}
		if err != nil {
			m.t.Fatalf("%v in\n%s", err, out)
		}
		rows = append(rows, r)
	}
}

func (m *machine) run(args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), wineLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Env = m.env
	cmd.WaitDelay = time.Second // services that Wine starts inherit standard output
	return cmd.Output()
}
