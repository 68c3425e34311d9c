package procfs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// tableBufferLen is a guess at what is read at once: the kernel fills about a page a read, and
// more on newer versions.
const tableBufferLen = 64 << 10

// TCPReader reads net/tcp and net/tcp6. It keeps its buffer; it is for one goroutine at a time.
type TCPReader struct {
	root   string
	buffer []byte // made when a table is read first
}

// NewTCPReader returns a reader of the tables under root, which is "/proc" for this machine's
// own.
func NewTCPReader(root string) *TCPReader {
	return &TCPReader{root: root}
}

// Open opens net/tcp, or net/tcp6, for the network namespace of the calling thread; the file
// stays in it. A system without the table of a family gives an error that is fs.ErrNotExist.
func (t *TCPReader) Open(ipv6 bool) (*os.File, error) {
	name := "tcp"
	if ipv6 {
		name = "tcp6"
	}
	return openNet(t.root, name)
}

// openNet opens a file of proc_pid_net(5) for the network namespace of the calling thread.
func openNet(root, name string) (*os.File, error) {
	// "net" is short for "self/net", which is that of the main thread.
	f, err := os.Open(filepath.Join(root, "thread-self", "net", name))
	if errors.Is(err, fs.ErrNotExist) {
		return os.Open(filepath.Join(root, "net", name))
	}
	return f, err
}

// Read calls visit for each socket in the text that r yields. The row is valid until visit
// returns. Any error means that sockets may be missing among those visited; an error of visit
// is returned as it is, errors about the text wrap [ErrMalformed].
func (t *TCPReader) Read(ctx context.Context, r io.Reader, visit func(*TCPRow) error) error {
	p := tableParser{visit: visit}
	if t.buffer == nil {
		t.buffer = make([]byte, tableBufferLen)
	}
	held := 0 // bytes at the beginning of the buffer that are the beginning of a line
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := r.Read(t.buffer[held:])
		rest, lineErr := p.lines(t.buffer[:held+n])
		if lineErr != nil {
			return lineErr
		}
		held = copy(t.buffer, rest)
		switch {
		case errors.Is(err, io.EOF):
			return p.end(t.buffer[:held])
		case err != nil:
			return err
		case held == len(t.buffer):
			return fmt.Errorf("%w: a line of more than %d bytes", ErrMalformed, held)
		}
	}
}

// tableParser takes a table line by line.
type tableParser struct {
	visit  func(*TCPRow) error
	row    TCPRow
	header bool // has been seen
}

// lines takes the lines that are complete and returns what follows them.
func (p *tableParser) lines(b []byte) (rest []byte, err error) {
	for {
		end := bytes.IndexByte(b, '\n')
		if end < 0 {
			return b, nil
		}
		if err := p.line(b[:end]); err != nil {
			return nil, err
		}
		b = b[end+1:]
	}
}

func (p *tableParser) line(line []byte) error {
	if !p.header {
		p.header = true
		if title, _ := nextField(line); string(title) != "sl" {
			return fmt.Errorf("%w: table begins with %q", ErrMalformed, line)
		}
		return nil
	}
	if err := ParseTCPLine(line, &p.row); err != nil {
		return err
	}
	return p.visit(&p.row)
}

func (p *tableParser) end(rest []byte) error {
	if len(rest) > 0 {
		return fmt.Errorf("%w: table ends within the line %q", ErrMalformed, rest)
	}
	if !p.header {
		return fmt.Errorf("%w: table without a header", ErrMalformed)
	}
	return nil
}
