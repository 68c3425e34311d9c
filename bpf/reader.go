package bpf

import (
	"context"
	"errors"
	"fmt"
	"io"
	"syscall"
)

// bufferLen is how much is asked of the kernel at once. It answers with eight pages at most, which
// is 32 KiB where pages have 4 KiB.
const bufferLen = 128 << 10

// readRecords reads r to its end and calls visit for each record of n bytes. The bytes are valid
// until visit returns. r need not answer with whole records. An iterator that has passed over very
// many sockets without a record to show for it says EAGAIN: it goes on when it is read again.
func readRecords(ctx context.Context, r io.Reader, buffer []byte, n int, visit func([]byte) error) error {
	kept := 0 // bytes of a record that has come in part
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		got, err := r.Read(buffer[kept:])
		b := buffer[:kept+got]
		for ; len(b) >= n; b = b[n:] {
			if err := visit(b[:n]); err != nil {
				return err
			}
		}
		kept = copy(buffer, b)
		switch {
		case err == nil, errors.Is(err, syscall.EAGAIN), errors.Is(err, syscall.EINTR):
		case !errors.Is(err, io.EOF):
			return err
		case kept > 0:
			return fmt.Errorf("%d bytes of a record of %d: %w", kept, n, io.ErrUnexpectedEOF)
		default:
			return nil
		}
	}
}
