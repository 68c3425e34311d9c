package sockdiag

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"syscall"
	"testing"
)

// fakeKernel answers each request with the datagrams that answer returns.
type fakeKernel struct {
	answer  func(seq uint32) [][]byte
	pending [][]byte
	sendErr error
	closed  bool
}

func (k *fakeKernel) Send(b []byte) error {
	if k.sendErr != nil {
		return k.sendErr
	}
	m, _, err := nextMessage(b)
	if err != nil {
		return err
	}
	k.pending = append(k.pending, k.answer(m.seq)...)
	return nil
}

func (k *fakeKernel) Recv(b []byte) (int, error) {
	if len(k.pending) == 0 {
		return 0, syscall.EAGAIN // what a socket says when its timeout has passed
	}
	d := k.pending[0]
	k.pending = k.pending[1:]
	copy(b, d)
	return len(d), nil
}

func (k *fakeKernel) Close() error { k.closed = true; return nil }

// rowMessage is a message with the n-th socket of a dump.
func rowMessage(seq uint32, flags uint16, n uint32) []byte {
	r := listener()
	r.Inode = n
	return appendMessage(nil, messageByFam, 2|flags, seq, appendAttr(appendRow(nil, r), attrSKV6Only, []byte{1}))
}

func doneMessage(seq uint32, code int32) []byte {
	return appendMessage(nil, messageDone, 2, seq, status(code))
}

func join(parts ...[]byte) []byte { return slices.Concat(parts...) }

func TestDump(t *testing.T) {
	long := make([]byte, bufferLen+100)
	bad := appendMessage(nil, messageByFam, 2, 1, make([]byte, 40))
	ipv4 := listener()
	ipv4.Family = FamilyIPv4
	tests := []struct {
		name   string
		answer [][]byte
		inodes []uint32 // of the rows that are visited
		want   error    // nil: none
	}{
		{"rows in several datagrams", [][]byte{
			join(rowMessage(1, 0, 1), rowMessage(1, 0, 2)), rowMessage(1, 0, 3), doneMessage(1, 0),
		}, []uint32{1, 2, 3}, nil},
		{"empty table", [][]byte{doneMessage(1, 0)}, nil, nil},
		{"rows behind DONE in one datagram are not looked at", [][]byte{
			join(rowMessage(1, 0, 1), doneMessage(1, 0), rowMessage(1, 0, 2)),
		}, []uint32{1}, nil},
		{"answers to another request", [][]byte{
			rowMessage(77, 0, 5), doneMessage(77, 0), rowMessage(1, 0, 1), doneMessage(1, 0),
		}, []uint32{1}, nil},
		{"a message that says nothing", [][]byte{
			appendMessage(nil, messageNoop, 0, 1, nil), doneMessage(1, 0),
		}, nil, nil},
		{"an error code in DONE", [][]byte{rowMessage(1, 0, 1), doneMessage(1, -int32(kernelENOMEM))}, []uint32{1}, kernelENOMEM},
		{"DONE without a code", [][]byte{appendMessage(nil, messageDone, 2, 1, nil)}, nil, ErrMalformed},
		{"an ERROR message", [][]byte{appendMessage(nil, messageError, 0, 1, status(-int32(kernelENOENT)))}, nil, kernelENOENT},
		{"an ERROR message between rows", [][]byte{
			rowMessage(1, 0, 1), appendMessage(nil, messageError, 0, 1, status(-int32(kernelEPERM))),
		}, []uint32{1}, kernelEPERM},
		{"an ERROR message without a code", [][]byte{appendMessage(nil, messageError, 0, 1, []byte{1, 2})}, nil, ErrMalformed},
		{"a code that is no error number", [][]byte{doneMessage(1, 5)}, nil, ErrMalformed},
		{"the kernel lost data", [][]byte{appendMessage(nil, messageOverrun, 0, 1, nil)}, nil, syscall.ENOBUFS},
		{"DUMP_INTR on a row", [][]byte{
			rowMessage(1, flagDumpIntr, 1), rowMessage(1, 0, 2), doneMessage(1, 0),
		}, []uint32{1, 2}, ErrInterrupted},
		{"DUMP_INTR on DONE", [][]byte{
			rowMessage(1, 0, 1), appendMessage(nil, messageDone, 2|flagDumpIntr, 1, status(0)),
		}, []uint32{1}, ErrInterrupted},
		{"a truncated datagram", [][]byte{rowMessage(1, 0, 1), long, doneMessage(1, 0)}, []uint32{1}, ErrTruncated},
		{"an empty datagram", [][]byte{{}}, nil, ErrMalformed},
		{"half a header", [][]byte{rowMessage(1, 0, 1)[:10]}, nil, ErrMalformed},
		{"a message longer than its datagram", [][]byte{rowMessage(1, 0, 1)[:60]}, nil, ErrMalformed},
		{"a socket that is too short", [][]byte{rowMessage(1, 0, 1), bad, rowMessage(1, 0, 2), doneMessage(1, 0)}, []uint32{1}, ErrMalformed},
		{"a socket of the other family", [][]byte{
			appendMessage(nil, messageByFam, 2, 1, appendRow(nil, ipv4)), doneMessage(1, 0),
		}, nil, ErrMalformed},
		{"a message of another kind", [][]byte{appendMessage(nil, 16, 2, 1, nil)}, nil, ErrMalformed},
		{"no end", [][]byte{rowMessage(1, 0, 1)}, []uint32{1}, syscall.EAGAIN},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			kernel := &fakeKernel{answer: func(uint32) [][]byte { return tt.answer }}
			c := newTestConn(t, kernel)
			inodes, err := dumpInodes(t.Context(), c)
			if !slices.Equal(inodes, tt.inodes) {
				t.Errorf("visited %v, want %v", inodes, tt.inodes)
			}
			if !errors.Is(err, tt.want) {
				t.Errorf("Dump = %v, want %v", err, tt.want)
			}
			broken := err != nil && !errors.Is(err, ErrInterrupted)
			if kernel.closed != broken {
				t.Errorf("after %v the transport is closed: %t", err, kernel.closed)
			}
		})
	}
}

