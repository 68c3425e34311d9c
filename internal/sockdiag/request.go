package sockdiag

import "encoding/binary"

// Request says which sockets the kernel is to list.
type Request struct {
	Family uint8  // FamilyIPv4 or FamilyIPv6
	States uint32 // bit n stands for the kernel's state n
}

// appendRequest appends the netlink message that asks for a dump.
func appendRequest(b []byte, seq uint32, req Request) []byte {
	order := binary.NativeEndian
	b = order.AppendUint32(b, headerLen+requestLen)
	b = order.AppendUint16(b, messageByFam)
	b = order.AppendUint16(b, flagRequest|flagDump)
	b = order.AppendUint32(b, seq)
	b = order.AppendUint32(b, 0) // the kernel knows our port
	// No extensions are asked for: each costs time for every socket, and what the rows need
	// comes unasked.
	b = append(b, req.Family, protocolTCP, 0, 0)
	b = order.AppendUint32(b, req.States)
	return append(b, make([]byte, requestLen-8)...) // the id, which a dump leaves open
}
