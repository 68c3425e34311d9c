package sockdiag

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"testing"
)

// entry is what the kernel checks a Bytecode against.
type entry struct {
	family  uint8
	address [2]netip.Addr // by End
	port    [2]uint16
	device  uint32
}

// run is the kernel's interpreter, inet_diag_bc_run in net/ipv4/inet_diag.c, in our words.
func run(t *testing.T, code Bytecode, e entry) bool {
	t.Helper()
	left := len(code)
	for at := 0; left > 0; {
		yes, no := int(code[at+1]), int(binary.NativeEndian.Uint16(code[at+2:]))
		if no > left+opLen || no%opLen != 0 || yes < opLen || yes > left {
			t.Fatalf("%v: the kernel would refuse the instruction at %d", code, at)
		}
		holds := false
		switch op := code[at]; op {
		case opJump:
		case 2, 4:
			holds = e.port[(op-2)/2] >= binary.NativeEndian.Uint16(code[at+6:])
		case 3, 5:
			holds = e.port[(op-2)/2] <= binary.NativeEndian.Uint16(code[at+6:])
		case 7, 8:
			holds = hostHolds(code[at+opLen:at+yes], e, End(op-7))
		case 9:
			holds = e.device == binary.NativeEndian.Uint32(code[at+opLen:])
		default:
			t.Fatalf("%v: unknown instruction %d", code, op)
		}
		step := no
		if holds {
			step = yes
		}
		at, left = at+step, left-step
	}
	return left == 0
}

func hostHolds(cond []byte, e entry, end End) bool {
	a := e.address[end]
	if port := binary.NativeEndian.Uint32(cond[4:]); port != anyPort && port != uint32(e.port[end]) {
		return false
	}
	if cond[0] == anyFamily {
		return true
	}
	if cond[0] != e.family {
		if e.family != FamilyIPv6 || cond[0] != FamilyIPv4 || !a.Is4In6() {
			return false
		}
		a = a.Unmap()
	}
	p, _ := netip.AddrFromSlice(cond[hostLen:])
	return netip.PrefixFrom(p, int(cond[1])).Contains(a)
}

// TestBytecode lets the kernel's way of reading decide about random conditions.
func TestBytecode(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	addresses := []netip.Addr{
		netip.MustParseAddr("::1"), netip.MustParseAddr("2001:db8::1"), netip.MustParseAddr("::ffff:10.0.0.1"),
		netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("::"), netip.MustParseAddr("0.0.0.0"),
	}
	for range 20_000 {
		a, remote := addresses[rng.IntN(len(addresses))], addresses[rng.IntN(len(addresses))]
		if a.Is4() != remote.Is4() {
			continue
		}
		e := entry{FamilyIPv4, [2]netip.Addr{a, remote}, [2]uint16{uint16(rng.IntN(4)), uint16(rng.IntN(4))}, rng.Uint32N(3)}
		if a.Is6() {
			e.family = FamilyIPv6
		}
		code, want, text := randomCondition(rng, addresses, e, 4)
		if got := run(t, code, e); got != want {
			t.Fatalf("%s of %+v: %t, want %t\n%v", text, e, got, want, []byte(code))
		}
	}
}

func randomCondition(rng *rand.Rand, addresses []netip.Addr, e entry, depth int) (code Bytecode, holds bool, text string) {
	kind := rng.IntN(7)
	if depth == 0 {
		kind = rng.IntN(4)
	}
	end := End(rng.IntN(2))
	switch kind {
	case 0:
		first, last := uint16(rng.IntN(4)), uint16(rng.IntN(4))
		p := e.port[end]
		return Ports(end, first, last), first <= p && p <= last, fmt.Sprintf("port %d %d-%d", end, first, last)
	case 1:
		a := addresses[rng.IntN(len(addresses))]
		p := netip.PrefixFrom(a, rng.IntN(a.BitLen()+1)).Masked()
		is := e.address[end]
		if a.Is4() {
			is = is.Unmap()
		}
		return Prefix(end, p), p.Contains(is), fmt.Sprintf("address %d %v", end, p)
	case 2:
		return nil, true, "true"
	case 3:
		index := rng.Uint32N(3)
		return Device(index), e.device == index, fmt.Sprintf("device %d", index)
	case 4:
		a, holds, text := randomCondition(rng, addresses, e, depth-1)
		return Not(a), !holds, "not (" + text + ")"
	}
	a, aHolds, aText := randomCondition(rng, addresses, e, depth-1)
	b, bHolds, bText := randomCondition(rng, addresses, e, depth-1)
	if kind == 5 {
		return And(a, b), aHolds && bHolds, "(" + aText + " and " + bText + ")"
	}
	return Or(a, b), aHolds || bHolds, "(" + aText + " or " + bText + ")"
}

