package tcptable

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable/internal/sockdiag"
)

// scriptedKernel answers each request for a socket with the next status, and the last one again
// and again.
type scriptedKernel struct {
	statuses []unix.Errno
	asked    [][]byte
	seq      uint32
}

func (k *scriptedKernel) Send(b []byte) error {
	k.asked = append(k.asked, append([]byte(nil), b...))
	k.seq = binary.NativeEndian.Uint32(b[8:])
	return nil
}

func (k *scriptedKernel) Recv(b []byte) (int, error) {
	status := k.statuses[min(len(k.asked), len(k.statuses))-1]
	order := binary.NativeEndian
	m := order.AppendUint32(nil, 36)
	m = order.AppendUint16(m, 2) // NLMSG_ERROR
	m = order.AppendUint16(m, 0x100)
	m = order.AppendUint32(m, k.seq)
	m = order.AppendUint32(m, 0)
	m = order.AppendUint32(m, uint32(-int32(status)))
	return copy(b, append(m, make([]byte, 16)...)), nil
}

func (*scriptedKernel) Close() error { return nil }

func (k *scriptedKernel) source(t *testing.T) *netlinkSource {
	t.Helper()
	conn, err := sockdiag.NewConn(func() (sockdiag.Transport, error) { return k, nil })
	if err != nil {
		t.Fatal(err)
	}
	return &netlinkSource{conn: conn}
}

func established() Conn {
	return Conn{
		Local: netip.MustParseAddrPort("192.0.2.1:443"), Remote: netip.MustParseAddrPort("198.51.100.7:50000"),
		State: StateEstablished, Cookie: 9, Interface: 3,
	}
}

func TestRefusals(t *testing.T) {
	for _, tt := range []struct {
		status unix.Errno
		want   error
		text   string
	}{
		{unix.ENOENT, fs.ErrNotExist, "no such connection"},
		{unix.ESTALE, fs.ErrNotExist, "no such connection"},
		{unix.EPERM, fs.ErrPermission, "CAP_NET_ADMIN is missing"},
		{unix.EOPNOTSUPP, errors.ErrUnsupported, "this kernel cannot"},
		{unix.EINVAL, errors.ErrUnsupported, "this kernel cannot"},
		{unix.ENOMEM, unix.ENOMEM, "memory"},
	} {
		kernel := &scriptedKernel{statuses: []unix.Errno{tt.status}}
		source := kernel.source(t)
		_, infoErr := source.TCPInfo(t.Context(), established())
		for name, err := range map[string]error{"Kill": source.Kill(t.Context(), established()), "TCPInfo": infoErr} {
			if !errors.Is(err, tt.want) || !errors.Is(err, tt.status) || !strings.Contains(fmt.Sprint(err), tt.text) {
				t.Errorf("%s with %v: %v, want %v that says %q", name, tt.status, err, tt.want, tt.text)
			}
			for _, other := range []error{fs.ErrNotExist, fs.ErrPermission, errors.ErrUnsupported} {
				if other != tt.want && errors.Is(err, other) {
					t.Errorf("%s with %v: %v is %v too", name, tt.status, err, other)
				}
			}
		}
		if len(kernel.asked) != 2 {
			t.Errorf("%v: the kernel was asked %d times, want once for each call", tt.status, len(kernel.asked))
		}
	}
}

