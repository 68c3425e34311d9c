package procfs

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// writeProcess makes a proc filesystem of one process, with the number 70, that started at 31.
// The links are from paths in its directory to programs.
func writeProcess(t *testing.T, stat string, links map[string]string) (root string) {
	t.Helper()
	root = t.TempDir()
	dir := filepath.Join(root, "70")
	mkdir(t, dir)
	writeFile(t, filepath.Join(dir, "stat"), stat)
	for path, target := range links {
		link := filepath.Join(dir, path)
		mkdir(t, filepath.Dir(link))
		if err := os.Symlink(target, link); err != nil {
			t.Fatal(err)
		}
		if threadDir := filepath.Dir(link); threadDir != dir {
			writeFile(t, filepath.Join(threadDir, "stat"), ordinaryStat)
		}
	}
	return root
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

const (
	ordinaryStat = "70 (a) b)" + statTail
	zombieStat   = "70 (a) b) Z 1 17 17 0 -1 4194316 30 0 0 0 0 3 0 0 20 0 1 0 31 0 0"
	kernelStat   = "70 (kworker/0:1) I 2 0 0 0 -1 69238880 30 0 0 0 0 3 0 0 20 0 1 0 31 0 0"
)

func TestReadFacts(t *testing.T) {
	program := Facts{PID: 70, Name: "a) b", Start: 31, Parent: 1, Executable: "/bin/p"}
	replaced := program
	replaced.Deleted = true
	tests := []struct {
		name  string
		stat  string
		links map[string]string
		want  Facts
	}{
		{"program", ordinaryStat, map[string]string{"exe": "/bin/p"}, program},
		{"removed program", ordinaryStat, map[string]string{"exe": "/bin/p (deleted)"}, replaced},
		{"thread of the kernel", kernelStat, nil, Facts{PID: 70, Name: "kworker/0:1", Start: 31, Parent: 2, Kernel: true}},
		{"its first thread is about to end", ordinaryStat, map[string]string{"task/71/exe": "/bin/p"}, program},
		{
			"its first thread has ended", zombieStat,
			map[string]string{"exe": "/bin/no", "task/70/exe": "/bin/no", "task/72/exe": "/bin/p (deleted)"},
			replaced,
		},
	}
	for _, tt := range tests {
		root := writeProcess(t, tt.stat, tt.links)
		for _, start := range []uint64{0, 31} {
			if got, err := ReadFacts(root, 70, start); err != nil || !reflect.DeepEqual(got, tt.want) {
				t.Errorf("%s, start %d: %+v, %v, want %+v", tt.name, start, got, err, tt.want)
			}
		}
		if got, err := ReadFacts(root, 70, 30); !errors.Is(err, fs.ErrNotExist) || !reflect.DeepEqual(got, Facts{}) {
			t.Errorf("%s, another start: %+v, %v, want fs.ErrNotExist", tt.name, got, err)
		}
	}
}

func TestReadFactsOfNobody(t *testing.T) {
	empty := t.TempDir()
	mkdir(t, filepath.Join(empty, "70"))
	for name, root := range map[string]string{
		"no such process":       t.TempDir(),
		"empty directory":       empty,
		"zombie":                writeProcess(t, zombieStat, map[string]string{"exe": "/bin/p", "task/70/exe": "/bin/p"}),
		"ended while looked at": writeProcess(t, ordinaryStat, map[string]string{"task/71/none": "/bin/p"}),
	} {
		if got, err := ReadFacts(root, 70, 0); !errors.Is(err, fs.ErrNotExist) || !reflect.DeepEqual(got, Facts{}) {
			t.Errorf("%s: %+v, %v, want fs.ErrNotExist", name, got, err)
		}
	}
	if _, err := ReadFacts(writeProcess(t, "nonsense", nil), 70, 0); !errors.Is(err, ErrMalformed) {
		t.Errorf("nonsense in stat: %v, want ErrMalformed", err)
	}
}

func TestReadFactsDenied(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may look at every directory")
	}
	root := writeProcess(t, ordinaryStat, map[string]string{"task/71/exe": "/bin/p"})
	closed := filepath.Join(root, "70", "task")
	if err := os.Chmod(closed, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(closed, 0o755) }) // else it cannot be removed
	got, err := ReadFacts(root, 70, 31)
	if want := (Facts{PID: 70, Name: "a) b", Start: 31, Parent: 1}); !errors.Is(err, fs.ErrPermission) || !reflect.DeepEqual(got, want) {
		t.Errorf("ReadFacts = %+v, %v, want %+v and fs.ErrPermission", got, err, want)
	}
}

