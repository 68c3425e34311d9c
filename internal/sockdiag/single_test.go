package sockdiag

import (
	"context"
	"errors"
	"slices"
	"syscall"
	"testing"
)

// singleID is the socket that listener describes.
func singleID() ID {
	r := listener()
	return ID{
		Family: r.Family, Local: r.Local, Remote: r.Remote, LocalPort: r.LocalPort, RemotePort: 40000,
		Interface: r.Interface, Cookie: r.Cookie,
	}
}

// socketMessage answers a request for one socket, with attributes.
func socketMessage(seq uint32, r Row, attrs []byte) []byte {
	return appendMessage(nil, messageByFam, 0, seq, append(appendRow(nil, r), attrs...))
}

func errorMessage(seq uint32, code int32) []byte {
	return appendMessage(nil, messageError, 0x100, seq, append(status(code), make([]byte, 16)...))
}

func TestSingleRequestGolden(t *testing.T) {
	if !littleEndian() {
		t.Skip("the golden bytes are those of a little-endian kernel")
	}
	const cookie = 0x0102030405060708
	get := singleRequest{kind: messageByFam, extensions: 1 << (attrInfo - 1), id: singleID()}
	destroy := singleRequest{kind: messageDestroy, flags: flagAck, id: ID{
		Family: FamilyIPv4, Local: [16]byte{192, 0, 2, 1}, Remote: [16]byte{198, 51, 100, 7},
		LocalPort: 443, RemotePort: 50000, Cookie: cookie,
	}}
	for _, tt := range []struct {
		name string
		req  singleRequest
		want string
	}{
		{"get", get, `48000000 1400 0100 01000000 00000000 0a060200 00000000 1f90 9c40
fe800000000000000000000000000001 00000000000000000000000000000009 03000000 0807060504030201`},
		{"destroy", destroy, `48000000 1500 0500 01000000 00000000 02060000 00000000 01bb c350
c0000201000000000000000000000000 c6336407000000000000000000000000 00000000 0807060504030201`},
	} {
		if got, want := appendSingleRequest(nil, 1, tt.req), unhex(t, tt.want); !slices.Equal(got, want) {
			t.Errorf("%s:\n got %x\nwant %x", tt.name, got, want)
		}
	}
}

func TestGet(t *testing.T) {
	info := make([]byte, TCPInfoBase)
	info[0] = TCPEstablished
	withInfo := appendAttr(appendAttr(appendAttr(nil, 8, []byte{0}), attrInfo, info), attrSKV6Only, []byte{1})
	other, ipv4 := listener(), listener()
	other.Cookie++
	ipv4.Family = FamilyIPv4
	good := socketMessage(1, listener(), withInfo)
	tests := []struct {
		name    string
		answer  [][]byte
		want    error // nil: none
		hasInfo bool
		stays   bool // the transport
	}{
		{"socket", [][]byte{good}, nil, true, true},
		{"socket without tcp_info", [][]byte{socketMessage(1, listener(), nil)}, nil, false, true},
		{"behind the answer to another request", [][]byte{errorMessage(77, -2), join(errorMessage(0, 0), good)}, nil, true, true},
		{"behind a message that says nothing", [][]byte{join(appendMessage(nil, messageNoop, 0, 1, nil), good)}, nil, true, true},
		{"no such socket", [][]byte{errorMessage(1, -int32(kernelENOENT))}, kernelENOENT, false, true},
		{"forbidden", [][]byte{errorMessage(1, -int32(kernelEPERM))}, kernelEPERM, false, true},
		{"another cookie", [][]byte{socketMessage(1, other, withInfo)}, ErrMalformed, false, false},
		{"another family", [][]byte{socketMessage(1, ipv4, withInfo)}, ErrMalformed, false, false},
		{"an acknowledgement", [][]byte{errorMessage(1, 0)}, ErrMalformed, false, false},
		{"a code that is no error number", [][]byte{errorMessage(1, 7)}, ErrMalformed, false, false},
		{"an error without a code", [][]byte{appendMessage(nil, messageError, 0, 1, []byte{1})}, ErrMalformed, false, false},
		{"the end of a dump", [][]byte{doneMessage(1, 0)}, ErrMalformed, false, false},
		{"the kernel lost data", [][]byte{appendMessage(nil, messageOverrun, 0, 1, nil)}, syscall.ENOBUFS, false, false},
		{"half a socket", [][]byte{appendMessage(nil, messageByFam, 0, 1, make([]byte, 40))}, ErrMalformed, false, false},
		{"half an attribute", [][]byte{socketMessage(1, listener(), []byte{9, 0, 2, 0})}, ErrMalformed, false, false},
		{"half a header", [][]byte{good[:10]}, ErrMalformed, false, false},
		{"a message longer than its datagram", [][]byte{good[:60]}, ErrMalformed, false, false},
		{"an empty datagram", [][]byte{{}}, ErrMalformed, false, false},
		{"a truncated datagram", [][]byte{make([]byte, bufferLen+1)}, ErrTruncated, false, false},
		{"no answer", nil, syscall.EAGAIN, false, false},
		{"answers to other requests alone", [][]byte{errorMessage(77, -2), errorMessage(78, -2)}, syscall.EAGAIN, false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			kernel := &fakeKernel{answer: func(uint32) [][]byte { return tt.answer }}
			var row Row
			got, err := newTestConn(t, kernel).Get(t.Context(), singleID(), &row)
			checkSingle(t, kernel, err, tt.want, tt.stays)
			if (got != nil) != tt.hasInfo || tt.hasInfo && !slices.Equal(got, info) {
				t.Errorf("tcp_info %x, want it: %t", got, tt.hasInfo)
			}
			if err == nil && row.Cookie != listener().Cookie {
				t.Errorf("row %+v", row)
			}
		})
	}
}

