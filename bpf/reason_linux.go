package bpf

import (
	"errors"
	"os"

	"github.com/cilium/ebpf/btf"
	"golang.org/x/sys/unix"
)

// loadOrExplain is load with errors that say what is missing.
func loadOrExplain() (*programs, error) {
	lacking := lackingCapabilities(effectiveCapabilities())
	if len(lacking) > 0 {
		// The kernel would say so too, but only after all has been prepared, which takes long.
		f := facts{lacking: lacking}
		return nil, f.reason(unix.EPERM)
	}
	p, err := load()
	if err != nil {
		return nil, why(err)
	}
	return p, nil
}

// why explains an error of load, which is not for want of capabilities.
func why(err error) error {
	var f facts
	var uts unix.Utsname
	if unix.Uname(&uts) == nil {
		f.release = unix.ByteSliceToString(uts.Release[:])
	}
	if text, err := os.ReadFile("/sys/kernel/security/lockdown"); err == nil {
		f.lockdown = lockdownMode(string(text))
	}
	if kernel, err := btf.LoadKernelSpec(); err == nil {
		f.types, f.targets = true, hasIterators(kernel)
	}
	return f.reason(err)
}

// hasIterators reports whether the kernel has the functions that stand for the two iterators.
func hasIterators(kernel *btf.Spec) bool {
	var sockets, files *btf.Func
	return errors.Join(
		kernel.TypeByName("bpf_iter_tcp", &sockets),
		kernel.TypeByName("bpf_iter_task_file", &files),
	) == nil
}

// effectiveCapabilities returns those of the calling thread, or none if they cannot be told.
func effectiveCapabilities() uint64 {
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var data [2]unix.CapUserData
	if err := unix.Capget(&header, &data[0]); err != nil {
		return 0
	}
	return uint64(data[0].Effective) | uint64(data[1].Effective)<<32
}