// A listener of a group is asked for with other remote ports until it is found, and only then.
func TestKillListenerOfGroup(t *testing.T) {
	listener := established()
	listener.State, listener.Remote = StateListen, netip.MustParseAddrPort("0.0.0.0:0")
	for _, tt := range []struct {
		statuses []unix.Errno
		asked    int
		want     error
	}{
		{[]unix.Errno{0}, 1, nil},
		{[]unix.Errno{unix.ENOENT, unix.ESTALE, 0}, 3, nil},
		{[]unix.Errno{unix.ENOENT, unix.EPERM}, 2, fs.ErrPermission},
		{[]unix.Errno{unix.ENOENT}, maxLookups, fs.ErrNotExist},
	} {
		kernel := &scriptedKernel{statuses: tt.statuses}
		err := kernel.source(t).Kill(t.Context(), listener)
		if !errors.Is(err, tt.want) || tt.want == nil && err != nil || len(kernel.asked) != tt.asked {
			t.Errorf("%v: %v after %d requests, want %v after %d", tt.statuses, err, len(kernel.asked), tt.want, tt.asked)
		}
		for n, request := range kernel.asked {
			if port := binary.BigEndian.Uint16(request[26:]); int(port) != n {
				t.Errorf("request %d is for the remote port %d", n, port)
			}
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	kernel := &scriptedKernel{statuses: []unix.Errno{0}}
	if err := kernel.source(t).Kill(ctx, listener); !errors.Is(err, context.Canceled) || len(kernel.asked) != 0 {
		t.Errorf("canceled: %v after %d requests", err, len(kernel.asked))
	}
}

func TestSocketID(t *testing.T) {
	mapped := netip.MustParseAddr("::ffff:192.0.2.1")
	for _, tt := range []struct {
		local, remote string
		family        uint8
		first         byte // of the local address on the wire
	}{
		{"192.0.2.1:1", "198.51.100.7:2", sockdiag.FamilyIPv4, 192},
		{"[2001:db8::1]:1", "[2001:db8::2]:2", sockdiag.FamilyIPv6, 0x20},
		{"[fe80::1%eth0]:1", "[fe80::2%eth0]:2", sockdiag.FamilyIPv6, 0xfe},
		{"[::ffff:192.0.2.1]:1", "[::ffff:198.51.100.7]:2", sockdiag.FamilyIPv6, 0},
		{"[::]:1", "[::ffff:198.51.100.7]:2", sockdiag.FamilyIPv6, 0},
	} {
		c := Conn{Local: netip.MustParseAddrPort(tt.local), Remote: netip.MustParseAddrPort(tt.remote), Interface: 5, Cookie: 1 << 40}
		id, err := new(netlinkSource).socketID(&c)
		if err != nil || id.Family != tt.family || id.Local[0] != tt.first || id.LocalPort != 1 || id.RemotePort != 2 ||
			id.Interface != 5 || id.Cookie != 1<<40 {
			t.Errorf("%s to %s: %+v, %v", tt.local, tt.remote, id, err)
		}
		if c.Local.Addr() == mapped && netip.AddrFrom16(id.Local) != mapped {
			t.Errorf("%s is asked for as %x", tt.local, id.Local)
		}
	}
	for _, c := range []Conn{
		{},
		{Local: netip.MustParseAddrPort("192.0.2.1:1")},
		{Local: netip.MustParseAddrPort("192.0.2.1:1"), Remote: netip.MustParseAddrPort("[::1]:1")},
	} {
		if _, err := new(netlinkSource).socketID(&c); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%v to %v: %v, want fs.ErrNotExist", c.Local, c.Remote, err)
		}
	}
}

// Without netlink there are no cookies, and nothing to ask.
func TestSingleConnectionWithoutNetlink(t *testing.T) {
	for name, s := range map[string]*fallbackSource{
		"could not be opened": {proc: &scripted{}, reason: unix.EPROTONOSUPPORT},
		"was forbidden later": {netlink: &netlinkSource{}, proc: &scripted{}, reason: unix.EACCES},
		"is something else":   {netlink: &scripted{}, proc: &scripted{}},
	} {
		_, infoErr := s.TCPInfo(t.Context(), established())
		for _, err := range []error{s.Kill(t.Context(), established()), infoErr} {
			if !errors.Is(err, errors.ErrUnsupported) || errors.Is(err, fs.ErrPermission) {
				t.Errorf("netlink %s: %v, want errors.ErrUnsupported and nothing else", name, err)
			}
		}
	}
}

// TestTranslateTCPInfo gives each field of the kernel's a value of its own, and looks for it in
// the field of the same name.
func TestTranslateTCPInfo(t *testing.T) {
	var wire sockdiag.TCPInfo
	fields := reflect.ValueOf(&wire).Elem()
	for n := range fields.NumField() {
		switch field := fields.Field(n); field.Kind() {
		case reflect.Bool:
			field.SetBool(true)
		case reflect.Int:
			field.SetInt(280)
		default:
			field.SetUint(uint64(n) + 1)
		}
	}
	wire.Options = 0x3f
	info := translateTCPInfo(&wire)
	got := reflect.ValueOf(info)
	renamed := map[string]string{"NotSent": "NotSentBytes"}
	inMillis := map[string]bool{"LastDataSent": true, "LastDataRecv": true, "LastAckRecv": true, "TotalRTOTime": true}
	for n := range got.NumField() {
		name := got.Type().Field(n).Name
		source := fields.FieldByName(name)
		if other, ok := renamed[name]; ok {
			source = fields.FieldByName(other)
		}
		switch value := got.Field(n).Interface().(type) {
		case TCPInfoFields:
			if value != 0 {
				t.Errorf("%s = %#x, though the structure is long enough", name, value)
			}
		case State:
			if value != 0 {
				t.Errorf("the state is for the caller to set, is %v", value)
			}
		case bool:
			if !value {
				t.Errorf("%s is not set", name)
			}
		case time.Duration:
			unit := time.Microsecond
			if inMillis[name] {
				unit = time.Millisecond
			}
			if want := time.Duration(source.Uint()) * unit; value != want {
				t.Errorf("%s = %v, want %v", name, value, want)
			}
		default:
			if got.Field(n).Uint() != source.Uint() {
				t.Errorf("%s = %v, want %v", name, value, source.Uint())
			}
		}
	}
}

func TestTranslateTCPInfoLimits(t *testing.T) {
	none := translateTCPInfo(&sockdiag.TCPInfo{Len: 280, SndSsthresh: 0x7fffffff, MinRTT: math.MaxUint32})
	if none.SndSsthresh != 0 || none.MinRTT != 0 {
		t.Errorf("what was not found yet is %d and %v", none.SndSsthresh, none.MinRTT)
	}
	long := translateTCPInfo(&sockdiag.TCPInfo{Len: 280, BusyTime: 1e15, RTT: math.MaxUint32})
	if long.BusyTime != 1e9*time.Second || long.RTT != math.MaxUint32*time.Microsecond {
		t.Errorf("long times are %v and %v", long.BusyTime, long.RTT)
	}
	for bit := range 6 {
		info := translateTCPInfo(&sockdiag.TCPInfo{Options: 1 << bit})
		got := []bool{info.Timestamps, info.SACK, info.WindowScaling, info.ECN, info.ECNSeen, info.SYNData}
		for n, set := range got {
			if set != (n == bit) {
				t.Errorf("option %d: %v", bit, got)
			}
		}
	}
}

func TestMissingTCPInfo(t *testing.T) {
	all := InfoReceivedCE<<1 - 1
	for length, want := range map[int]TCPInfoFields{
		104: all, 119: all, 120: all &^ InfoPacingRate, 136: all &^ (InfoPacingRate | InfoBytesAcked),
		192: InfoDelivered | InfoBytesSent | InfoSndWnd | InfoRcvWnd | InfoTotalRTO | InfoReceivedCE,
		232: InfoRcvWnd | InfoTotalRTO | InfoReceivedCE, 248: InfoReceivedCE, 276: 0, 280: 0, 4096: 0,
	} {
		if info := translateTCPInfo(&sockdiag.TCPInfo{Len: length}); info.Missing != want {
			t.Errorf("%d bytes: missing %#x, want %#x", length, info.Missing, want)
		}
	}
}
