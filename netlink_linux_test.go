package tcptable

import (
	"errors"
	"io"
	"net/netip"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable/internal/sockdiag"
)

func TestKernelStates(t *testing.T) {
	for kernel, want := range map[uint8]State{
		sockdiag.TCPEstablished: StateEstablished, sockdiag.TCPSynSent: StateSynSent, sockdiag.TCPSynRecv: StateSynReceived,
		sockdiag.TCPFinWait1: StateFinWait1, sockdiag.TCPFinWait2: StateFinWait2, sockdiag.TCPTimeWait: StateTimeWait,
		sockdiag.TCPClose: StateClosed, sockdiag.TCPCloseWait: StateCloseWait, sockdiag.TCPLastAck: StateLastAck,
		sockdiag.TCPListen: StateListen, sockdiag.TCPClosing: StateClosing, sockdiag.TCPNewSynRecv: StateSynReceived,
		sockdiag.TCPBoundInactive: StateClosed,
	} {
		if got, err := stateOf(kernel); got != want || err != nil {
			t.Errorf("kernel state %d is %v, %v, want %v", kernel, got, err, want)
		}
		if kernelMask(States(want))&(1<<kernel) == 0 {
			t.Errorf("a request for %v leaves out the kernel state %d", want, kernel)
		}
	}
	for _, kernel := range []uint8{0, 14, 255} {
		if got, err := stateOf(kernel); err == nil {
			t.Errorf("kernel state %d is %v", kernel, got)
		}
	}
	if got := kernelMask(AllStates); got&(1<<sockdiag.TCPBoundInactive|1<<sockdiag.TCPClose) != 0 {
		t.Errorf("the mask of all states, %#x, asks for closed sockets", got)
	}
}

func TestTranslate(t *testing.T) {
	linkLocal := [16]byte{0: 0xfe, 1: 0x80, 15: 1}
	loopback4 := [16]byte{127, 0, 0, 1}
	mapped := [16]byte{10: 0xff, 11: 0xff, 12: 169, 13: 254, 15: 1}
	base := sockdiag.Row{Family: sockdiag.FamilyIPv6, State: sockdiag.TCPEstablished, LocalPort: 1, RemotePort: 2}
	tests := []struct {
		name   string
		change func(*sockdiag.Row)
		want   func(*Conn)
	}{
		{"unspecified", func(*sockdiag.Row) {}, func(*Conn) {}},
		{
			"IPv4 uses the first four bytes",
			func(r *sockdiag.Row) { r.Family, r.Local, r.Remote = sockdiag.FamilyIPv4, loopback4, loopback4 },
			func(c *Conn) {
				c.Local, c.Remote = netip.MustParseAddrPort("127.0.0.1:1"), netip.MustParseAddrPort("127.0.0.1:2")
			},
		},
		{
			"the scope of a link-local address is the interface",
			func(r *sockdiag.Row) { r.Local, r.Interface = linkLocal, 1<<30 },
			func(c *Conn) {
				c.Local, c.LocalScope, c.Interface = netip.MustParseAddrPort("[fe80::1%1073741824]:1"), 1<<30, 1<<30
			},
		},
		{
			"a bound socket with another address has no scope",
			func(r *sockdiag.Row) { r.Interface = 3 },
			func(c *Conn) { c.Interface = 3 },
		},
		{
			"nor has a mapped link-local address",
			func(r *sockdiag.Row) { r.Local, r.Interface = mapped, 3 },
			func(c *Conn) { c.Local, c.Interface = netip.MustParseAddrPort("[::ffff:169.254.0.1]:1"), 3 },
		},
		{
			"a listener that takes IPv4 too",
			func(r *sockdiag.Row) { r.State, r.V6OnlyKnown = sockdiag.TCPListen, true },
			func(c *Conn) { c.State, c.DualStack = StateListen, true },
		},
		{
			"a listener for IPv6 alone",
			func(r *sockdiag.Row) { r.State, r.V6OnlyKnown, r.V6Only = sockdiag.TCPListen, true, true },
			func(c *Conn) { c.State = StateListen },
		},
		{
			"a listener of which the kernel does not tell",
			func(r *sockdiag.Row) { r.State = sockdiag.TCPListen },
			func(c *Conn) { c.State = StateListen },
		},
		{
			"TLS in a TCP offload engine",
			func(r *sockdiag.Row) { r.TLSTx, r.TLSRx = sockdiag.TLSHWRecord, 2 },
			func(c *Conn) { c.Offload = OffloadOffloaded },
		},
		{
			"a listener on a mapped address",
			func(r *sockdiag.Row) { r.State, r.V6OnlyKnown, r.Local = sockdiag.TCPListen, true, mapped },
			func(c *Conn) { c.State, c.Local = StateListen, netip.MustParseAddrPort("[::ffff:169.254.0.1]:1") },
		},
		{"TLS by the network card", func(r *sockdiag.Row) { r.TLSTx, r.TLSRx = 3, 3 }, func(*Conn) {}},
		{
			"numbers",
			func(r *sockdiag.Row) { r.RecvQ, r.SendQ, r.UID, r.Inode, r.Cookie = 1, 2, 3, 1<<32-1, 1<<63 },
			func(c *Conn) { c.RecvQ, c.SendQ, c.UID, c.Inode, c.Cookie = 1, 2, 3, 1<<32-1, 1<<63 },
		},
	}
	conn, err := sockdiag.NewConn(func() (sockdiag.Transport, error) { return brokenTransport{}, nil })
	if err != nil {
		t.Fatal(err)
	}
	d := translator{conn: conn, netNS: 77}
	var got Conn // one for all of them: nothing of a row may stay behind
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, want := base, Conn{
				Local: netip.MustParseAddrPort("[::]:1"), Remote: netip.MustParseAddrPort("[::]:2"),
				State: StateEstablished, NetNS: 77,
			}
			tt.change(&r)
			tt.want(&want)
			if err := d.translate(&r, &got); err != nil || got != want {
				t.Errorf("translate:\n got %+v, %v\nwant %+v", got, err, want)
			}
		})
	}
	bad := base
	bad.State = 99
	if err := d.translate(&bad, &got); err == nil {
		t.Error("an unknown kernel state is no error")
	}
}

