package bpf

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/btf"
	"github.com/cilium/ebpf/link"
	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable"
)

var _ tcptable.EndsReader = (*source)(nil)

// Ends are those of the netlink source, with what the program in makers.bpf.c has noted of each. Where
// that cannot be loaded, they come without.
func (s *source) Ends(ctx context.Context) (tcptable.EndStream, error) {
	netlink, err := with[tcptable.EndsReader](s)
	if err != nil {
		return nil, err
	}
	// The notes begin first, so that there is one for each connection whose whole life is seen.
	notes, notesErr := openNotes(s.place.netNS())
	stream, err := netlink.Ends(ctx)
	switch {
	case err != nil && notesErr == nil:
		return nil, errors.Join(err, notes.close())
	case err != nil || notesErr != nil:
		return stream, err
	}
	return &ends{EndStream: stream, notes: notes, name: s.place.interfaceName}, nil
}

// ends completes the ends that a stream tells.
type ends struct {
	tcptable.EndStream
	name func(index uint32) (string, error) // of an interface

	mu    sync.Mutex // guards notes
	notes *notes
}

func (e *ends) Next() (tcptable.End, error) {
	end, err := e.EndStream.Next()
	if err != nil {
		return end, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	var r makerRecord
	if e.notes.take(end.Conn.Cookie, &r) {
		e.complete(&end, &r)
	}
	return end, nil
}

func (e *ends) complete(end *tcptable.End, r *makerRecord) {
	var now unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &now); err != nil {
		now = unix.Timespec{} // nothing is known about times then
	}
	r.complete(end, uint64(now.Nano()), func(index uint32) string {
		name, err := e.name(index)
		if err != nil {
			return strconv.FormatUint(uint64(index), 10)
		}
		return name
	})
}

func (e *ends) Close() error {
	err := e.EndStream.Close()
	e.mu.Lock()
	defer e.mu.Unlock()
	return errors.Join(err, e.notes.close())
}

// notes are what the program has noted, by cookie.
type notes struct {
	loaded makersObjects
	link   link.Link
}

// openNotes begins to note the connections of a network namespace, or of all for 0.
func openNotes(netNS uint64) (*notes, error) {
	spec, err := loadMakers()
	if err != nil {
		return nil, err
	}
	types := btf.NewCache()
	kernel, err := types.Kernel()
	if err != nil {
		return nil, err
	}
	var namespace unix.Stat_t
	if err := unix.Stat("/proc/self/ns/pid", &namespace); err != nil {
		return nil, &os.PathError{Op: "stat", Path: "/proc/self/ns/pid", Err: err}
	}
	err = errors.Join(
		spec.Variables["reader_ns"].Set(uint32(namespace.Ino)),
		spec.Variables["watched_ns"].Set(uint32(netNS)),
	)
	if err != nil {
		return nil, err
	}
	n := new(notes)
	options := ebpf.CollectionOptions{Cache: types}
	options.Programs.KernelTypes = kernel
	if err := spec.LoadAndAssign(&n.loaded, &options); err != nil {
		return nil, err
	}
	n.link, err = link.AttachTracing(link.TracingOptions{Program: n.loaded.SocketMakers})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("tp_btf/inet_sock_set_state: %w", err), n.loaded.Close())
	}
	return n, nil
}

// take returns the note about a socket and removes it.
func (n *notes) take(cookie uint64, r *makerRecord) bool {
	// An error is one of a note that is not there, or has had to make room.
	return n.loaded.Makers.LookupAndDelete(cookie, r) == nil
}

func (n *notes) close() error { return errors.Join(n.link.Close(), n.loaded.Close()) }
