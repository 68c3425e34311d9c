package sockdiag

import (
	"errors"
	"io"
	"slices"
	"syscall"
	"testing"
)

// kernelEnd is what Linux 6.18 sent of the end that closed last of a connection from 127.0.0.1 to
// itself: header; struct inet_diag_msg; the attributes PROTOCOL and INFO.
const kernelEnd = `7c010000 14000000 00000000 00000000
02070000 852182d2 7f000001 00000000 00000000 00000000 7f000001 00000000 00000000 00000000 00000000
5b560200 00000000 00000000 00000000 00000000 00000000 00000000
05000a00 06000000
1c010200
07000000 0007aa01 e01c0300 409c0000 00800000 18020000 00000000 00000000 00000000 00000000 00000000
f8010000 00000000 e4010000 00000000 ffff0000 cbff0000 1b000000 11000000 ffffff7f 0b000000 cbff0000
03000000 00000000 cbff0000 00000000 0e04d87a 09000000 ffffffff ffffffff 01000000 00000000 02000000
00000000 03000000 05000000 00000000 17000000 01000000 00000000 86931a21 00000000 00000000 00000000
00000000 00000000 00000000 00000000 02000000 00000000 00000000 00000000 00000000 00000000 00000000
00000000 00000000 00000100 00000100 00000000 00000000 00000000 00000000 00000000 00000000 00000000
00000000 00000000 00000000 00000000`

func TestEndGolden(t *testing.T) {
	if !littleEndian() {
		t.Skip("the golden bytes are those of a little-endian kernel")
	}
	var end Ended
	isEnd, rest, err := nextEnd(unhex(t, kernelEnd), &end)
	if !isEnd || len(rest) != 0 || err != nil {
		t.Fatalf("%t, %d bytes are left, %v", isEnd, len(rest), err)
	}
	home := [16]byte{127, 0, 0, 1}
	want := Row{
		Family: FamilyIPv4, State: TCPClose, Local: home, Remote: home,
		LocalPort: 34081, RemotePort: 33490, Cookie: 153179,
	}
	if end.Row != want {
		t.Errorf("got %+v\nwant %+v", end.Row, want)
	}
	info, err := DecodeTCPInfo(end.Info)
	if err != nil || info.State != TCPClose || info.Len != 280 || info.BytesReceived != 2 || info.SegsOut != 3 || info.RTT != 27 {
		t.Errorf("%+v, %v", info, err)
	}
}

// receiver answers with what it is given, one after the other.
type receiver struct {
	datagrams [][]byte
	errs      []error // at the same places; nil: the datagram
	n         int
}

func (r *receiver) recv(b []byte) (int, error) {
	if r.n == len(r.datagrams) {
		return 0, io.EOF
	}
	r.n++
	if err := r.errs[r.n-1]; err != nil {
		return 0, err
	}
	copy(b, r.datagrams[r.n-1])
	return len(r.datagrams[r.n-1]), nil
}

func endMessage(cookie uint64, attrs []byte) []byte {
	r := listener()
	r.Cookie = cookie
	return socketMessage(0, r, attrs)
}

func TestEnds(t *testing.T) {
	info := appendAttr(nil, attrInfo, make([]byte, TCPInfoBase))
	udp := appendAttr(nil, attrProtocol, []byte{17})
	tcp := appendAttr(info, attrProtocol, []byte{protocolTCP})
	r := &receiver{}
	for _, d := range []struct {
		b   []byte
		err error
	}{
		{b: endMessage(1, tcp)},
		{b: nil}, // nothing in it
		{b: join(endMessage(2, nil), endMessage(3, udp), appendMessage(nil, messageNoop, 0, 0, nil), endMessage(4, info))},
		{err: syscall.ENOBUFS},
		{b: join(endMessage(5, tcp), appendMessage(nil, messageOverrun, 0, 0, nil), endMessage(6, tcp))},
	} {
		r.datagrams, r.errs = append(r.datagrams, d.b), append(r.errs, d.err)
	}
	ends := NewEnds(r.recv)
	const missed = 0
	var got []uint64 // cookies
	for {
		var end Ended
		err := ends.Next(&end)
		if errors.Is(err, io.EOF) {
			break
		}
		switch {
		case errors.Is(err, ErrMissed):
			got = append(got, missed)
			continue
		case err != nil:
			t.Fatal(err)
		}
		got = append(got, end.Row.Cookie)
		if wants := end.Row.Cookie != 2; (len(end.Info) == TCPInfoBase) != wants {
			t.Errorf("cookie %d: %d bytes of tcp_info", end.Row.Cookie, len(end.Info))
		}
	}
	if want := []uint64{1, 2, 4, missed, 5, missed, 6}; !slices.Equal(got, want) {
		t.Errorf("cookies %d, want %d", got, want)
	}
}

func TestEndsErrors(t *testing.T) {
	good := endMessage(1, nil)
	for name, tt := range map[string]struct {
		datagram []byte
		err      error
		want     error
	}{
		"receive":               {nil, syscall.EBADF, syscall.EBADF},
		"longer than the room":  {make([]byte, bufferLen+1), nil, ErrTruncated},
		"cut":                   {good[:len(good)-1], nil, ErrMalformed},
		"a cut socket":          {appendMessage(nil, messageByFam, 0, 0, make([]byte, rowLen-1)), nil, ErrMalformed},
		"an attribute too long": {endMessage(1, []byte{9, 0, attrInfo, 0}), nil, ErrMalformed},
	} {
		ends := NewEnds((&receiver{datagrams: [][]byte{tt.datagram}, errs: []error{tt.err}}).recv)
		var end Ended
		if err := ends.Next(&end); !errors.Is(err, tt.want) || errors.Is(err, ErrMissed) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
}
