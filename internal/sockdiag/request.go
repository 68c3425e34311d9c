package sockdiag

import "encoding/binary"

// Request says which sockets the kernel is to list.
type Request struct {
	Family uint8    // FamilyIPv4, FamilyIPv6 or BothFamilies
	States uint32   // bit n stands for the kernel's state n
	Where  Bytecode // at most MaxBytecode long

	// LocalPort and RemotePort are ports that the sockets have; zero: any. The kernel looks at them
	// before it looks at Where, which takes half as long. Where has to say the same: of listeners
	// some kernels do not look at RemotePort.
	LocalPort, RemotePort uint16
}

// kind is the type of the message that asks, and of those that answer with a socket.
func (r Request) kind() uint16 {
	if r.Family == BothFamilies {
		return messageGetSock
	}
	return messageByFam
}

// appendRequest appends the netlink message that asks for a dump.
func appendRequest(b []byte, seq uint32, req Request) []byte {
	// No extensions are asked for: each costs time for every socket, and what the rows need
	// comes unasked. The id is left open but for the ports, which are its first fields.
	var id [idLen]byte
	binary.BigEndian.PutUint16(id[0:], req.LocalPort)
	binary.BigEndian.PutUint16(id[2:], req.RemotePort)
	size := headerLen + requestLen
	if req.Family == BothFamilies {
		size = headerLen + oldRequestLen
	}
	if len(req.Where) > 0 {
		size += attrLen + len(req.Where)
	}
	b = appendHeader(b, req.kind(), flagRequest|flagDump, seq, size)
	if req.Family == BothFamilies {
		// Family, lengths of addresses and extensions are not looked at, nor is the table at the end.
		b = append(append(b, 0, 0, 0, 0), id[:]...)
		b = append(binary.NativeEndian.AppendUint32(b, req.States), 0, 0, 0, 0)
	} else {
		b = append(b, req.Family, protocolTCP, 0, 0)
		b = append(binary.NativeEndian.AppendUint32(b, req.States), id[:]...)
	}
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
