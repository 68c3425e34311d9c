// Package rights tells what the calling process may do: its capabilities, and what keeps a file from
// giving it more. What the program would do with them is not its business.
//
// Source: capabilities(7), user_namespaces(7), and PR_SET_NO_NEW_PRIVS in prctl(2).
package rights

import (
	"fmt"
	"strings"
)

// Rights are those of a process at one moment.
type Rights struct {
	// Root is set if the process runs as user 0 or, on Windows, as an administrator.
	Root bool

	// Effective are the capabilities that the kernel looks at, and Bounding are those that the
	// process could ever get.
	Effective, Bounding Set

	// InitialUserNS is set if the process lives in the user namespace that the machine started with.
	// Elsewhere capabilities count only for what belongs to the namespace.
	InitialUserNS bool

	// NoNewPrivs is set if no program that the process starts gets more rights than it has.
	NoNewPrivs bool

	// NoSUID is set if the program lies on a file system where the capabilities of files, and
	// set-user-ID bits, have no effect.
	NoSUID bool

	// ProcGroup is the group whose members see all processes although /proc hides those of others
	// (hidepid). Zero: there is none.
	ProcGroup uint32
}

// Capability is a number out of <linux/capability.h>.
type Capability uint8

// The capabilities that matter here.
const (
	DACReadSearch Capability = 2
	NetAdmin      Capability = 12
	SysPtrace     Capability = 19
	SysAdmin      Capability = 21
	Perfmon       Capability = 38
	BPF           Capability = 39
)

var capabilityNames = map[Capability]string{
	DACReadSearch: "dac_read_search", NetAdmin: "net_admin", SysPtrace: "sys_ptrace",
	SysAdmin: "sys_admin", Perfmon: "perfmon", BPF: "bpf",
}

// String returns the name that setcap(8) takes, for example "cap_bpf".
func (c Capability) String() string {
	if name, ok := capabilityNames[c]; ok {
		return "cap_" + name
	}
	return fmt.Sprintf("cap_%d", uint8(c))
}

// Set is a set of capabilities, with the bit of each as in /proc/PID/status.
type Set uint64

// SetOf returns the set of some.
func SetOf(capabilities ...Capability) (s Set) {
	for _, c := range capabilities {
		s |= 1 << c
	}
	return s
}

// Has reports whether c is in the set.
func (s Set) Has(c Capability) bool { return s&(1<<c) != 0 }

// All returns the capabilities of the set that matter here, in ascending order.
func (s Set) All() []Capability {
	var all []Capability
	for c := range Capability(64) {
		if _, known := capabilityNames[c]; known && s.Has(c) {
			all = append(all, c)
		}
	}
	return all
}

// String returns those names with commas between them, as setcap(8) takes them.
func (s Set) String() string {
	var names []string
	for _, c := range s.All() {
		names = append(names, c.String())
	}
	return strings.Join(names, ",")
}
