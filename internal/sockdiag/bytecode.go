package sockdiag

import (
	"encoding/binary"
	"net/netip"
)

// Bytecode is a condition that the kernel checks before it makes a row: the instructions of
// INET_DIAG_REQ_BYTECODE. Each goes on to the next one if its test holds. The condition holds when
// the end is reached exactly, and does not when it is passed by one instruction. An empty Bytecode
// holds for every socket.
type Bytecode []byte

// End says which end of a connection a test is about.
type End uint8

// The ends.
const (
	Local  End = 0
	Remote End = 1
)

const (
	opLen = 4 // struct inet_diag_bc_op: code, 8-bit way on if yes, 16-bit way on if no

	opJump       = 1 // goes the way of "no"
	opLocalPorts = 2 // INET_DIAG_BC_S_GE, followed by S_LE, D_GE and D_LE
	opLocalHost  = 7 // INET_DIAG_BC_S_COND, followed by D_COND
	opDevice     = 9 // INET_DIAG_BC_DEV_COND

	hostLen = 8 // struct inet_diag_hostcond without the address: family, length, 2 unused, port
	anyPort = 0xFFFFFFFF

	anyFamily = 0 // AF_UNSPEC
)

// MaxBytecode is the longest Bytecode that a request can carry, in bytes: the ways on have 16 bits.
const MaxBytecode = 1<<15 - 1

// Ports is the condition that the port of an end is at least first and at most last.
func Ports(end End, first, last uint16) Bytecode {
	if first == last {
		return onePort(end, first)
	}
	atLeast := byte(opLocalPorts + 2*end)
	code := appendPort(nil, atLeast, first)
	return And(code, appendPort(nil, atLeast+1, last))
}

// onePort is the test of an address and a port, for one of any family. Every kernel has it, and it takes
// half as long as two tests.
func onePort(end End, port uint16) Bytecode {
	const size = opLen + hostLen
	code := appendOp(nil, byte(opLocalHost+end), size, size+opLen)
	code = append(code, anyFamily, 0, 0, 0)
	return binary.NativeEndian.AppendUint32(code, uint32(port))
}

func appendPort(code Bytecode, op byte, port uint16) Bytecode {
	const size = 2 * opLen // the port stands where a second instruction has its way of "no"
	code = appendOp(code, op, size, size+opLen)
	return appendOp(code, 0, 0, port)
}

// Prefix is the condition that the address of an end is in p. An IPv4 prefix contains IPv4-mapped
// IPv6 addresses too, and no IPv6 prefix an IPv4 address. No address is in a p that is not valid.
func Prefix(end End, p netip.Prefix) Bytecode {
	if !p.IsValid() {
		return Not(nil)
	}
	family, address := byte(FamilyIPv4), p.Addr().AsSlice()
	if p.Addr().Is6() {
		family = FamilyIPv6
	}
	size := opLen + hostLen + len(address)
	code := appendOp(nil, byte(opLocalHost+end), byte(size), uint16(size+opLen))
	code = append(code, family, byte(p.Bits()), 0, 0)
	code = binary.NativeEndian.AppendUint32(code, anyPort)
	return append(code, address...)
}

// Device is the condition that the socket is bound to the interface with the index. Linux before 4.9 does
// not know it, and refuses the request with EINVAL.
func Device(index uint32) Bytecode {
	const size = 2 * opLen // the index takes the place of a second instruction
	return binary.NativeEndian.AppendUint32(appendOp(nil, opDevice, size, size+opLen), index)
}

// And is the condition that both hold.
func And(a, b Bytecode) Bytecode {
	code := append(append(Bytecode(nil), a...), b...)
	// What leaves a by "no" passes the end of a by one instruction; now it has to pass that of b.
	for at := 0; at < len(a); at += int(code[at+1]) {
		no := code[at+2 : at+4]
		if way := binary.NativeEndian.Uint16(no); at+int(way) == len(a)+opLen {
			binary.NativeEndian.PutUint16(no, way+uint16(len(b)))
		}
	}
	return code
}

// Or is the condition that at least one of both holds.
func Or(a, b Bytecode) Bytecode {
	code := appendOp(append(Bytecode(nil), a...), opJump, opLen, uint16(opLen+len(b))) // over b
	return append(code, b...)
}

// Not is the condition that a does not hold.
func Not(a Bytecode) Bytecode {
	return appendOp(append(Bytecode(nil), a...), opJump, opLen, 2*opLen)
}

func appendOp(code Bytecode, op, yes byte, no uint16) Bytecode {
	return binary.NativeEndian.AppendUint16(append(code, op, yes), no)
}