func TestDumpAgainAfterFailure(t *testing.T) {
	dialled := 0
	long := make([]byte, bufferLen+100)
	c, err := NewConn(func() (Transport, error) {
		dialled++
		return &fakeKernel{answer: func(seq uint32) [][]byte {
			if dialled == 1 {
				return [][]byte{long}
			}
			return [][]byte{rowMessage(seq, 0, 7), doneMessage(seq, 0)}
		}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := dumpInodes(t.Context(), c); !errors.Is(err, ErrTruncated) {
		t.Fatalf("first dump: %v, want ErrTruncated", err)
	}
	if len(c.buffer) < len(long) {
		t.Errorf("the buffer still has %d bytes, %d are needed", len(c.buffer), len(long))
	}
	for range 2 {
		inodes, err := dumpInodes(t.Context(), c)
		if err != nil || !slices.Equal(inodes, []uint32{7}) {
			t.Errorf("later dump: %v, %v", inodes, err)
		}
	}
	if dialled != 2 {
		t.Errorf("dialled %d times, want 2", dialled)
	}
}

func TestDumpErrors(t *testing.T) {
	refused := errors.New("refused")
	if _, err := NewConn(func() (Transport, error) { return nil, refused }); !errors.Is(err, refused) {
		t.Errorf("NewConn = %v, want the error of dial", err)
	}
	c := newTestConn(t, &fakeKernel{sendErr: syscall.EPERM})
	if _, err := dumpInodes(t.Context(), c); !errors.Is(err, syscall.EPERM) {
		t.Errorf("Dump = %v, want EPERM from sending", err)
	}

	enough := func(seq uint32) [][]byte { return [][]byte{rowMessage(seq, 0, 1), doneMessage(seq, 0)} }
	c = newTestConn(t, &fakeKernel{answer: enough})
	if err := c.Dump(t.Context(), Request{Family: FamilyIPv6}, func(*Row) error { return io.ErrShortWrite }); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("Dump = %v, want the error of visit", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	c = newTestConn(t, &fakeKernel{answer: enough})
	if _, err := dumpInodes(ctx, c); !errors.Is(err, context.Canceled) {
		t.Errorf("Dump = %v, want context.Canceled", err)
	}
	if err := c.Close(); err != nil {
		t.Errorf("Close after a failure: %v", err)
	}
}

func TestDumpDoesNotAllocatePerRow(t *testing.T) {
	var datagram []byte
	for n := range uint32(250) {
		datagram = append(datagram, rowMessage(0, 0, n)...)
	}
	kernel := &fakeKernel{}
	kernel.answer = func(seq uint32) [][]byte {
		for b := datagram; len(b) > 0; {
			binary.NativeEndian.PutUint32(b[8:], seq)
			b = b[align(int(binary.NativeEndian.Uint32(b))):]
		}
		return [][]byte{datagram, doneMessage(seq, 0)}
	}
	c := newTestConn(t, kernel)
	rows := 0
	visit := func(*Row) error { rows++; return nil }
	allocs := testing.AllocsPerRun(20, func() {
		if err := c.Dump(t.Context(), Request{Family: FamilyIPv6}, visit); err != nil {
			t.Fatal(err)
		}
	})
	if rows != 21*250 {
		t.Errorf("visited %d rows, want %d", rows, 21*250)
	}
	if allocs > 10 {
		t.Errorf("a dump of 250 rows allocates %v times", allocs)
	}
}

func TestRequestGolden(t *testing.T) {
	if !littleEndian() {
		t.Skip("the golden bytes are those of a little-endian kernel")
	}
	got := appendRequest(nil, 7, Request{Family: FamilyIPv6, States: 1<<TCPListen | 1<<TCPEstablished})
	want := unhex(t, `48000000 1400 0103 07000000 00000000 0a060000 02040000`+fmt.Sprintf("%096d", 0))
	if !slices.Equal(got, want) {
		t.Errorf("request:\n got %x\nwant %x", got, want)
	}
}

func newTestConn(t *testing.T, k *fakeKernel) *Conn {
	t.Helper()
	c, err := NewConn(func() (Transport, error) { return k, nil })
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func dumpInodes(ctx context.Context, c *Conn) (inodes []uint32, err error) {
	err = c.Dump(ctx, Request{Family: FamilyIPv6}, func(r *Row) error {
		inodes = append(inodes, r.Inode)
		return nil
	})
	return inodes, err
}
