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

// readAll reads r to its end. It calls take with what has come, and take returns how many bytes of
// that were whole records: the others it gets again with those that follow. An iterator that has
// passed over very many sockets without a record to show for it says EAGAIN: it goes on when it is
// read again.
func readAll(ctx context.Context, r io.Reader, buffer []byte, take func([]byte) (used int, err error)) error {
	kept := 0 // bytes of a record that has come in part
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		got, err := r.Read(buffer[kept:])
		used, takeErr := take(buffer[:kept+got])
		if takeErr != nil {
			return takeErr
		}
		kept = copy(buffer, buffer[used:kept+got])
		switch {
		case err == nil, errors.Is(err, syscall.EAGAIN), errors.Is(err, syscall.EINTR):
		case !errors.Is(err, io.EOF):
			return err
		case kept > 0:
			return fmt.Errorf("%d bytes of a record: %w", kept, io.ErrUnexpectedEOF)
		default:
			return nil
		}
	}
}
