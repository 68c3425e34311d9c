package choose

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/netns"
	"github.com/tcptable/tcptable/internal/procfs"
)

// gauge reads the sizes. Its files stay in the network namespace that they were opened in.
type gauge struct {
	sockets, files *os.File
	sockets6       *os.File // nil where there is no IPv6
	buffer         []byte
}

// textLen is more than any of the files has.
const textLen = 4 << 10

func openGauge(settings tcptable.Settings) (*gauge, error) {
	root := settings.ProcRoot
	if root == "" {
		root = "/proc"
	}
	g := &gauge{buffer: make([]byte, textLen)}
	err := within(settings.NetNS, func() error { return g.open(root) })
	if err != nil {
		return nil, errors.Join(err, g.close())
	}
	return g, nil
}

// within calls do in the network namespace that path refers to, or in that of the caller.
func within(path string, do func() error) error {
	if path == "" {
		return do()
	}
	ns, err := netns.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(ns.Do(do), ns.Close())
}

func (g *gauge) open(root string) (err error) {
	if g.files, err = procfs.OpenFileNR(root); err != nil {
		return err
	}
	if g.sockets, err = procfs.OpenSockStat(root, false); err != nil {
		return err
	}
	if g.sockets6, err = procfs.OpenSockStat(root, true); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// read returns the sizes as they are now.
func (g *gauge) read() (s sizes, err error) {
	text, err := g.text(g.files)
	if err != nil {
		return sizes{}, err
	}
	if s.files, err = procfs.ParseFileNR(text); err != nil {
		return sizes{}, err
	}
	v4, err := g.protocol(g.sockets, "TCP")
	if err != nil {
		return sizes{}, err
	}
	s.inUse4, s.timeWait = v4.InUse, v4.TimeWait
	if g.sockets6 != nil {
		v6, err := g.protocol(g.sockets6, "TCP6")
		if err != nil {
			return sizes{}, err
		}
		s.inUse6 = v6.InUse
	}
	return s, nil
}

func (g *gauge) protocol(f *os.File, name string) (procfs.SockStat, error) {
	text, err := g.text(f)
	if err != nil {
		return procfs.SockStat{}, err
	}
	return procfs.ParseSockStat(text, name)
}

// text returns what the kernel writes when the file is read from its beginning.
func (g *gauge) text(f *os.File) ([]byte, error) {
	n, err := f.ReadAt(g.buffer, 0)
	if errors.Is(err, io.EOF) {
		return g.buffer[:n], nil
	}
	if err == nil {
		err = fmt.Errorf("%s: %w: more than %d bytes", f.Name(), procfs.ErrMalformed, n)
	}
	return nil, err
}

func (g *gauge) close() error {
	var errs []error
	for _, f := range []*os.File{g.sockets, g.sockets6, g.files} {
		if f != nil {
			errs = append(errs, f.Close())
		}
	}
	return errors.Join(errs...)
}
