package sockdiag

import "encoding/binary"

// The test's own encoders: what a kernel would send. They are written from the headers alone,
// so that they do not share a mistake with the decoders.

func appendMessage(b []byte, kind, flags uint16, seq uint32, payload []byte) []byte {
	order := binary.NativeEndian
	b = order.AppendUint32(b, uint32(16+len(payload)))
	b = order.AppendUint16(b, kind)
	b = order.AppendUint16(b, flags)
	b = order.AppendUint32(b, seq)
	b = order.AppendUint32(b, 4242)
	b = append(b, payload...)
	return append(b, make([]byte, -len(b)&3)...)
}

func appendAttr(b []byte, kind uint16, value []byte) []byte {
	b = binary.NativeEndian.AppendUint16(b, uint16(4+len(value)))
	b = binary.NativeEndian.AppendUint16(b, kind)
	b = append(b, value...)
	return append(b, make([]byte, -len(b)&3)...)
}

func appendRow(b []byte, r Row) []byte {
	order := binary.NativeEndian
	b = append(b, r.Family, r.State, 0xEE, 0xEE) // timer and retransmits, which are passed over
	b = binary.BigEndian.AppendUint16(b, r.LocalPort)
	b = binary.BigEndian.AppendUint16(b, r.RemotePort)
	b = append(append(b, r.Local[:]...), r.Remote[:]...)
	b = order.AppendUint32(b, r.Interface)
	b = order.AppendUint32(b, uint32(r.Cookie))
	b = order.AppendUint32(b, uint32(r.Cookie>>32))
	b = order.AppendUint32(b, 0xEEEEEEEE) // expires
	for _, n := range []uint32{r.RecvQ, r.SendQ, r.UID, r.Inode} {
		b = order.AppendUint32(b, n)
	}
	return b
}

func status(code int32) []byte {
	return binary.NativeEndian.AppendUint32(nil, uint32(code))
}

// listener is a row with another value in every field.
func listener() Row {
	return Row{
		Family: FamilyIPv6, State: TCPListen,
		Local: [16]byte{0xfe, 0x80, 15: 1}, Remote: [16]byte{15: 9},
		LocalPort: 8080, RemotePort: 40000,
		Interface: 3, Cookie: 0x0102030405060708,
		RecvQ: 11, SendQ: 12, UID: 1000, Inode: 4026531999,
	}
}
