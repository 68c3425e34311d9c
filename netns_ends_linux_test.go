package tcptable_test

import (
	"errors"
	"os"
	"testing"
	"time"

	"github.com/tcptable/tcptable"
)

// Connections end in a namespace that was there when listening began, and in one that came later; one
// that has gone is let go.
func TestEndsInAllNetNS(t *testing.T) {
	if !alone(t) {
		return
	}
	gone := startTenant(t)
	first, close1 := mountWithSockets(t, "/run/netns/first")
	table := allNetNS(t, nil)
	mustSnapshot(t, table, tcptable.Query{})
	before := descriptors(t)
	ends, err := table.OpenEnds(t.Context())
	if errors.Is(err, errors.ErrUnsupported) {
		t.Skipf("this kernel does not tell of the ends of sockets: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := gone.end(); err != nil {
		t.Fatal(err)
	}
	second, close2 := mountWithSockets(t, "/run/netns/second")
	mustSnapshot(t, table, tcptable.Query{})
	close1()
	close2()
	want := map[uint64]bool{first: true, second: true}
	for end := time.Now().Add(patience); len(want) > 0; time.Sleep(time.Millisecond) {
		taken, err := ends.Take(nil)
		if err != nil || time.Now().After(end) {
			t.Fatalf("nothing of %v: %v", want, err)
		}
		for _, e := range taken {
			delete(want, e.Conn.NetNS)
			if e.Conn.Cookie == 0 || e.Conn.NetNS == 0 {
				t.Errorf("an end: %+v", e)
			}
		}
	}
	if err := ends.Close(); err != nil {
		t.Error(err)
	}
	mustSnapshot(t, table, tcptable.Query{})
	if n := descriptors(t); n > before+tcptable.DescriptorsEach {
		t.Errorf("%d descriptors are open, before were %d", n, before)
	}
}

// mountWithSockets makes a namespace with a connection, which ends when the func is called.
func mountWithSockets(t *testing.T, path string) (id uint64, end func()) {
	t.Helper()
	var files []*os.File
	id = mountNetNS(t, path, func() (err error) { files, err = tenantSockets(); return err })
	return id, func() {
		for _, f := range files {
			if err := f.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}
