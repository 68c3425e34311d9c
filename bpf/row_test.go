package bpf

import (
	"errors"
	"net/netip"
	"slices"
	"testing"

	"github.com/tcptable/tcptable"
)

// names of interfaces in tests: one of them has none any more.
func testName(index uint32) (string, error) {
	if index == 3 {
		return "eth0", nil
	}
	return "", errors.New("no such interface")
}

// translateOne translates a record into a row that has been another one before.
func translateOne(t *testing.T, q tcptable.Query, r socketFields) (tcptable.Conn, bool, error) {
	t.Helper()
	translator := newTranslator(q, 77, testName)
	c := tcptable.Conn{
		Local: netip.MustParseAddrPort("[fe80::9%old]:9"), Remote: netip.MustParseAddrPort("[fe80::9%old]:9"),
		LocalScope: 9, RemoteScope: 9, Interface: 9, State: 9, Offload: 9, Owner: 9, DualStack: true,
		PID: 9, UID: 9, RecvQ: 9, SendQ: 9, Inode: 9, Cookie: 9, NetNS: 9,
	}
	wanted, err := translator.translate((*socketRecord)(appendSocket(nil, &r)), &c)
	return c, wanted, err
}

func TestTranslate(t *testing.T) {
	got, wanted, err := translateOne(t, tcptable.Query{}, listener())
	want := tcptable.Conn{
		Local:      netip.MustParseAddrPort("[fe80::1%eth0]:24930"),
		Remote:     netip.MustParseAddrPort("[fe80::2%eth0]:29042"),
		LocalScope: 3, RemoteScope: 3, Interface: 3, State: tcptable.StateListen,
		UID: 0x31323334, RecvQ: 0x41424344, SendQ: 0x51525354,
		Inode: 0x1112131415161718, Cookie: 0x2122232425262728, NetNS: 77,
	}
	if got != want || !wanted || err != nil {
		t.Errorf("got  %+v, %t, %v\nwant %+v", got, wanted, err, want)
	}
}

func TestTranslateAddresses(t *testing.T) {
	tests := []struct {
		name   string
		family uint8
		local  [16]byte
		iface  uint32
		want   string
		scope  uint32
	}{
		{"ipv4", familyIPv4, [16]byte{192, 0, 2, 1, 0xEE, 15: 0xEE}, 3, "192.0.2.1", 0},
		{"ipv4 link-local", familyIPv4, [16]byte{169, 254, 0, 1}, 3, "169.254.0.1", 0},
		{"mapped", familyIPv6, [16]byte{10: 0xff, 0xff, 192, 0, 2, 1}, 3, "::ffff:192.0.2.1", 0},
		{"mapped link-local", familyIPv6, [16]byte{10: 0xff, 0xff, 169, 254, 0, 1}, 3, "::ffff:169.254.0.1", 0},
		{"global, bound", familyIPv6, [16]byte{0x20, 0x01, 0x0d, 0xb8, 15: 1}, 3, "2001:db8::1", 0},
		{"link-local", familyIPv6, [16]byte{0xfe, 0x80, 15: 1}, 3, "fe80::1%eth0", 3},
		{"link-local, interface gone", familyIPv6, [16]byte{0xfe, 0x80, 15: 1}, 9, "fe80::1%9", 9},
		{"link-local, not bound", familyIPv6, [16]byte{0xfe, 0x80, 15: 1}, 0, "fe80::1", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := listener()
			r.family, r.local, r.iface = tt.family, tt.local, tt.iface
			c, _, err := translateOne(t, tcptable.Query{}, r)
			if got := c.Local.Addr(); got.String() != tt.want || c.LocalScope != tt.scope || c.Interface != tt.iface || err != nil {
				t.Errorf("got %v, scope %d, interface %d, %v, want %s, %d", got, c.LocalScope, c.Interface, err, tt.want, tt.scope)
			}
		})
	}
}

