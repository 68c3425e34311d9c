package procfs

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// TCPRow is one line of net/tcp or net/tcp6, in host byte order, with the kernel's own numbers.
type TCPRow struct {
	IPv6  bool
	State uint8 // TCP_ESTABLISHED = 1 and so on, include/net/tcp_states.h

	// Local and Remote are in network byte order; of an IPv4 address the first four bytes count.
	Local, Remote         [16]byte
	LocalPort, RemotePort uint16

	RecvQ, SendQ uint32 // bytes; RecvQ of a listener: connections that wait
	UID          uint32
	Inode        uint64
}

// ParseTCPLine sets r to the socket that a line of net/tcp or net/tcp6 describes, with or
// without its line feed. Errors wrap [ErrMalformed]; r is then not to be used.
func ParseTCPLine(line []byte, r *TCPRow) error {
	p := lineParser{rest: line}
	*r = TCPRow{}
	p.skip() // the number of the line
	r.Local, r.LocalPort, r.IPv6 = p.endpoint()
	remote6 := false
	r.Remote, r.RemotePort, remote6 = p.endpoint()
	r.State = uint8(p.hex(0xff))
	r.SendQ, r.RecvQ = p.hexPair()
	p.skip() // timer
	p.skip() // retransmits
	r.UID = uint32(p.decimal(1<<32 - 1))
	p.skip() // probes
	r.Inode = p.decimal(1<<64 - 1)
	if p.bad == "" && r.IPv6 != remote6 {
		p.bad = "addresses of two families"
	}
	if p.bad != "" {
		return fmt.Errorf("%w: %s in %q", ErrMalformed, p.bad, line)
	}
	return nil
}

// lineParser reads field after field and remembers what was wrong first.
type lineParser struct {
	rest []byte
	bad  string
}

func (p *lineParser) field(what string) []byte {
	field, rest := nextField(p.rest)
	p.rest = rest
	if len(field) == 0 {
		p.fail("no " + what)
	}
	return field
}

func (p *lineParser) fail(what string) {
	if p.bad == "" {
		p.bad = what
	}
}

func (p *lineParser) skip() { p.field("more fields") }

func (p *lineParser) hex(most uint32) uint32 {
	n, ok := parseHex(p.field("hexadecimal number"))
	if !ok || n > most {
		p.fail("bad hexadecimal number")
	}
	return n
}

func (p *lineParser) hexPair() (uint32, uint32) {
	a, b, _ := bytes.Cut(p.field("queues"), []byte(":"))
	first, ok1 := parseHex(a)
	second, ok2 := parseHex(b)
	if !ok1 || !ok2 {
		p.fail("bad queues")
	}
	return first, second
}

func (p *lineParser) decimal(most uint64) uint64 {
	n, ok := parseDecimal(p.field("number"))
	if !ok || n > most {
		p.fail("bad number")
	}
	return n
}

// endpoint reads an address and a port. The address stands there as one or four 32-bit words,
// each printed as the number that the bytes in memory make on this machine.
func (p *lineParser) endpoint() (address [16]byte, port uint16, ipv6 bool) {
	text, portText, _ := bytes.Cut(p.field("address"), []byte(":"))
	n, ok := parseHex(portText)
	if !ok || n > 0xffff || len(text) != 8 && len(text) != 32 {
		p.fail("bad address")
		return address, 0, false
	}
	for i := 0; i < len(text); i += 8 {
		word, ok := parseHex(text[i : i+8])
		if !ok {
			p.fail("bad address")
		}
		binary.NativeEndian.PutUint32(address[i/2:], word)
	}
	return address, uint16(n), len(text) == 32
}
