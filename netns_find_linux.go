package tcptable

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable/internal/netns"
	"github.com/tcptable/tcptable/internal/procfs"
)

// maxPID is PID_MAX_LIMIT of a 64-bit kernel. The inode numbers of namespaces begin at 0xf0000000.
const maxPID = 1 << 22

// findNetNS returns a path that leads to the namespace that spec is about.
func findNetNS(spec, procRoot string) (string, error) {
	procRoot = cmp.Or(procRoot, defaultProcRoot)
	if strings.Contains(spec, "/") {
		return spec, checkNetNS(spec)
	}
	mounts, err := procfs.ReadNetNSMounts(procRoot)
	if err != nil {
		return "", err
	}
	number, err := strconv.ParseUint(spec, 10, 64)
	switch {
	case err != nil:
		return netNSNamed(mounts, spec)
	case number > maxPID:
		return netNSWithID(number, procRoot)
	}
	return netNSOf(spec, mounts, procRoot)
}

// unfitError says that a spec leads to no namespace, or to several. It is fs.ErrInvalid.
type unfitError string

func (e unfitError) Error() string        { return string(e) }
func (e unfitError) Is(target error) bool { return target == fs.ErrInvalid }

func ambiguous(a, b string) error {
	return unfitError(fmt.Sprintf("it can be %s or %s: give one of these paths", a, b))
}

// checkNetNS returns why the path leads to no network namespace, if so.
func checkNetNS(path string) error {
	ns, err := netns.Open(path)
	switch {
	case errors.Is(err, unix.EINVAL):
		return unfitError(path + " is no network namespace")
	case err != nil:
		return err
	}
	return ns.Close()
}

// netNSNamed returns the mount with a name: that of ip-netns(8), or another.
func netNSNamed(mounts []procfs.NetNSMount, name string) (string, error) {
	var found procfs.NetNSMount
	for _, m := range mounts {
		dir, base := filepath.Split(m.Path)
		switch {
		case base != name:
		case dir == namedAt[0]+"/", dir == namedAt[1]+"/":
			return m.Path, nil
		case found.NetNS != 0 && found.NetNS != m.NetNS:
			return "", ambiguous(found.Path, m.Path)
		default:
			found = m
		}
	}
	if found.NetNS == 0 {
		return "", fmt.Errorf("no namespace is mounted at %s, or elsewhere by that name: %w", filepath.Join(namedAt[0], name), fs.ErrNotExist)
	}
	return found.Path, nil
}

// netNSOf returns the way to the namespace of a process, unless a mount has its number for a name.
func netNSOf(pid string, mounts []procfs.NetNSMount, procRoot string) (string, error) {
	path := filepath.Join(procRoot, pid, "ns", "net")
	err := checkNetNS(path)
	mount, mountErr := netNSNamed(mounts, pid)
	switch {
	case mountErr == nil && isEnded(err):
		return mount, nil
	case mountErr == nil:
		return "", ambiguous(path, mount)
	case errors.Is(mountErr, fs.ErrInvalid):
		return "", mountErr
	case isEnded(err):
		return "", fmt.Errorf("no process has that number: %w", fs.ErrNotExist)
	}
	return path, err
}

// netNSWithID returns the way to the namespace with an inode number.
func netNSWithID(id uint64, procRoot string) (string, error) {
	found, _, err := findNamespaces(context.Background(), procRoot)
	if err != nil {
		return "", err
	}
	for i := range found {
		n := &found[i]
		switch {
		case n.ID != id:
		case len(n.Paths) > 0:
			return n.Paths[0], nil
		default:
			return filepath.Join(procRoot, strconv.FormatUint(uint64(n.Process.PID), 10), "ns", "net"), nil
		}
	}
	return "", fmt.Errorf("no process and no mount that can be seen has that inode number: %w", fs.ErrNotExist)
}