// brokenTransport fails whatever it is asked.
type brokenTransport struct{}

func (brokenTransport) Send([]byte) error        { return io.ErrClosedPipe }
func (brokenTransport) Recv([]byte) (int, error) { return 0, io.ErrClosedPipe }
func (brokenTransport) Close() error             { return nil }

// interrupted answers every dump with what the kernel sends for an inconsistent one.
type interrupted struct {
	seq   [4]byte
	asked *int
}

func (k *interrupted) Send(b []byte) error {
	copy(k.seq[:], b[8:12])
	*k.asked++
	return nil
}

func (k *interrupted) Recv(b []byte) (int, error) {
	done := [20]byte{0: 20, 4: 3, 6: 0x12} // NLMSG_DONE with NLM_F_MULTI and NLM_F_DUMP_INTR
	copy(done[8:], k.seq[:])
	return copy(b, done[:]), nil
}

func (*interrupted) Close() error { return nil }

func TestInterruptedDumpsAreTakenAgain(t *testing.T) {
	asked := 0
	conn, err := sockdiag.NewConn(func() (sockdiag.Transport, error) { return &interrupted{asked: &asked}, nil })
	if err != nil {
		t.Fatal(err)
	}
	s := &netlinkSource{conn: conn}
	var snap Snapshot
	err = s.Read(t.Context(), Query{Family: IPv4}, &snap)
	if !errors.Is(err, ErrInterrupted) || errors.Is(err, unix.ENOENT) {
		t.Errorf("Read = %v, want ErrInterrupted", err)
	}
	if asked != 1+maxRetries || snap.Report.Retries != maxRetries {
		t.Errorf("asked %d times, the report says %d retries", asked, snap.Report.Retries)
	}
}
