package choose

import (
	"fmt"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/bpf"
)

// Kinds returns what can be asked for on this system, Auto first.
func Kinds() []Kind { return []Kind{Auto, Netlink, BPF, Proc} }

func open(kind Kind, opts ...tcptable.Option) (tcptable.Source, error) {
	switch kind {
	case Netlink:
		source, err := tcptable.OpenNetlink(opts...)
		return named(kind, source, err)
	case BPF:
		return bpf.Open(opts...) // its errors name it
	case Proc:
		source, err := tcptable.OpenProc(opts...)
		return named(kind, source, err)
	}
	return openAuto(opts...)
}

// named puts the name of the source before an error of it.
func named(kind Kind, source tcptable.Source, err error) (tcptable.Source, error) {
	if err != nil {
		return nil, fmt.Errorf("%s: %w", kind, err)
	}
	return source, nil
}

// amongMany tells a source that it is one of those of all network namespaces.
func amongMany(source tcptable.Source) tcptable.Source {
	if a, ok := source.(*auto); ok {
		a.amongMany = true
	}
	return source
}
