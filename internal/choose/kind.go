package choose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tcptable/tcptable"
)

// Kind is a source, or the wish to have one chosen.
type Kind uint8

const (
	// Auto is the source that costs least, as [Open] says.
	Auto Kind = iota
	// Netlink is [tcptable.OpenNetlink].
	Netlink
	// BPF is that of package bpf.
	BPF
	// Proc is [tcptable.OpenProc].
	Proc
)

var kindNames = [...]string{Auto: "auto", Netlink: "netlink", BPF: "bpf", Proc: "proc"}

// String returns the name of the source, as it stands in reports, or "auto".
func (k Kind) String() string {
	if int(k) >= len(kindNames) {
		return fmt.Sprintf("kind(%d)", uint8(k))
	}
	return kindNames[k]
}

// Parse returns the Kind with the given name. It knows all of them on every system, see [Kinds].
func Parse(name string) (Kind, error) {
	i := slices.Index(kindNames[:], name)
	if i < 0 {
		return 0, fmt.Errorf("unknown source %q: there are %s", name, strings.Join(kindNames[:], ", "))
	}
	return Kind(i), nil
}

// Open returns the source of the given kind. The options are those of [tcptable.OpenNetlink].
//
// On Linux, Auto reads small tables over netlink, or out of the proc filesystem where that cannot
// be used, and opens package bpf once that pays: at the first read of a table whose owners would
// take longer to find than BPF takes to load, or after as many reads as would have. Where BPF pays
// and cannot be had, the other source goes on, and Report.Fallback says why. On other systems Auto
// is the only source there is.
//
// Auto opens package bpf for [tcptable.Table.OpenEnds], too: it alone tells who made a connection that
// is gone.
//
// With [tcptable.WithAllNetNS] it is the source of all network namespaces that the option asks for,
// whatever the kind: [AllNetNS] makes one for a kind.
//
// Any other kind is that source and no other: what it lacks is an error, here or of its first
// read, in which errors.Is finds [fs.ErrPermission] or [errors.ErrUnsupported].
func Open(kind Kind, opts ...tcptable.Option) (tcptable.Source, error) {
	if tcptable.SettingsOf(opts...).AllNetNS {
		return tcptable.OpenDefault(opts...)
	}
	return open(kind, opts...)
}

// AllNetNS is the option of [Open] for all network namespaces at once, of which each is read by a source
// of the given kind:
//
//	source, err := choose.Open(kind, choose.AllNetNS(kind))
//
// Owners are found by the walk through /proc, whatever the kind is, so that Auto never comes to open
// package bpf.
func AllNetNS(kind Kind) tcptable.Option {
	return tcptable.WithAllNetNS(func(opts ...tcptable.Option) (tcptable.Source, error) {
		source, err := Open(kind, opts...)
		return amongMany(source), err
	})
}