func TestTranslateStates(t *testing.T) {
	want := []tcptable.State{
		1: tcptable.StateEstablished, 2: tcptable.StateSynSent, 3: tcptable.StateSynReceived,
		4: tcptable.StateFinWait1, 5: tcptable.StateFinWait2, 6: tcptable.StateTimeWait,
		8: tcptable.StateCloseWait, 9: tcptable.StateLastAck, 10: tcptable.StateListen,
		11: tcptable.StateClosing, 12: tcptable.StateSynReceived, 255: 0,
	}
	for kernel, state := range want {
		r := listener()
		r.state = uint8(kernel)
		c, wanted, err := translateOne(t, tcptable.Query{}, r)
		switch {
		case kernel == 7: // closed while it was looked at
			if wanted || err != nil {
				t.Errorf("kernel state 7: %t, %v", wanted, err)
			}
		case state == 0:
			if err == nil {
				t.Errorf("kernel state %d is taken for %v", kernel, c.State)
			}
		case err != nil || !wanted || c.State != state:
			t.Errorf("kernel state %d: %v, %t, %v, want %v", kernel, c.State, wanted, err, state)
		}
	}
}

func TestTranslateFlags(t *testing.T) {
	for _, tt := range []struct {
		local   [16]byte
		state   uint8
		flags   uint8
		dual    bool
		offload tcptable.Offload
	}{
		{[16]byte{}, 10, 0, true, tcptable.OffloadInHost},
		{[16]byte{}, 10, flagV6Only, false, tcptable.OffloadInHost},
		{[16]byte{}, 1, 0, false, tcptable.OffloadInHost},
		{[16]byte{15: 1}, 10, 0, false, tcptable.OffloadInHost},
		{[16]byte{10: 0xff, 0xff}, 10, 0, false, tcptable.OffloadInHost},
		{[16]byte{15: 1}, 1, flagOffloaded, false, tcptable.OffloadOffloaded},
	} {
		r := listener()
		r.local, r.state, r.flags = tt.local, tt.state, tt.flags
		c, _, err := translateOne(t, tcptable.Query{}, r)
		if c.DualStack != tt.dual || c.Offload != tt.offload || err != nil {
			t.Errorf("%+v: dual stack %t, %v, %v", tt, c.DualStack, c.Offload, err)
		}
	}
	v4 := listener()
	v4.family, v4.local, v4.flags = familyIPv4, [16]byte{}, 0
	if c, _, _ := translateOne(t, tcptable.Query{}, v4); c.DualStack {
		t.Error("an IPv4 listener takes IPv4 alone")
	}
}

func TestTranslateQuery(t *testing.T) {
	v4, v6 := listener(), listener()
	v4.family = familyIPv4
	for _, tt := range []struct {
		q    tcptable.Query
		want []bool // for v4, for v6
	}{
		{tcptable.Query{}, []bool{true, true}},
		{tcptable.Query{Family: tcptable.IPv4}, []bool{true, false}},
		{tcptable.Query{Family: tcptable.IPv6}, []bool{false, true}},
		{tcptable.Query{States: tcptable.States(tcptable.StateListen)}, []bool{true, true}},
		{tcptable.Query{States: tcptable.States(tcptable.StateEstablished)}, []bool{false, false}},
	} {
		_, wants4, err4 := translateOne(t, tt.q, v4)
		_, wants6, err6 := translateOne(t, tt.q, v6)
		if got := []bool{wants4, wants6}; !slices.Equal(got, tt.want) || err4 != nil || err6 != nil {
			t.Errorf("%+v: %v, %v, %v, want %v", tt.q, got, err4, err6, tt.want)
		}
	}
}

