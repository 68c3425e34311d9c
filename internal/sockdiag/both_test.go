package sockdiag

import (
	"errors"
	"fmt"
	"slices"
	"syscall"
	"testing"
)

func TestRequestForBothGolden(t *testing.T) {
	if !littleEndian() {
		t.Skip("the golden bytes are those of a little-endian kernel")
	}
	got := appendRequest(nil, 7, Request{States: 1<<TCPListen | 1<<TCPEstablished, Where: Ports(Local, 80, 80)})
	want := unhex(t, `5c000000 1200 0103 07000000 00000000 00000000`+fmt.Sprintf("%096d", 0)+
		`02040000 00000000 1000 0100 070c1000 00000000 50000000`)
	if !slices.Equal(got, want) {
		t.Errorf("request:\n got %x\nwant %x", got, want)
	}
}

// kindKernel answers a request by what it asks for. It tells a socket of each family.
type kindKernel struct {
	fakeKernel
	asked   []string
	refusal int32 // to list both families in one go
	late    bool  // the refusal comes behind a socket
}

func (k *kindKernel) Send(b []byte) error {
	m, _, err := nextMessage(b)
	if err != nil {
		return err
	}
	var answer []byte
	tell := func(family uint8) {
		r := listener()
		r.Family, r.Inode = family, uint32(family)
		answer = appendMessage(answer, m.kind, 2, m.seq, appendRow(nil, r))
	}
	code := int32(0)
	if m.kind == messageByFam {
		k.asked = append(k.asked, fmt.Sprint(m.payload[0]))
		tell(m.payload[0])
	} else {
		k.asked = append(k.asked, "both")
		code = -k.refusal
		if k.refusal == 0 || k.late {
			tell(FamilyIPv6)
		}
		if k.refusal == 0 {
			tell(FamilyIPv4)
		}
	}
	k.pending = append(k.pending, append(answer, doneMessage(m.seq, code)...))
	return nil
}

func TestDumpBoth(t *testing.T) {
	for _, tt := range []struct {
		name    string
		refusal syscall.Errno
		late    bool
		asked   []string // by two dumps
		inodes  []uint32 // of each of them
		want    error
	}{
		{"in one go", 0, false, []string{"both", "both"}, []uint32{10, 2}, nil},
		{"one after the other", kernelENOENT, false, []string{"both", "2", "10", "2", "10"}, []uint32{2, 10}, nil},
		{"an error behind a socket", kernelENOMEM, true, []string{"both", "both"}, []uint32{10}, kernelENOMEM},
	} {
		t.Run(tt.name, func(t *testing.T) {
			kernel := &kindKernel{refusal: int32(tt.refusal), late: tt.late}
			c, err := NewConn(func() (Transport, error) { return kernel, nil })
			if err != nil {
				t.Fatal(err)
			}
			for range 2 {
				var inodes []uint32
				err := c.Dump(t.Context(), Request{Family: BothFamilies}, func(r *Row) error {
					inodes = append(inodes, r.Inode)
					return nil
				})
				if !errors.Is(err, tt.want) || !slices.Equal(inodes, tt.inodes) {
					t.Errorf("inodes %v, error %v, want %v, %v", inodes, err, tt.inodes, tt.want)
				}
				if err == nil && c.Datagrams() != 1 {
					t.Errorf("%d datagrams, want 1", c.Datagrams())
				}
			}
			if !slices.Equal(kernel.asked, tt.asked) {
				t.Errorf("asked for %q, want %q", kernel.asked, tt.asked)
			}
		})
	}
}

// A socket that comes in a message of the other kind is not an answer to what was asked.
func TestDumpBothWantsItsOwnKind(t *testing.T) {
	kernel := &fakeKernel{answer: func(seq uint32) [][]byte {
		return [][]byte{rowMessage(seq, 0, 1), doneMessage(seq, 0)}
	}}
	c := newTestConn(t, kernel)
	err := c.Dump(t.Context(), Request{Family: BothFamilies}, func(*Row) error { return nil })
	if !errors.Is(err, ErrMalformed) {
		t.Errorf("Dump = %v, want ErrMalformed", err)
	}
}
