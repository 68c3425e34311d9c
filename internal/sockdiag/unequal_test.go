package sockdiag

import (
	"errors"
	"slices"
	"syscall"
	"testing"
)

// oldKernel refuses a request with a test that a port is equal, and tells one socket otherwise.
type oldKernel struct {
	fakeKernel
	asked []bool        // for each request: whether it had such a test
	other syscall.Errno // what it refuses all requests with, 0: none
	late  bool          // the refusal comes behind a socket
}

func (k *oldKernel) Send(b []byte) error {
	m, _, err := nextMessage(b)
	if err != nil {
		return err
	}
	_, had := Bytecode(m.payload[requestLen+attrLen:]).withoutEqual()
	k.asked = append(k.asked, had)
	refusal := k.other
	if had && refusal == 0 {
		refusal = kernelEINVAL
	}
	var answer []byte
	if refusal == 0 || k.late {
		answer = rowMessage(m.seq, 0, 1)
	}
	k.pending = append(k.pending, append(answer, doneMessage(m.seq, -int32(refusal))...))
	return nil
}

// TestOldKernel: a kernel that does not know the tests is asked with others, and from then on only so.
// What has another reason is not asked again, nor is anything of which sockets have been told.
func TestOldKernel(t *testing.T) {
	for _, tt := range []struct {
		name   string
		kernel oldKernel
		where  Bytecode
		asked  []bool // by two dumps
		want   error
		rows   int // of both dumps
	}{
		{"it is asked with others", oldKernel{}, Ports(Local, 80, 80), []bool{true, false, false}, nil, 2},
		{"nothing to ask with others", oldKernel{}, Ports(Local, 80, 81), []bool{false, false}, nil, 2},
		{"refused for something else", oldKernel{other: kernelEINVAL}, Ports(Local, 80, 80), []bool{true, false, true, false}, kernelEINVAL, 0},
		{"refused without tests", oldKernel{other: kernelEINVAL}, Ports(Local, 80, 81), []bool{false, false}, kernelEINVAL, 0},
		{"another error", oldKernel{other: kernelENOMEM}, Ports(Local, 80, 80), []bool{true, true}, kernelENOMEM, 0},
		{"an error behind a socket", oldKernel{late: true}, Ports(Local, 80, 80), []bool{true, true}, kernelEINVAL, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			kernel := &tt.kernel
			c, err := NewConn(func() (Transport, error) { return kernel, nil })
			if err != nil {
				t.Fatal(err)
			}
			rows := 0
			for range 2 {
				err := c.Dump(t.Context(), Request{Family: FamilyIPv6, Where: tt.where}, func(*Row) error {
					rows++
					return nil
				})
				if !errors.Is(err, tt.want) {
					t.Errorf("error %v, want %v", err, tt.want)
				}
			}
			if !slices.Equal(kernel.asked, tt.asked) || rows != tt.rows {
				t.Errorf("asked with tests %t, %d rows, want %t, %d", kernel.asked, rows, tt.asked, tt.rows)
			}
		})
	}
}