// The iterator shows the listeners first: who wants no others need not read on.
func TestTranslateStops(t *testing.T) {
	established := listener()
	established.state = 1
	for states, want := range map[tcptable.StateSet]error{
		0:                                     nil,
		tcptable.States(tcptable.StateListen): errLast,
		tcptable.States(tcptable.StateListen, tcptable.StateClosed):      errLast,
		tcptable.States(tcptable.StateListen, tcptable.StateEstablished): nil,
		tcptable.States(tcptable.StateTimeWait):                          nil,
	} {
		if _, _, err := translateOne(t, tcptable.Query{States: states}, established); !errors.Is(err, want) {
			t.Errorf("states %#x: %v, want %v", states, err, want)
		}
	}
}

func TestTranslateFamily(t *testing.T) {
	for family, ok := range map[uint8]bool{familyIPv4: true, familyIPv6: true, 0: false, 1: false, 255: false} {
		r := listener()
		r.family = family
		if _, wanted, err := translateOne(t, tcptable.Query{}, r); wanted != ok || (err == nil) != ok {
			t.Errorf("family %d: %t, %v", family, wanted, err)
		}
	}
}

// Rows are appended in their place, whatever is asked for and whatever the slice has room for.
func TestAppendRows(t *testing.T) {
	r := listener()
	var records []byte
	for port := range uint16(5) {
		r.localPort, r.state = port, 10-uint8(port%2)*9 // every second one is a listener
		records = appendSocket(records, &r)
	}
	records = append(records, records[:socketLen/2]...)
	translator := newTranslator(tcptable.Query{}, 1, testName)
	for _, room := range []int{0, 1, 4, 100} {
		rows := append(make([]tcptable.Conn, 0, 1+room), tcptable.Conn{Cookie: 42})
		rows, used, err := translator.appendRows(rows, records)
		if len(rows) != 6 || used != 5*socketLen || err != nil {
			t.Fatalf("room for %d: %d rows, %d bytes, %v", room, len(rows), used, err)
		}
		if rows[0] != (tcptable.Conn{Cookie: 42}) {
			t.Errorf("room for %d: the first row has changed: %+v", room, rows[0])
		}
		for i, c := range rows[1:] {
			if c.Local.Port() != uint16(i) {
				t.Errorf("room for %d: row %d has port %d", room, i, c.Local.Port())
			}
		}
	}
	translator = newTranslator(tcptable.Query{States: tcptable.States(tcptable.StateEstablished)}, 1, testName)
	if rows, used, err := translator.appendRows(nil, records); len(rows) != 2 || used != 5*socketLen || err != nil || rows[1].Local.Port() != 3 {
		t.Errorf("%d rows, %d bytes, %v, want 2 of 5 records", len(rows), used, err)
	}
}

// A name is asked for once in a reading.
func TestZonesAreKept(t *testing.T) {
	calls := 0
	translator := newTranslator(tcptable.Query{}, 0, func(uint32) (string, error) {
		calls++
		return "lo", nil
	})
	r := listener()
	for range 3 {
		if _, _, err := translator.appendRows(nil, appendSocket(nil, &r)); err != nil {
			t.Fatal(err)
		}
	}
	if calls != 1 {
		t.Errorf("the name was asked for %d times", calls)
	}
}

func FuzzTranslate(f *testing.F) {
	r := listener()
	f.Add(appendSocket(nil, &r))
	f.Fuzz(func(t *testing.T, data []byte) {
		b := make([]byte, socketLen)
		copy(b, data)
		translator := newTranslator(tcptable.Query{}, 1, testName)
		var c tcptable.Conn
		wanted, err := translator.translate((*socketRecord)(b), &c)
		if err != nil || !wanted {
			return
		}
		if !tcptable.AllStates.Has(c.State) || c.Family() == 0 || c.Local.Addr().Is4() != c.Remote.Addr().Is4() {
			t.Errorf("%+v", c)
		}
		if c.LocalScope != 0 && (c.LocalScope != c.Interface || c.Local.Addr().Zone() == "") {
			t.Errorf("scope %d, interface %d, zone %q", c.LocalScope, c.Interface, c.Local.Addr().Zone())
		}
	})
}
