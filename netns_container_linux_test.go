package tcptable_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/tcptable/tcptable"
)

const (
	pauseID  = "31cb02944da7a12196a193cf0e0f6c226d7c453a1db62e65ba98287593a2ee30"
	appID    = "ec08435e04266c5ba381fccbb829f626d11d8ddf5f8f547263c7a2d79ab4787a"
	podUID   = "74ba62da-1a3d-11e7-bb11-080027cb0e22"
	otherUID = "1fe19bf5-e8ef-11e8-900c-52daee5a874d"
)

// written is a process in a proc filesystem that a test writes.
type written struct {
	pid, start, netNS int
	cgroup, hostname  string
}

// writeProc writes a proc filesystem with processes and without mounts.
func writeProc(t *testing.T, processes []written) (root string) {
	t.Helper()
	root = t.TempDir()
	write := func(path, text string) {
		path = filepath.Join(root, path)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	write("self/mountinfo", "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n")
	for _, p := range processes {
		dir := fmt.Sprint(p.pid)
		write(dir+"/stat", fmt.Sprintf("%d (p%d) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 %d 0", p.pid, p.pid, p.start))
		write(dir+"/cgroup", "0::"+p.cgroup+"\n")
		write(dir+"/environ", "PATH=/bin\x00")
		if p.hostname != "" {
			write(dir+"/environ", "HOSTNAME="+p.hostname+"\x00")
		}
		ns := filepath.Join(root, dir, "ns")
		if err := errors.Join(os.Mkdir(ns, 0o755), os.Symlink(fmt.Sprintf("net:[%d]", p.netNS), filepath.Join(ns, "net"))); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// The first process of a pod holds its namespace and knows nothing else; its name comes from one of
// the others, but not from a guest that belongs to another pod.
func TestNamespaceContainer(t *testing.T) {
	pod := "/kubepods/besteffort/pod" + podUID + "/"
	processes := []written{
		{1, 1, 40, "/init.scope", ""},
		{70, 30, 42, pod + pauseID, ""},
		{60, 31, 42, "/kubepods/besteffort/pod" + otherUID + "/" + appID, "wrong"},
		{50, 32, 42, pod + appID, "web-0"},
		{51, 33, 42, pod + appID, "later"},
		{80, 34, 43, "/docker/" + appID, appID[:12]},
		{81, 35, 43, "/init.scope", "host"},
		{90, 36, 44, "/lxc.payload.web/init.scope", ""},
	}
	for n := range 20 { // more than are looked at for a name
		processes = append(processes, written{100 + n, 40, 45, pod + pauseID, ""})
	}
	found, err := tcptable.Namespaces(t.Context(), tcptable.WithProcRoot(writeProc(t, processes)))
	if err != nil {
		t.Fatal(err)
	}
	want := []tcptable.Namespace{
		{ID: 40, Process: tcptable.Process{PID: 1, Name: "p1", Start: 1}, Processes: 1},
		{
			ID: 42, Process: tcptable.Process{PID: 70, Name: "p70", Start: 30}, Processes: 4,
			Container: tcptable.Container{ID: pauseID, Pod: podUID, Name: "web-0"},
		},
		{
			ID: 43, Process: tcptable.Process{PID: 80, Name: "p80", Start: 34}, Processes: 2,
			Container: tcptable.Container{ID: appID, Runtime: "docker"},
		},
		{
			ID: 44, Process: tcptable.Process{PID: 90, Name: "p90", Start: 36}, Processes: 1,
			Container: tcptable.Container{Runtime: "lxc", Name: "web"},
		},
		{
			ID: 45, Process: tcptable.Process{PID: 100, Name: "p100", Start: 40}, Processes: 20,
			Container: tcptable.Container{ID: pauseID, Pod: podUID},
		},
	}
	if got, want := fmt.Sprintf("%+v", found), fmt.Sprintf("%+v", want); got != want {
		t.Errorf("got\n%s, want\n%s", got, want)
	}
}

// A proc filesystem that is none, and one whose mounts cannot be read.
func TestNamespacesNowhere(t *testing.T) {
	empty := t.TempDir()
	if found, err := tcptable.Namespaces(t.Context(), tcptable.WithProcRoot(empty)); !errors.Is(err, fs.ErrNotExist) || len(found) != 0 {
		t.Errorf("without a proc filesystem: %+v, %v, want fs.ErrNotExist", found, err)
	}
	if path, err := tcptable.FindNetNS("blue", tcptable.WithProcRoot(empty)); !errors.Is(err, fs.ErrNotExist) || path != "" {
		t.Errorf("without a proc filesystem: %q, %v, want fs.ErrNotExist", path, err)
	}
	root := writeProc(t, nil)
	broken := "22 1 0:4 net:[5] \\9 rw - nsfs nsfs rw\n"
	if err := os.WriteFile(filepath.Join(root, "self", "mountinfo"), []byte(broken), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := tcptable.Namespaces(t.Context(), tcptable.WithProcRoot(root)); err == nil {
		t.Error("mounts that cannot be read are no error")
	}
}
