package sockdiag_test

import (
	"net"
	"testing"

	"github.com/tcptable/tcptable/internal/sockdiag"
)

// The kernel itself: a listener of ours must be among what it lists, and its interface has a
// name.
func TestDialAndDump(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c, err := sockdiag.NewConn(sockdiag.Dial)
	if err != nil {
		t.Fatal(err)
	}
	port, found := l.Addr().(*net.TCPAddr).Port, 0
	for range 2 { // the second dump uses the same socket
		found = 0
		req := sockdiag.Request{Family: sockdiag.FamilyIPv4, States: 1 << sockdiag.TCPListen}
		err = c.Dump(t.Context(), req, func(r *sockdiag.Row) error {
			if r.State != sockdiag.TCPListen {
				t.Errorf("state %d was not asked for", r.State)
			}
			if int(r.LocalPort) == port && [4]byte(r.Local[:4]) == [4]byte{127, 0, 0, 1} {
				found++
			}
			return nil
		})
		if err != nil || found != 1 {
			t.Fatalf("the listener on port %d was listed %d times, error %v", port, found, err)
		}
	}
	if name, err := c.InterfaceName(1); name != "lo" || err != nil {
		t.Errorf("InterfaceName(1) = %q, %v, want lo", name, err)
	}
	if name, err := c.InterfaceName(1 << 30); name != "" || err == nil {
		t.Errorf("InterfaceName(1<<30) = %q, %v, want an error", name, err)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}
