package sockdiag

import "encoding/binary"

// Request says which sockets the kernel is to list.
type Request struct {
	Family uint8    // FamilyIPv4 or FamilyIPv6
	States uint32   // bit n stands for the kernel's state n
	Where  Bytecode // at most MaxBytecode long
}

// appendRequest appends the netlink message that asks for a dump.
func appendRequest(b []byte, seq uint32, req Request) []byte {
	// No extensions are asked for: each costs time for every socket, and what the rows need
	// comes unasked. The id is left open.
	size := headerLen + requestLen
	if len(req.Where) > 0 {
		size += attrLen + len(req.Where)
	}
	b = appendHeader(b, messageByFam, flagRequest|flagDump, seq, size)
	b = append(b, req.Family, protocolTCP, 0, 0)
	b = binary.NativeEndian.AppendUint32(b, req.States)
	b = append(b, make([]byte, idLen)...)
	if len(req.Where) == 0 {
		return b
	}
	b = binary.NativeEndian.AppendUint16(b, uint16(attrLen+len(req.Where)))
	b = binary.NativeEndian.AppendUint16(b, requestBytecode)
	return append(b, req.Where...)
}

// appendHeader appends the header of a message of the given size that holds one request.
func appendHeader(b []byte, kind, flags uint16, seq uint32, size int) []byte {
	order := binary.NativeEndian
	b = order.AppendUint32(b, uint32(size))
	b = order.AppendUint16(b, kind)
	b = order.AppendUint16(b, flags)
	b = order.AppendUint32(b, seq)
	return order.AppendUint32(b, 0) // the kernel knows our port
}
