package bpf

import (
	"encoding/binary"
	"testing"
)

// The test's own encoders: what the programs write. They are made from sockets.bpf.c alone, so that
// they do not share a mistake with the decoders.

// socketFields are those of struct socket_record.
type socketFields struct {
	inode, cookie         uint64
	uid, iface            uint32
	recvQ, sendQ          uint32
	localPort, remotePort uint16
	family, state, flags  uint8
	local, remote         [16]byte
}

// holderFields are those of struct holder_record, without the zero.
type holderFields struct {
	inode uint64
	pid   uint32
	start uint64
	name  [nameLen]byte
}

func appendSocket(b []byte, r *socketFields) []byte {
	order := binary.NativeEndian
	b = order.AppendUint64(order.AppendUint64(b, r.inode), r.cookie)
	for _, n := range []uint32{r.uid, r.iface, r.recvQ, r.sendQ} {
		b = order.AppendUint32(b, n)
	}
	b = order.AppendUint16(order.AppendUint16(b, r.localPort), r.remotePort)
	b = append(b, r.family, r.state, r.flags, 0xEE)
	return append(append(b, r.local[:]...), r.remote[:]...)
}

// appendHolder appends the record of a descriptor that is the first of its process.
func appendHolder(b []byte, r *holderFields) []byte {
	order := binary.NativeEndian
	b = order.AppendUint64(order.AppendUint64(b, 0), r.start)
	b = order.AppendUint32(order.AppendUint32(b, r.pid), 0xEEEEEEEE)
	return order.AppendUint64(append(b, r.name[:]...), r.inode)
}

// listener is a record with another value in every field.
func listener() socketFields {
	return socketFields{
		inode: 0x1112131415161718, cookie: 0x2122232425262728,
		uid: 0x31323334, iface: 3, recvQ: 0x41424344, sendQ: 0x51525354,
		localPort: 0x6162, remotePort: 0x7172,
		family: familyIPv6, state: 10, flags: flagV6Only,
		local: [16]byte{0xfe, 0x80, 15: 1}, remote: [16]byte{0xfe, 0x80, 15: 2},
	}
}

// golden are the bytes of listener on a machine whose numbers begin with the low byte.
const golden = "\x18\x17\x16\x15\x14\x13\x12\x11" + "\x28\x27\x26\x25\x24\x23\x22\x21" +
	"\x34\x33\x32\x31" + "\x03\x00\x00\x00" + "\x44\x43\x42\x41" + "\x54\x53\x52\x51" +
	"\x62\x61" + "\x72\x71" + "\x0a" + "\x0a" + "\x01" + "\x00" +
	"\xfe\x80\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01" +
	"\xfe\x80\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02"

// goldenHolder are the bytes of a holder on such a machine.
const goldenHolder = "\x00\x00\x00\x00\x00\x00\x00\x00" + "\x00\x87\x93\x03\x00\x00\x00\x00" +
	"\x39\x30\x00\x00" + "\x00\x00\x00\x00" + "a )name\x00\x00\x00\x00\x00\x00\x00\x00\x00" +
	"\x18\x17\x16\x15\x14\x13\x12\x11"

var lowByteFirst = binary.NativeEndian.Uint16([]byte{1, 0}) == 1

// fieldsOf reads all fields of a record.
func fieldsOf(b []byte) socketFields {
	r := (*socketRecord)(b)
	return socketFields{
		r.inode(), r.cookie(), r.uid(), r.iface(), r.recvQ(), r.sendQ(), r.localPort(), r.remotePort(),
		r.family(), r.state(), r.flags(), *r.local(), *r.remote(),
	}
}

func TestSocketRecord(t *testing.T) {
	want := listener()
	if got := fieldsOf(appendSocket(nil, &want)); got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if !lowByteFirst {
		return
	}
	if got := fieldsOf([]byte(golden)); got != want {
		t.Errorf("golden: got  %+v\nwant %+v", got, want)
	}
}

func TestHolderRecord(t *testing.T) {
	want := holderFields{inode: 0x1112131415161718, start: 60000000, pid: 12345, name: [16]byte([]byte("a )name\x00\x00\x00\x00\x00\x00\x00\x00\x00"))}
	records := map[string][]byte{"encoded": appendHolder(nil, &want)}
	if lowByteFirst {
		records["golden"] = []byte(goldenHolder)
	}
	for name, b := range records {
		r := (*processRecord)(b)
		got := holderFields{order.Uint64(b[processLen:]), r.pid(), r.start(), *r.name()}
		if got != want || len(b) != processLen+inodeLen {
			t.Errorf("%s: got %+v, want %+v", name, got, want)
		}
		if r.ticks() != 6 || text(r.name()) != "a )name" {
			t.Errorf("%s: %d ticks, name %q", name, r.ticks(), text(r.name()))
		}
	}
}

func TestText(t *testing.T) {
	for name, want := range map[[nameLen]byte]string{
		{}:                                   "",
		{'x'}:                                "x",
		{'a', 0, 'b'}:                        "a",
		[16]byte([]byte("0123456789abcdef")): "0123456789abcdef",
	} {
		if got := text(&name); got != want {
			t.Errorf("%q: got %q", want, got)
		}
	}
}
