package choose

import (
	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/bpf"
)

// Kinds returns what can be asked for on this system, Auto first.
func Kinds() []Kind { return []Kind{Auto, Netlink, BPF, Proc} }

func open(kind Kind, opts ...tcptable.Option) (tcptable.Source, error) {
	switch kind {
	case Netlink:
		return tcptable.OpenNetlink(opts...)
	case BPF:
		return bpf.Open(opts...)
	case Proc:
		return tcptable.OpenProc(opts...)
	}
	return openAuto(opts...)
}
