package bpf

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable/internal/netns"
)

// place is the network namespace that is read.
type place struct {
	ns *netns.Handle // nil: that of whichever thread, where /proc is not mounted
}

// newPlace returns the namespace that path refers to, or the caller's own for no path.
func newPlace(path string) (place, error) {
	if path != "" {
		ns, err := netns.Open(path)
		return place{ns}, err
	}
	ns, err := netns.Current()
	if err != nil {
		return place{}, nil //nolint:nilerr // every thread is in the caller's namespace then, as far as can be told
	}
	return place{ns}, nil
}

// do calls fn on a thread that is in the namespace.
func (p place) do(fn func() error) error {
	if p.ns == nil {
		return fn()
	}
	return p.ns.Do(fn)
}

// netNS returns the inode number of the namespace, 0 where it is not known.
func (p place) netNS() uint64 {
	if p.ns == nil {
		return 0
	}
	return p.ns.ID()
}

// interfaceName returns the name of the interface with the given index in the namespace.
func (p place) interfaceName(index uint32) (name string, err error) {
	err = p.do(func() error {
		// Any socket does; the request goes to the namespace it belongs to. See netdevice(7).
		fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			return os.NewSyscallError("socket", err)
		}
		defer unix.Close(fd) //nolint:errcheck // nothing was written
		ifr, err := unix.NewIfreq("")
		if err != nil {
			return err
		}
		ifr.SetUint32(index)
		if err := unix.IoctlIfreq(fd, unix.SIOCGIFNAME, ifr); err != nil {
			return err
		}
		name = ifr.Name()
		return nil
	})
	if err != nil {
		return "", fmt.Errorf("name of interface %d: %w", index, err)
	}
	return name, nil
}

func (p place) close() error {
	if p.ns == nil {
		return nil
	}
	if err := p.ns.Close(); err != nil {
		return errors.Join(errors.New("close network namespace"), err)
	}
	return nil
}
