package tcptable

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable/internal/netns"
)

// maxKept is how many sources of namespaces are kept open, and descriptorsEach is how many
// descriptors one of them has at most, of any kind.
const (
	maxKept         = 256
	descriptorsEach = 16
)

// roomForSources returns how many sources may be kept open, so that they take no more than half of
// the descriptors that the process may have.
func roomForSources() int {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		return 0
	}
	return int(min(maxKept, limit.Cur/2/descriptorsEach))
}

func noop() error { return nil }

// sourceOf returns a source of the namespace, and what to call when it is not needed any more. The
// error is fs.ErrNotExist if the namespace is gone, and fs.ErrPermission if it may not be read.
func (s *allSource) sourceOf(n *membership) (source Source, done func() error, err error) {
	if n.ID == s.place.netNS() {
		return s.own, noop, nil
	}
	if source, ok := s.kept[n.ID]; ok {
		return source, noop, nil
	}
	if source, err = s.openSource(n); err != nil {
		return nil, nil, err
	}
	if len(s.kept) >= s.room {
		return source, source.Close, nil
	}
	s.kept[n.ID] = source
	return source, noop, nil
}

// openSource opens a source of the namespace, as sourceOf.
func (s *allSource) openSource(n *membership) (Source, error) {
	ns, err := s.enter(n)
	if err != nil {
		return nil, err
	}
	// The path leads to this namespace and no other, whatever has become of the way to it.
	fd := filepath.Join(defaultProcRoot, "self", "fd", strconv.Itoa(ns.FD()))
	source, err := s.open(WithNetNS(fd), WithProcRoot(s.place.procRoot))
	return source, errors.Join(err, ns.Close())
}

// enter returns a handle of the namespace, which the caller may enter.
func (s *allSource) enter(n *membership) (*netns.Handle, error) {
	err := error(fs.ErrNotExist)
	for path := range n.ways(s.place.procRoot) {
		ns, openErr := netns.Open(path)
		switch {
		case isEnded(openErr), errors.Is(openErr, unix.EINVAL):
			continue // the process has ended, or the mount has been taken away
		case openErr != nil:
			err = openErr
			continue
		}
		if ns.ID() != n.ID {
			err = errors.Join(err, ns.Close()) // the process has gone elsewhere, or its PID is another's
			continue
		}
		return enterFrom(ns)
	}
	return nil, err
}

// enterFrom returns another handle of the namespace, and closes ns: as long as one is open that was
// opened by way of a mount, the mount cannot be taken away.
func enterFrom(ns *netns.Handle) (inside *netns.Handle, err error) {
	err = ns.Do(func() (err error) {
		inside, err = netns.Current()
		return err
	})
	if err = errors.Join(err, ns.Close()); err == nil {
		return inside, nil
	}
	if inside != nil {
		err = errors.Join(err, inside.Close())
	}
	return nil, err
}

// ways yields the paths that lead to the namespace.
func (n *membership) ways(procRoot string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for _, path := range n.Paths {
			if !yield(path) {
				return
			}
		}
		for i := range n.members {
			if !yield(filepath.Join(procRoot, strconv.FormatUint(uint64(n.members[i].PID), 10), "ns", "net")) {
				return
			}
		}
	}
}

// isEnded reports whether err is what the kernel says of a process that has ended.
func isEnded(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, unix.ESRCH)
}

// forget closes the sources of the namespaces that nobody else keeps.
func (s *allSource) forget(all []membership) error {
	var errs []error
	for id, source := range s.kept {
		if !slices.ContainsFunc(all, func(n membership) bool { return n.ID == id }) {
			delete(s.kept, id)
			errs = append(errs, source.Close())
		}
	}
	return errors.Join(errs...)
}

// sourceFor returns a source of the namespace of a row, as sourceOf.
func (s *allSource) sourceFor(ctx context.Context, c *Conn) (source Source, done func() error, err error) {
	if source, ok := s.kept[c.NetNS]; ok {
		return source, noop, nil
	}
	if c.NetNS == 0 {
		return nil, nil, goneError("the row does not tell its network namespace")
	}
	if c.NetNS == s.place.netNS() {
		return s.own, noop, nil
	}
	list, err := listNamespaces(ctx, s.walker, s.place.procRoot)
	if err != nil {
		return nil, nil, err
	}
	for i := range list.all {
		if list.all[i].ID != c.NetNS {
			continue
		}
		if source, done, err = s.sourceOf(&list.all[i]); err == nil || !errors.Is(err, fs.ErrNotExist) {
			return source, done, err
		}
	}
	return nil, nil, goneError(fmt.Sprintf("there is no network namespace %d any more", c.NetNS))
}

func (s *allSource) Close() error {
	errs := []error{s.own.Close(), s.walker.Close(), s.owners.close(), s.place.close()}
	for _, source := range s.kept {
		errs = append(errs, source.Close())
	}
	return errors.Join(errs...)
}