func TestEnded(t *testing.T) {
	if err := ended(os.NewSyscallError("read", unix.ESRCH)); !errors.Is(err, fs.ErrNotExist) || !errors.Is(err, unix.ESRCH) {
		t.Errorf("ended = %v, want fs.ErrNotExist and ESRCH", err)
	}
	for _, err := range []error{nil, unix.EACCES, unix.ENOENT} {
		if got := ended(err); got != err {
			t.Errorf("ended(%v) = %v", err, got)
		}
	}
}

// The kernel itself: this process, and a child of it whose program has a name that looks as if
// it had been removed, and then is.
func TestLiveFacts(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	me, err := ReadFacts("/proc", uint32(os.Getpid()), 0)
	if err != nil || me.Executable != self || me.Deleted || me.Kernel || me.Start == 0 || me.PID != uint32(os.Getpid()) {
		t.Errorf("ReadFacts of this process = %+v, %v, want the executable %s", me, err, self)
	}

	program := filepath.Join(evalSymlinks(t, t.TempDir()), "näme\n\xff (deleted)")
	copyProgram(t, program, self)
	child := startSleeper(t, program)
	pid := uint32(child.Process.Pid)
	before, err := ReadFacts("/proc", pid, 0)
	if err != nil || before.Executable != program || before.Deleted || before.Start < me.Start {
		t.Errorf("ReadFacts of the child = %+v, %v, want the executable %q", before, err, program)
	}
	if err := os.Remove(program); err != nil {
		t.Fatal(err)
	}
	after, err := ReadFacts("/proc", pid, before.Start)
	if err != nil || after.Executable != program || !after.Deleted {
		t.Errorf("ReadFacts once the program is removed = %+v, %v", after, err)
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	awaitZombie(t, child.Process.Pid)
	if got, err := ReadFacts("/proc", pid, before.Start); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("ReadFacts of a zombie = %+v, %v, want fs.ErrNotExist", got, err)
	}
	child.Wait() //nolint:errcheck // it was killed
	if got, err := ReadFacts("/proc", pid, before.Start); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("ReadFacts of a child that is gone = %+v, %v, want fs.ErrNotExist", got, err)
	}
}

func TestLiveKernelThreads(t *testing.T) {
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range stats {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		st, err := ParseStat(text)
		if err != nil {
			t.Fatal(err)
		}
		if !st.IsKernel() {
			continue
		}
		got, err := ReadFacts("/proc", st.PID, st.Start)
		if errors.Is(err, fs.ErrNotExist) {
			continue // a worker that has ended
		}
		if err != nil || !got.Kernel || got.Executable != "" || got.Name != string(st.Name) {
			t.Errorf("%s: %+v, %v", path, got, err)
		}
		return
	}
	t.Skip("no thread of the kernel is in sight: this is a PID namespace of its own")
}

// sleeper is set in the environment of a copy of the test program that only waits.
const sleeper = "PROCFS_TEST_SLEEPER"

func TestMain(m *testing.M) {
	if os.Getenv(sleeper) != "" {
		os.Stdout.Write([]byte{0})     //nolint:errcheck // who does not get it waits in vain
		os.Stdin.Read(make([]byte, 1)) //nolint:errcheck // the end of the input is what it waits for
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// startSleeper starts the program, and waits until it runs.
func startSleeper(t *testing.T, program string) *exec.Cmd {
	t.Helper()
	return startChild(t, exec.Command(program))
}

func startChild(t *testing.T, child *exec.Cmd) *exec.Cmd {
	t.Helper()
	child.Env = append(os.Environ(), sleeper+"=1")
	if _, err := child.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	output, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	err = child.Start()
	if errors.Is(err, syscall.EACCES) {
		t.Skipf("no program can be started from the folder for temporary files: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		child.Process.Kill() //nolint:errcheck // it may have ended
		child.Wait()         //nolint:errcheck // it may have been killed
	})
	// Start returns when the kernel has taken the new program, and not its arguments yet.
	if _, err := output.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	return child
}

// awaitZombie waits until a child has ended, and leaves its exit status alone.
func awaitZombie(t *testing.T, pid int) {
	t.Helper()
	err := unix.Waitid(unix.P_PID, pid, nil, unix.WEXITED|unix.WNOWAIT, nil)
	if err != nil {
		t.Fatal(os.NewSyscallError("waitid", err))
	}
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil || !strings.Contains(string(text), ") Z ") {
		t.Fatalf("the child is no zombie: %s, %v", text, err)
	}
}

func copyProgram(t *testing.T, to, from string) {
	t.Helper()
	program, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, program, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func evalSymlinks(t *testing.T, path string) string {
	t.Helper()
	path, err := filepath.EvalSymlinks(path)
	if err != nil {
		t.Fatal(err)
	}
	return path
}
