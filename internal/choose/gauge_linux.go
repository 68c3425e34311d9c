package choose

import (
	"errors"
	"io/fs"
	"os"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/netns"
	"github.com/tcptable/tcptable/internal/procfs"
)

// gauge reads the sizes. Its files stay in the network namespace that they were opened in.
type gauge struct {
	root    string
	opened  bool
	failure error // why they could not be opened

	sockets, files *os.File
	sockets6       *os.File // nil where there is no IPv6
	buffer         []byte
}

// textLen is more than any of the files has.
const textLen = 4 << 10

// openGauge returns a gauge. Where nothing tells the sizes, as in a sandbox, read returns an error.
func openGauge(settings tcptable.Settings) *gauge {
	root := settings.ProcRoot
	if root == "" {
		root = "/proc"
	}
	g := &gauge{root: root, buffer: make([]byte, textLen)}
	if settings.NetNS == "" {
		return g // who asks for no owners never reads it
	}
	g.opened = true
	g.failure = within(settings.NetNS, g.open)
	return g
}

// within calls do in the network namespace that path refers to.
func within(path string, do func() error) error {
	ns, err := netns.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(ns.Do(do), ns.Close())
}

func (g *gauge) open() (err error) {
	if g.files, err = procfs.OpenFileNR(g.root); err != nil {
		return err
	}
	if g.sockets, err = procfs.OpenSockStat(g.root, false); err != nil {
		return err
	}
	if g.sockets6, err = procfs.OpenSockStat(g.root, true); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// read returns the sizes as they are now.
func (g *gauge) read() (s sizes, err error) {
	if !g.opened {
		g.opened = true
		g.failure = g.open()
	}
	if g.failure != nil {
		return sizes{}, g.failure
	}
	text, err := procfs.ReadFromStart(g.files, g.buffer)
	if err != nil {
		return sizes{}, err
	}
	if s.files, err = procfs.ParseFileNR(text); err != nil {
		return sizes{}, err
	}
	v4, err := procfs.ReadSockStat(g.sockets, g.buffer, false)
	if err != nil {
		return sizes{}, err
	}
	s.inUse4, s.timeWait = v4.InUse, v4.TimeWait
	if g.sockets6 != nil {
		v6, err := procfs.ReadSockStat(g.sockets6, g.buffer, true)
		if err != nil {
			return sizes{}, err
		}
		s.inUse6 = v6.InUse
	}
	return s, nil
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
