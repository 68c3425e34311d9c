package bpf

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"
)

// facts are what decides whether the iterators can be used. They are looked up only after an
// attempt has failed.
type facts struct {
	release  string   // of the kernel
	types    bool     // the kernel describes its types (BTF)
	targets  bool     // it has both iterators
	lacking  []string // capabilities that the caller lacks
	lockdown string   // what the kernel is locked down for, see kernel_lockdown(7)
}

// reason returns what explains an error of an attempt: one sentence with the kernel's error. errors.Is
// finds either [fs.ErrPermission] or [errors.ErrUnsupported] in it.
func (f *facts) reason(err error) error {
	denied := errors.Is(err, fs.ErrPermission)
	switch {
	case errors.Is(err, syscall.ENOSYS):
		return fmt.Errorf("the bpf(2) system call is missing or filtered: %w", unsupported(short(err)))
	case denied && len(f.lacking) > 0:
		return fmt.Errorf("it takes %s, which the caller lacks: %w", strings.Join(f.lacking, " and "), short(err))
	case f.lockdown == "confidentiality":
		return fmt.Errorf("the kernel is locked down for confidentiality and lets no program read its memory: %w", forbidden(short(err)))
	case denied:
		return fmt.Errorf("the capabilities are not those of the initial user namespace, or a security module forbids it: %w", short(err))
	case !f.types:
		return fmt.Errorf("the kernel, Linux %s, does not describe its types (CONFIG_DEBUG_INFO_BTF): %w", f.release, unsupported(short(err)))
	case !f.targets:
		return fmt.Errorf("the kernel, Linux %s, has no iterators over TCP sockets and open files: %w", f.release, unsupported(short(err)))
	default:
		// Nobody knows why: everything there is may help.
		return fmt.Errorf("the kernel, Linux %s, refuses the programs, which are made for 5.15 and later: %w", f.release, unsupported(err))
	}
}

// short returns the kernel's number at the end of err, if there is one: where the reason is known, the
// steps that led there say no more.
func short(err error) error {
	var errno syscall.Errno
	if errors.As(err, &errno) {
		return errno
	}
	return err
}

// unsupported makes err one that is [errors.ErrUnsupported].
func unsupported(err error) error {
	if errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return fmt.Errorf("%w: %w", errors.ErrUnsupported, err)
}

// forbidden makes err one that is [fs.ErrPermission].
func forbidden(err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return err
	}
	return fmt.Errorf("%w: %w", fs.ErrPermission, err)
}

// lockdownMode returns the mode that is set in the text of /sys/kernel/security/lockdown, which
// has all of them with the one in brackets, such as "none [integrity] confidentiality".
func lockdownMode(text string) string {
	_, rest, _ := strings.Cut(text, "[")
	mode, _, _ := strings.Cut(rest, "]")
	return mode
}

// Capabilities, <linux/capability.h>.
const (
	capSysAdmin = 21
	capPerfmon  = 38
	capBPF      = 39
)

// lackingCapabilities returns the names of those that a caller with the given effective ones
// lacks. CAP_SYS_ADMIN is as good as both others.
func lackingCapabilities(effective uint64) (lacking []string) {
	if effective&(1<<capSysAdmin) != 0 {
		return nil
	}
	if effective&(1<<capBPF) == 0 {
		lacking = append(lacking, "CAP_BPF")
	}
	if effective&(1<<capPerfmon) == 0 {
		lacking = append(lacking, "CAP_PERFMON")
	}
	return lacking
}
