package procfs

import (
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// addThread writes what the kernel tells about a thread, besides its program, into its directory.
func addThread(t *testing.T, dir, cgroup, uts string) {
	t.Helper()
	writeFile(t, filepath.Join(dir, "cgroup"), cgroup)
	writeFile(t, filepath.Join(dir, "cmdline"), "a\x00-b\x00")
	writeFile(t, filepath.Join(dir, "environ"), "PATH=/bin\x00HOSTNAME=web-0\x00")
	mkdir(t, filepath.Join(dir, "ns"))
	for link, target := range map[string]string{"net": "net:[42]", "uts": uts} {
		if err := os.Symlink(target, filepath.Join(dir, "ns", link)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestReadAllFacts(t *testing.T) {
	ours, err := os.Readlink("/proc/self/ns/uts")
	if err != nil {
		t.Fatal(err)
	}
	const docker = "/system.slice/docker-" + id1 + ".scope"
	want := Facts{
		PID: 70, Name: "a) b", Start: 31, Parent: 1, UID: 1000, HasUID: true, Executable: "/bin/p",
		CommandLine: []string{"a", "-b"}, NetNS: 42,
		Cgroup: docker, Unit: "docker-" + id1 + ".scope", Container: Container{ID: id1, Runtime: "docker", Name: "web-0"},
	}
	nameless := want
	nameless.Container.Name = ""
	outside := nameless
	outside.Cgroup, outside.Unit, outside.Container = "/init.scope", "init.scope", Container{}
	for _, tt := range []struct {
		name, thread, cgroup, uts string
		want                      Facts
	}{
		{"a container", ".", docker, "uts:[7]", want},
		{"its first thread has ended", "task/71", docker, "uts:[7]", want},
		{"with the host's name", ".", docker, ours, nameless},
		{"no container", ".", "/init.scope", "uts:[7]", outside},
	} {
		root := writeProcess(t, ordinaryStat, map[string]string{filepath.Join(tt.thread, "exe"): "/bin/p"})
		dir := filepath.Join(root, "70")
		writeFile(t, filepath.Join(dir, "status"), "Name:\ta\nUid:\t1000\t0\t0\t0\n")
		addThread(t, filepath.Join(dir, tt.thread), "0::"+tt.cgroup+"\n", tt.uts)
		if got, err := ReadFacts(root, 70, 31); err != nil || !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s:\n%+v, %v, want\n%+v", tt.name, got, err, tt.want)
		}
		if got, err := ReadContainer(root, 70, 31); tt.thread == "." && (err != nil || got != tt.want.Container) {
			t.Errorf("%s: %+v, %v", tt.name, got, err)
		}
		if got, err := ReadContainer(root, 70, 32); err == nil {
			t.Errorf("%s: the container of a later process is %+v", tt.name, got)
		}
	}
}

// The host name that Docker makes of the id is no name.
func TestHostnameOfID(t *testing.T) {
	root := writeProcess(t, ordinaryStat, map[string]string{"exe": "/bin/p"})
	dir := filepath.Join(root, "70")
	addThread(t, dir, "0::/docker/"+id1+"\n", "uts:[7]")
	writeFile(t, filepath.Join(dir, "environ"), "HOSTNAME="+id1[:12]+"\x00")
	got, err := ReadFacts(root, 70, 31)
	if want := (Container{ID: id1, Runtime: "docker"}); err != nil || got.Container != want {
		t.Errorf("%+v, %v, want %+v", got.Container, err, want)
	}
}

// The kernel itself: what a child was called with, of whatever length.
func TestLiveCommandLine(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for name, arguments := range map[string][]string{
		"none":          nil,
		"strange":       {"", "a b", "\xff\x1b[2J\n", "ü"},
		"100 KB":        {strings.Repeat("x", 100<<10), "end"},
		"many":          strings.Split(strings.Repeat("a,", 50_000)+"end", ","),
		"a whole 4 KiB": {strings.Repeat("y", 4096-len(self)-2)},
	} {
		child := exec.Command(self)
		child.Args = append(child.Args, arguments...)
		child = startChild(t, child)
		got, err := ReadFacts("/proc", uint32(child.Process.Pid), 0)
		if err != nil || !reflect.DeepEqual(got.CommandLine, child.Args) {
			t.Errorf("%s: %d arguments, %v, want %d", name, len(got.CommandLine), err, len(child.Args))
		}
		if got.Parent != uint32(os.Getpid()) || !got.HasUID || got.UID != uint32(os.Getuid()) || got.NetNS == 0 {
			t.Errorf("%s: parent %d, user %d, namespace %d", name, got.Parent, got.UID, got.NetNS)
		}
	}
}

func TestReadFileLimit(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "x"), strings.Repeat("0123456789", 1000))
	f, err := os.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, limit := range []int{1, 16, 17, 1000, 9999, 10_000, 10_001, 1 << 20} {
		got, err := readFile(int(f.Fd()), "x", make([]byte, 16), limit)
		if err != nil || len(got) != min(limit, 10_000) {
			t.Errorf("%d bytes of at most %d, %v", len(got), limit, err)
		}
	}
}

func BenchmarkReadFacts(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ReadFacts("/proc", uint32(os.Getpid()), 0); err != nil {
			b.Fatal(err)
		}
	}
}