func TestBytecodeGolden(t *testing.T) {
	if binary.NativeEndian.Uint16([]byte{1, 0}) != 1 {
		t.Skip("the bytes are those of little-endian machines")
	}
	for _, tt := range []struct {
		name string
		code Bytecode
		want Bytecode
	}{
		{"local port 22", Ports(Local, 22, 22), Bytecode{7, 12, 16, 0, 0, 0, 0, 0, 22, 0, 0, 0}},
		{"local ports 22 and 23", Ports(Local, 22, 23), Bytecode{2, 8, 20, 0, 0, 0, 22, 0, 3, 8, 12, 0, 0, 0, 23, 0}},
		{"remote port up to 0x1234", Ports(Remote, 0, 0x1234), Bytecode{4, 8, 20, 0, 0, 0, 0, 0, 5, 8, 12, 0, 0, 0, 0x34, 0x12}},
		{
			"remote 10.0.0.0/8", Prefix(Remote, netip.MustParsePrefix("10.0.0.0/8")),
			Bytecode{8, 16, 20, 0, 2, 8, 0, 0, 255, 255, 255, 255, 10, 0, 0, 0},
		},
		{"bound to the interface 0x102", Device(0x102), Bytecode{9, 8, 12, 0, 2, 1, 0, 0}},
		{"never", Not(nil), Bytecode{1, 4, 8, 0}},
		{"no prefix", Prefix(Local, netip.Prefix{}), Bytecode{1, 4, 8, 0}},
		{"or", Or(nil, nil), Bytecode{1, 4, 4, 0}},
	} {
		if !slices.Equal(tt.code, tt.want) {
			t.Errorf("%s:\n%v, want\n%v", tt.name, []byte(tt.code), []byte(tt.want))
		}
	}
}

func TestRequestWithPorts(t *testing.T) {
	for _, family := range []uint8{FamilyIPv6, BothFamilies} {
		plain := appendRequest(nil, 7, Request{Family: family})
		b := appendRequest(nil, 7, Request{Family: family, LocalPort: 0x1234, RemotePort: 0x5678})
		id := len(plain) - idLen // the end of struct inet_diag_req_v2
		if family == BothFamilies {
			id -= 8 // of struct inet_diag_req, before idiag_states and idiag_dbs
		}
		want := slices.Concat(plain[:id], []byte{0x12, 0x34, 0x56, 0x78}, plain[id+4:])
		if !slices.Equal(b, want) {
			t.Errorf("family %d:\n got %x\nwant %x", family, b, want)
		}
	}
}

func TestRequestWithBytecode(t *testing.T) {
	code := Ports(Local, 22, 22)
	plain := appendRequest(nil, 7, Request{Family: FamilyIPv6, States: 1 << TCPListen})
	b := appendRequest(nil, 7, Request{Family: FamilyIPv6, States: 1 << TCPListen, Where: code})
	if len(b) != len(plain)+attrLen+len(code) || int(binary.NativeEndian.Uint32(b)) != len(b) {
		t.Fatalf("%d bytes that say %d", len(b), binary.NativeEndian.Uint32(b))
	}
	if !slices.Equal(b[4:len(plain)], plain[4:]) {
		t.Error("the request is another one with a condition")
	}
	a, rest, err := nextAttr(b[len(plain):])
	if err != nil || a.kind != requestBytecode || !slices.Equal(a.value, code) || len(rest) > 0 {
		t.Errorf("attribute %+v, %d bytes behind it, %v", a, len(rest), err)
	}
}