func TestDestroy(t *testing.T) {
	tests := []struct {
		name   string
		answer [][]byte
		want   error
		stays  bool
	}{
		{"done", [][]byte{errorMessage(1, 0)}, nil, true},
		{"done, and an older answer first", [][]byte{errorMessage(0, -1), errorMessage(1, 0)}, nil, true},
		{"no such socket", [][]byte{errorMessage(1, -int32(kernelENOENT))}, kernelENOENT, true},
		{"another cookie", [][]byte{errorMessage(1, -int32(kernelESTALE))}, kernelESTALE, true},
		{"no privilege", [][]byte{errorMessage(1, -int32(kernelEPERM))}, kernelEPERM, true},
		{"not built in", [][]byte{errorMessage(1, -int32(kernelEOPNOTSUPP))}, kernelEOPNOTSUPP, true},
		{"an acknowledgement without a code", [][]byte{appendMessage(nil, messageError, 0, 1, nil)}, ErrMalformed, false},
		{"a socket", [][]byte{socketMessage(1, listener(), nil)}, ErrMalformed, false},
		{"no answer", nil, syscall.EAGAIN, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			kernel := &fakeKernel{answer: func(uint32) [][]byte { return tt.answer }}
			err := newTestConn(t, kernel).Destroy(t.Context(), singleID())
			checkSingle(t, kernel, err, tt.want, tt.stays)
		})
	}
}

// checkSingle: a refusal of the kernel's is told from every other error, after which the
// transport is not used again.
func checkSingle(t *testing.T, kernel *fakeKernel, err, want error, stays bool) {
	t.Helper()
	if !errors.Is(err, want) || want == nil && err != nil {
		t.Errorf("error %v, want %v", err, want)
	}
	if refused := err != nil && stays; errors.Is(err, ErrRefused) != refused {
		t.Errorf("error %v: is it ErrRefused: %t, want %t", err, !refused, refused)
	}
	if kernel.closed == stays {
		t.Errorf("after %v the transport is closed: %t", err, kernel.closed)
	}
}

// A canceled context keeps the request from being sent, and ends a wait between datagrams.
func TestSingleCanceled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	sent := 0
	kernel := &fakeKernel{answer: func(seq uint32) [][]byte {
		sent++
		cancel()
		return [][]byte{errorMessage(seq+1, 0), errorMessage(seq, 0)}
	}}
	c := newTestConn(t, kernel)
	for range 2 {
		if err := c.Destroy(ctx, singleID()); !errors.Is(err, context.Canceled) || sent != 1 {
			t.Errorf("Destroy = %v after %d requests, want context.Canceled after 1", err, sent)
		}
	}
	// What the kernel has answered counts, canceled or not.
	ctx, cancel = context.WithCancel(t.Context())
	kernel = &fakeKernel{answer: func(seq uint32) [][]byte {
		cancel()
		return [][]byte{errorMessage(seq, 0)}
	}}
	if err := newTestConn(t, kernel).Destroy(ctx, singleID()); err != nil {
		t.Errorf("Destroy = %v", err)
	}
}

// Requests for single sockets and dumps take turns on one transport; a failure makes a new one.
func TestSingleAndDump(t *testing.T) {
	dialled, refused := 0, errors.New("refused")
	answers := []func(uint32) [][]byte{
		func(seq uint32) [][]byte { return [][]byte{errorMessage(seq, 0)} },
		func(seq uint32) [][]byte { return [][]byte{rowMessage(seq, 0, 7), doneMessage(seq, 0)} },
		func(uint32) [][]byte { return nil },
		func(seq uint32) [][]byte { return [][]byte{errorMessage(seq, 0)} },
	}
	turn := 0
	c, err := NewConn(func() (Transport, error) {
		if dialled++; dialled == 3 {
			return nil, refused
		}
		return &fakeKernel{answer: func(seq uint32) [][]byte { turn++; return answers[turn-1](seq) }}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Destroy(t.Context(), singleID()); err != nil {
		t.Error(err)
	}
	if inodes, err := dumpInodes(t.Context(), c); err != nil || !slices.Equal(inodes, []uint32{7}) || dialled != 1 {
		t.Errorf("dump: %v, %v after dialling %d times", inodes, err, dialled)
	}
	if err := c.Destroy(t.Context(), singleID()); !errors.Is(err, syscall.EAGAIN) {
		t.Errorf("without an answer: %v", err)
	}
	if err := c.Destroy(t.Context(), singleID()); err != nil || dialled != 2 {
		t.Errorf("after the failure: %v, dialled %d times", err, dialled)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	if err := c.Destroy(t.Context(), singleID()); !errors.Is(err, refused) {
		t.Errorf("when dialling fails: %v", err)
	}
	kernel := &fakeKernel{sendErr: syscall.EPERM}
	if err := newTestConn(t, kernel).Destroy(t.Context(), singleID()); !errors.Is(err, syscall.EPERM) || !kernel.closed {
		t.Errorf("when sending fails: %v, closed: %t", err, kernel.closed)
	}
}
