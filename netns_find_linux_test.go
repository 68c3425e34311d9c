package tcptable_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/sockfarm"
)

func TestNamespaces(t *testing.T) {
	if !alone(t) {
		return
	}
	a := startTenant(t)
	blue := mountNetNS(t, "/run/netns/blue", nil)
	docker := mountNetNS(t, "/run/docker/netns/my net", nil)
	found, err := tcptable.Namespaces(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := map[uint64]string{sockfarm.NetNS(t): "/proc/1/ns/net", a.id: "/proc/" + strconv.Itoa(int(a.pid())) + "/ns/net", blue: "/run/netns/blue", docker: "/run/docker/netns/my net"}
	for _, n := range found {
		if n.Path() != want[n.ID] {
			t.Errorf("%+v is at %q, want %q", n, n.Path(), want[n.ID])
		}
		delete(want, n.ID)
	}
	if len(want) > 0 {
		t.Errorf("of %+v are missing %v", found, want)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := tcptable.Namespaces(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestFindNetNS(t *testing.T) {
	if !alone(t) {
		return
	}
	a, b := startTenant(t), startTenant(t)
	gone := startTenant(t)
	if err := gone.end(); err != nil {
		t.Fatal(err)
	}
	pid := func(n *tenant) string { return strconv.Itoa(int(n.pid())) }
	blue := mountNetNS(t, "/run/netns/blue", nil)
	mountNetNS(t, "/run/docker/netns/blue", nil) // it has the name as well, but not with ip-netns(8)
	mountNetNS(t, "/run/docker/netns/deep", nil)
	mountNetNS(t, "/run/docker/netns/twice", nil)
	mountNetNS(t, "/run/other/twice", nil)
	mountNetNS(t, "/run/netns/"+pid(b), nil)
	mountNetNS(t, "/run/netns/"+pid(gone), nil)
	if err := os.WriteFile("/run/netns/stale", nil, 0o444); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		spec, want string
		err        error
	}{
		{"blue", "/run/netns/blue", nil},
		{"/run/netns/blue", "/run/netns/blue", nil},
		{strconv.FormatUint(blue, 10), "/run/netns/blue", nil},
		{"deep", "/run/docker/netns/deep", nil},
		{pid(a), "/proc/" + pid(a) + "/ns/net", nil},
		{strconv.FormatUint(a.id, 10), "/proc/" + pid(a) + "/ns/net", nil},
		{pid(gone), "/run/netns/" + pid(gone), nil},
		{"twice", "", fs.ErrInvalid},
		{pid(b), "", fs.ErrInvalid},
		{"/proc/self/ns/mnt", "", fs.ErrInvalid},
		{"/run/netns/stale", "", fs.ErrInvalid},
		{"/run", "", fs.ErrInvalid},
		{"stale", "", fs.ErrNotExist},
		{"none", "", fs.ErrNotExist},
		{"", "", fs.ErrNotExist},
		{"/run/netns/none", "", fs.ErrNotExist},
		{"4194303", "", fs.ErrNotExist},
		{"18446744073709551615", "", fs.ErrNotExist},
		{"99999999999999999999", "", fs.ErrNotExist},
	} {
		got, err := tcptable.FindNetNS(tt.spec)
		if got != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("FindNetNS(%q) = %q, %v, want %q, %v", tt.spec, got, err, tt.want, tt.err)
		}
		if err != nil && (!strings.Contains(err.Error(), strconv.Quote(tt.spec)) || strings.Contains(err.Error(), "\n")) {
			t.Errorf("FindNetNS(%q): %v", tt.spec, err)
		}
	}
}

// TestNetNSOfOthers looks as an ordinary user at namespaces that are root's.
func TestNetNSOfOthers(t *testing.T) {
	switch {
	case !sockfarm.IsRerun():
		sockfarm.RequireUser(t, nobody)
		sockfarm.Enter(t)
		sockfarm.Rerun(t, withPrivateProcesses(), nil)
	case os.Geteuid() == 0:
		alone(t)
		n := startTenant(t)
		mountNetNS(t, "/run/netns/blue", nil)
		sockfarm.Rerun(t, asNobody(), []byte(strconv.Itoa(int(n.pid()))))
	default:
		seeAsNobody(t)
	}
}

func seeAsNobody(t *testing.T) {
	tenant := make([]byte, 10)
	n, err := os.Stdin.Read(tenant)
	if err != nil {
		t.Fatal(err)
	}
	if path, err := tcptable.FindNetNS(string(tenant[:n])); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("the namespace of root's process is at %q, %v, want fs.ErrPermission", path, err)
	}
	here := listenAt(t, "127.0.0.1:0")
	found, err := tcptable.Namespaces(t.Context())
	if !errors.Is(err, fs.ErrPermission) || len(found) != 2 {
		t.Errorf("namespaces %+v, %v, want our own, that with a name, and fs.ErrPermission", found, err)
	}
	for name, open := range oneOpeners {
		table := allNetNS(t, open)
		snap := mustSnapshot(t, table, listenersAndHolders)
		r := snap.Report
		if r.NamespacesDenied != 1 || r.NamespacesUnseen != 2 || r.NamespacesVanished != 0 || r.NamespacesComplete() {
			t.Errorf("%s: %+v, want one namespace denied and two processes unseen", name, r)
		}
		denied := slices.DeleteFunc(slices.Clone(snap.Namespaces), func(n tcptable.Namespace) bool { return !n.Denied })
		if len(denied) != 1 || !slices.Equal(denied[0].Names, []string{"blue"}) || len(snap.Namespaces) != 2 {
			t.Errorf("%s: namespaces %+v", name, snap.Namespaces)
		}
		for _, c := range snap.Conns {
			if c.Local == here && (c.PID != uint32(os.Getpid()) || c.NetNS != sockfarm.NetNS(t)) {
				t.Errorf("%s: our listener is %+v", name, c)
			}
		}
		conns, err := table.Append(t.Context(), nil, listenersAndHolders)
		if !errors.Is(err, fs.ErrPermission) || len(conns) != len(snap.Conns) {
			t.Errorf("%s: Append gives %d of %d rows, %v, want fs.ErrPermission", name, len(conns), len(snap.Conns), err)
		}
		rows := 0
		for _, err = range table.All(t.Context(), tcptable.Query{States: listenersAndHolders.States}) {
			rows++
		}
		if !errors.Is(err, fs.ErrPermission) || rows != len(snap.Conns)+1 {
			t.Errorf("%s: All yields %d rows and %v, want fs.ErrPermission", name, rows, err)
		}
	}
}

// Of many namespaces, some are opened anew each time.
func TestManyNetNS(t *testing.T) {
	if !alone(t) {
		return
	}
	const count, room = 12, 3
	for n := range count {
		mountNetNS(t, filepath.Join("/run/netns", strconv.Itoa(n)), nil)
	}
	source, err := tcptable.OpenDefault(tcptable.WithAllNetNS(nil))
	if err != nil {
		t.Fatal(err)
	}
	tcptable.SetRoom(source, room)
	table := mustOpen(t, func() (*tcptable.Table, error) { return openSource(source, err) })
	before := descriptors(t)
	for range 2 {
		if snap := mustSnapshot(t, table, tcptable.Query{}); len(snap.Namespaces) != count+1 {
			t.Errorf("%d namespaces, want %d", len(snap.Namespaces), count+1)
		}
		// Of our own namespace the files for counters are open now.
		if opened := descriptors(t) - before; opened > (room+1)*tcptable.DescriptorsEach {
			t.Errorf("%d descriptors are open for %d namespaces", opened, room)
		}
	}
	for n := range count {
		if err := unix.Unmount(filepath.Join("/run/netns", strconv.Itoa(n)), 0); err != nil {
			t.Fatal(err)
		}
	}
	mustSnapshot(t, table, tcptable.Query{})
	if opened := descriptors(t) - before; opened > tcptable.DescriptorsEach {
		t.Errorf("%d descriptors are open for namespaces that are gone", opened)
	}
}

func descriptors(t *testing.T) int {
	t.Helper()
	runtime.GC() // which closes nothing: all is closed by whoever opened it
	files, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(files)
}

func TestOpenAllAndOne(t *testing.T) {
	table, err := tcptable.Open(tcptable.WithAllNetNS(nil), tcptable.WithNetNS("/proc/self/ns/net"))
	if !errors.Is(err, fs.ErrInvalid) {
		t.Errorf("all namespaces and one alone: %v, %v, want fs.ErrInvalid", table, err)
	}
	refused := errors.New("refused")
	_, err = tcptable.Open(tcptable.WithAllNetNS(func(...tcptable.Option) (tcptable.Source, error) { return nil, refused }))
	if !errors.Is(err, refused) {
		t.Errorf("a source that cannot be opened: %v", err)
	}
}
