package bpf

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"
)

// script answers each Read with the next of its steps.
type script []step

type step struct {
	data string
	err  error
}

func (s *script) Read(b []byte) (int, error) {
	if len(*s) == 0 {
		return 0, io.EOF
	}
	next := (*s)[0]
	*s = (*s)[1:]
	return copy(b, next.data), next.err
}

func TestReadAll(t *testing.T) {
	broken := errors.New("broken")
	tests := []struct {
		name   string
		reader io.Reader
		want   string // records of three bytes, with spaces between
		err    error
	}{
		{"nothing", &script{}, "", nil},
		{"whole records", &script{{"abcdef", nil}}, "abc def", nil},
		{"a byte at a time", iotest.OneByteReader(strings.NewReader("abcdefghi")), "abc def ghi", nil},
		{"parts of records", &script{{"ab", nil}, {"cde", nil}, {"f", nil}}, "abc def", nil},
		{"the end with data", &script{{"abc", io.EOF}}, "abc", nil},
		{"more than the buffer", strings.NewReader(strings.Repeat("abc", 9)), strings.TrimSpace(strings.Repeat("abc ", 9)), nil},
		{"again", &script{{"", syscall.EAGAIN}, {"ab", syscall.EAGAIN}, {"c", syscall.EINTR}, {"def", nil}}, "abc def", nil},
		{"an error between records", &script{{"abc", broken}, {"def", nil}}, "abc", broken},
		{"the end inside a record", &script{{"abcd", nil}}, "abc", io.ErrUnexpectedEOF},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			err := readAll(t.Context(), tt.reader, make([]byte, 7), func(b []byte) (used int, err error) {
				for ; len(b)-used >= 3; used += 3 {
					got = append(got, string(b[used:used+3]))
				}
				return used, nil
			})
			if strings.Join(got, " ") != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("got %q, %v, want %q, %v", got, err, tt.want, tt.err)
			}
		})
	}
}

func TestReadAllStops(t *testing.T) {
	stop := errors.New("stop")
	calls := 0
	err := readAll(t.Context(), strings.NewReader("abcdef"), make([]byte, 3), func([]byte) (int, error) {
		calls++
		return 3, stop
	})
	if !errors.Is(err, stop) || calls != 1 {
		t.Errorf("%v after %d calls", err, calls)
	}
}

func TestReadAllCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	endless := iotest.OneByteReader(io.MultiReader(strings.NewReader("abc"), forever{}))
	err := readAll(ctx, endless, make([]byte, 6), func(b []byte) (int, error) {
		cancel()
		return len(b), nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// forever has a byte for everybody.
type forever struct{}

func (forever) Read(b []byte) (int, error) { return len(b), nil }

// However the bytes come, the records are the same.
func FuzzReadAll(f *testing.F) {
	f.Add([]byte("abcdefgh"), uint8(3), uint8(5))
	f.Fuzz(func(t *testing.T, data []byte, n, room uint8) {
		length, buffer := int(n%80)+1, int(n%80)+1+int(room)
		read := func(r io.Reader) (records []byte, err error) {
			err = readAll(t.Context(), r, make([]byte, buffer), func(b []byte) (int, error) {
				used := len(b) / length * length
				records = append(records, b[:used]...)
				return used, nil
			})
			return records, err
		}
		whole, err := read(bytes.NewReader(data))
		if want := data[:len(data)/length*length]; !bytes.Equal(whole, want) || (err == nil) != (len(want) == len(data)) {
			t.Errorf("%d bytes of records, want %d: %v", len(whole), len(want), err)
		}
		for _, r := range []io.Reader{iotest.OneByteReader(bytes.NewReader(data)), iotest.DataErrReader(bytes.NewReader(data))} {
			if parts, _ := read(r); !slices.Equal(parts, whole) {
				t.Errorf("in parts %d bytes of records, else %d", len(parts), len(whole))
			}
		}
	})
}
