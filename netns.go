package tcptable

import (
	"context"
	"fmt"
	"io/fs"
)

// Namespace is a network namespace.
type Namespace struct {
	// ID is its inode number, as in [Conn.NetNS].
	ID uint64

	// Names are those that ip-netns(8) has for it: the names of the mounts under /run/netns.
	Names []string

	// Paths are all places that it is mounted at, those of the Names included. Docker has some, and
	// the network plugins of Kubernetes. They hold any byte but NUL.
	Paths []string

	// Process is the process that lives there and started first, and Processes is how many live
	// there. Zero: nobody whom the caller may look at.
	Process   Process
	Processes int

	// Container is the one that the process belongs to, see [ProcessFacts]. The name of a pod is
	// that of another process of the namespace where the first has none.
	Container Container

	// Denied is set in a Snapshot if the caller may not read the rows of the namespace.
	Denied bool
}

// Path returns a path that leads to the namespace, for [WithNetNS]: where it is mounted or, if it is
// not, by way of its first process. Empty: there is none.
func (n *Namespace) Path() string {
	switch {
	case len(n.Paths) > 0:
		return n.Paths[0]
	case n.Process.PID != 0:
		return fmt.Sprintf("/proc/%d/ns/net", n.Process.PID)
	}
	return ""
}

// WithAllNetNS makes the Table read every network namespace that can be reached through processes
// and mounts, see [Namespaces], as one table: each row tells its own in [Conn.NetNS], and
// [Snapshot.Namespaces] holds what is known about them. open opens the Source of one namespace, with
// the options [WithNetNS] and [WithProcRoot]; nil stands for [OpenDefault]. It is called for one
// namespace after the other; several Sources are read at the same time. Owners are looked for once for
// all rows, in the proc filesystem, whatever the Source of the rows is.
//
// Namespaces come and go from one read to the next. Those that the Table has read it keeps open, and
// so alive, until a later read finds nobody else who does; of very many it opens some anew each time.
//
// It takes CAP_SYS_ADMIN to read any namespace but the caller's own, and CAP_SYS_PTRACE to see where
// other users' processes live. What is missing for lack of them is counted in the [Report] of
// [Table.Snapshot], and is no error there; [Table.Append] and [Table.All], which have no report, end
// with an error that is [fs.ErrPermission]. [Table.Kill] and [Table.TCPInfo] go to the namespace of
// the row, [Table.Statistics] and [Table.Counters] to the caller's own.
//
// Only Linux has network namespaces: elsewhere [Open] refuses it with [errors.ErrUnsupported].
func WithAllNetNS(open func(opts ...Option) (Source, error)) Option {
	return func(o *options) {
		o.all = func(o options) (Source, error) { return openAllNetNS(open, o) }
	}
}

// Namespaces returns the network namespaces of this machine, in ascending order of ID: those that a
// process lives in, and those that are mounted anywhere in the caller's mount namespace, for example
// under /run/netns, where ip-netns(8) keeps them. A namespace that only a socket, an open file or a
// thread other than the first keeps is not found: to look for those would take more than a
// hundred times as long. [WithProcRoot] applies.
//
// If some processes may not be looked at, which takes CAP_SYS_PTRACE, the others' namespaces are
// returned with an error that is [fs.ErrPermission]: namespaces may be missing. Other errors that
// errors.Is can tell: ctx.Err() and, where there is no Linux, [errors.ErrUnsupported].
func Namespaces(ctx context.Context, opts ...Option) ([]Namespace, error) {
	found, unseen, err := findNamespaces(ctx, newOptions(opts).procRoot)
	if err == nil {
		err = (&Report{NamespacesUnseen: unseen}).namespacesError()
	}
	if err != nil {
		err = fmt.Errorf("tcptable: network namespaces: %w", err)
	}
	return found, err
}

// FindNetNS returns a path for [WithNetNS]. The spec is a path itself, if it has a slash; the PID of a
// process that lives in the namespace; its inode number, which is above every PID; or the name of a
// mount of it, under /run/netns or, if there is none, anywhere: ip-netns(8), Docker and the network
// plugins of Kubernetes make such.
//
// Errors that errors.Is can tell:
//
//   - [fs.ErrNotExist]: there is no such file, process or mount, or it is gone.
//   - [fs.ErrInvalid]: what is there is no network namespace, or several have that name, or a process
//     and a mount have that number. The error says how to tell them apart.
//   - [fs.ErrPermission]: the caller may not look at the process.
//   - [errors.ErrUnsupported]: there are no network namespaces on this system.
func FindNetNS(spec string, opts ...Option) (path string, err error) {
	path, err = findNetNS(spec, newOptions(opts).procRoot)
	if err != nil {
		return "", fmt.Errorf("tcptable: network namespace %q: %w", spec, err)
	}
	return path, nil
}

// namespacesError says which namespaces are missing for lack of permission, if any are.
func (r *Report) namespacesError() error {
	switch {
	case r.NamespacesDenied > 0:
		return fmt.Errorf("network namespaces that could not be read: %d: %w", r.NamespacesDenied, fs.ErrPermission)
	case r.NamespacesUnseen > 0:
		return fmt.Errorf("processes whose network namespace cannot be seen: %d: %w", r.NamespacesUnseen, fs.ErrPermission)
	}
	return nil
}
