package procfs

import (
	"bytes"
	"errors"
	"io/fs"

	"golang.org/x/sys/unix"
)

const (
	// commandLineLimit is how much of a command line is read. Linux takes a quarter of the limit of
	// the stack for arguments and environment together: 2 MiB, unless somebody has raised it.
	commandLineLimit = 1 << 20

	// environmentLimit is how much of the environment is searched for one variable, which container
	// managers put before what the users of containers add.
	environmentLimit = 32 << 10
)

// user adds who runs the process.
func (p *process) user(f *Facts) {
	if text, err := readFile(p.dir, "status", p.stat[:], statLen); err == nil {
		f.UID, f.HasUID = parseUID(text)
	}
}

// rest adds the facts that need not be there: a kernel may be built without control groups, and the
// caller may not be allowed to see some. That they cannot be read is an error only if the process
// has ended meanwhile.
func (p *process) rest(f *Facts) error {
	if n, err := unix.Readlinkat(p.dir, p.thread+"/ns/net", p.link[:]); err == nil {
		f.NetNS, _ = ParseNetNSLink(p.link[:n])
	}
	if text, err := readFile(p.dir, p.thread+"/cmdline", p.link[:], commandLineLimit); err == nil {
		f.CommandLine = splitArguments(text)
	}
	p.groups(f)
	return p.lives()
}

// groups adds the control group and what it tells.
func (p *process) groups(f *Facts) {
	text, err := readFile(p.dir, p.thread+"/cgroup", p.link[:], cgroupLimit)
	if err != nil {
		return
	}
	f.Cgroup = ParseCgroup(text)
	f.Unit, f.Container = UnitOf(f.Cgroup), ContainerOf(f.Cgroup)
	if f.Container.Pod != "" || f.Container.ID != "" {
		f.Container.Name = p.hostname(f.Container.ID)
	}
}

// cgroupLimit holds a path in each of the hierarchies that there can be.
const cgroupLimit = 64 << 10

// hostname returns the host name that a container was given, which for a pod is the name of the pod
// as a rule. It is "" for one that is made of the id, and for one that shares the name of the host.
func (p *process) hostname(id string) string {
	if p.sharesHostname() {
		return ""
	}
	text, err := readFile(p.dir, p.thread+"/environ", p.link[:], environmentLimit)
	if err != nil {
		return ""
	}
	name := variable(text, "HOSTNAME")
	if bytes.HasPrefix([]byte(id), name) {
		return ""
	}
	return string(name)
}

// sharesHostname reports whether the process has the host name that we have.
func (p *process) sharesHostname() bool {
	var here, there [64]byte
	n, err := unix.Readlink("/proc/self/ns/uts", here[:])
	if err != nil {
		return false
	}
	m, err := unix.Readlinkat(p.dir, p.thread+"/ns/uts", there[:])
	return err == nil && bytes.Equal(here[:n], there[:m])
}

// lives returns fs.ErrNotExist if the process has ended, so that what was read of it may be less
// than there was.
func (p *process) lives() error {
	st, err := readStat(p.dir, []byte(p.thread+"/stat\x00"), p.stat[:])
	if err == nil && st.HasEnded() {
		err = fs.ErrNotExist
	}
	if errors.Is(err, fs.ErrPermission) {
		return nil
	}
	return err
}

// readFile returns the text of a file of the kernel's. It is in the buffer, or in a larger one that
// has room for limit bytes at most; what is longer is cut.
func readFile(dir int, path string, buffer []byte, limit int) ([]byte, error) {
	f, err := openat(dir, append([]byte(path), 0), 0)
	if err != nil {
		return nil, err
	}
	defer unix.Close(f) //nolint:errcheck // nothing was written
	for n := 0; ; {
		read, err := unix.Read(f, buffer[n:])
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil {
			return nil, err
		}
		n += read
		// The kernel fills the buffer if it can, for all of these files.
		if n < len(buffer) || n >= limit {
			return buffer[:min(n, limit)], nil
		}
		buffer = append(make([]byte, 0, 4*len(buffer)), buffer...)
		buffer = buffer[:min(cap(buffer), limit)]
	}
}
