package tcptable

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable/internal/netns"
)

// defaultProcRoot is where the proc filesystem is mounted by every distribution.
const defaultProcRoot = "/proc"

// place is where a source looks: a network namespace and a proc filesystem.
type place struct {
	ns       *netns.Handle // nil: that of whichever thread, where /proc is not mounted
	procRoot string
	boot     time.Time // when the machine started; zero: not known
}

func newPlace(o options) (place, error) {
	p := place{procRoot: o.procRoot, boot: bootTime()}
	if p.procRoot == "" {
		p.procRoot = defaultProcRoot
	}
	if o.netns != "" {
		ns, err := netns.Open(o.netns)
		p.ns = ns
		return p, err
	}
	if ns, err := netns.Current(); err == nil {
		p.ns = ns
	}
	return p, nil
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

func (p place) close() error {
	if p.ns == nil {
		return nil
	}
	return p.ns.Close()
}

// openDefault returns a source that reads netlink for as long as that works.
func openDefault(opts ...Option) (Source, error) {
	proc, err := OpenProc(opts...)
	if err != nil {
		return nil, err
	}
	netlink, err := OpenNetlink(opts...)
	if err != nil && !unavailable(err) {
		return nil, errors.Join(err, proc.Close())
	}
	return &fallbackSource{netlink: netlink, proc: proc, reason: err}, nil
}

// fallbackSource reads proc once netlink has turned out to be missing or forbidden, as it is in
// some sandboxes.
type fallbackSource struct {
	netlink Source // nil if it could not even be opened
	proc    Source
	reason  error // why netlink cannot be used; nil while it can
}

var _ Streamer = (*fallbackSource)(nil)

func (s *fallbackSource) Read(ctx context.Context, q Query, into *Snapshot) error {
	kept := len(into.Conns)
	if s.reason == nil {
		err := s.netlink.Read(ctx, q, into)
		if !unavailable(err) || len(into.Conns) > kept {
			return err
		}
		s.reason = err
	}
	err := s.proc.Read(ctx, q, into)
	into.Report.Fallback = s.reason
	return err
}

func (s *fallbackSource) Stream(ctx context.Context, q Query, yield func(Conn) bool) error {
	if netlink, ok := s.netlink.(Streamer); ok {
		rows := 0
		err := netlink.Stream(ctx, q, func(c Conn) bool { rows++; return yield(c) })
		if !unavailable(err) || rows > 0 {
			return err
		}
	}
	return s.proc.(Streamer).Stream(ctx, q, yield)
}

func (s *fallbackSource) Close() error {
	err := s.proc.Close()
	if s.netlink != nil {
		err = errors.Join(err, s.netlink.Close())
	}
	return err
}

// unavailable reports whether err says that the kernel, or a filter in front of it, does not
// let sock_diag be used at all.
func unavailable(err error) bool {
	for _, errno := range []unix.Errno{
		unix.EPERM, unix.EACCES, unix.ENOSYS, unix.ENOENT, unix.EAFNOSUPPORT,
		unix.EPROTONOSUPPORT, unix.ESOCKTNOSUPPORT, unix.EOPNOTSUPP,
	} {
		if errors.Is(err, errno) {
			return true
		}
	}
	return false
}

// kernelStates translates the kernel's states, include/net/tcp_states.h. The last two are
// TCP_NEW_SYN_RECV and TCP_BOUND_INACTIVE, which only appear in requests.
var kernelStates = [...]State{
	1:  StateEstablished,
	2:  StateSynSent,
	3:  StateSynReceived,
	4:  StateFinWait1,
	5:  StateFinWait2,
	6:  StateTimeWait,
	7:  StateClosed,
	8:  StateCloseWait,
	9:  StateLastAck,
	10: StateListen,
	11: StateClosing,
	12: StateSynReceived,
	13: StateClosed,
}

func stateOf(kernel uint8) (State, error) {
	if int(kernel) >= len(kernelStates) || kernelStates[kernel] == 0 {
		return 0, fmt.Errorf("unknown kernel state %d", kernel)
	}
	return kernelStates[kernel], nil
}

// kernelMask returns set as the kernel writes it: bit n stands for the kernel's state n.
func kernelMask(set StateSet) (mask uint32) {
	for kernel, state := range kernelStates {
		if set.Has(state) {
			mask |= 1 << kernel
		}
	}
	return mask
}
