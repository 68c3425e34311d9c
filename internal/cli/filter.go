package cli

import (
	"errors"
	"slices"
	"strings"

	"github.com/tcptable/tcptable"
)

// parseWords reads the filter that the words of the command line are together, as ss does.
func (s *selection) parseWords(words []string) (tcptable.Filter, error) {
	if len(words) == 0 {
		return tcptable.Filter{}, nil
	}
	opts, err := s.place()
	if err != nil {
		return tcptable.Filter{}, err
	}
	filter, err := tcptable.ParseFilter(strings.Join(words, " "), opts...)
	var wrong *tcptable.FilterError
	if errors.As(err, &wrong) {
		return filter, &usageError{text: wrong.Error(), at: wrong.Caret()}
	}
	return filter, err
}

// where is what the kernel can decide of --port and --address.
func (s *selection) where() tcptable.Filter {
	var ports, addresses []tcptable.Filter
	for _, port := range s.ports.values {
		ports = append(ports, tcptable.Port(port))
	}
	for _, m := range s.addresses.values {
		addresses = append(addresses, m.where())
	}
	return tcptable.And(anyOf(ports), anyOf(addresses))
}

// anyOf is tcptable.Or, but for no filters every row.
func anyOf(filters []tcptable.Filter) tcptable.Filter {
	if len(filters) == 0 {
		return tcptable.Filter{}
	}
	return tcptable.Or(filters...)
}

// filter keeps the rows that --pid and the zones of --address ask for, and counts those whose owner
// the caller may not see. The count leaves --pid aside, because it would drop just those rows.
func (s *selection) filter(snap *tcptable.Snapshot) (conns []tcptable.Conn, denied int) {
	conns = slices.DeleteFunc(snap.Conns, func(c tcptable.Conn) bool {
		if !s.wantsZone(&c) {
			return true
		}
		if c.Owner == tcptable.OwnerDenied {
			denied++
		}
		return !s.wantsPID(snap, &c)
	})
	return conns, denied
}

// wantsZone looks at the addresses once more, with their zones, which are no matter of the kernel's.
func (s *selection) wantsZone(c *tcptable.Conn) bool {
	return len(s.addresses.values) == 0 ||
		slices.ContainsFunc(s.addresses.values, func(m addressMatch) bool { return m.matches(c) })
}

func (s *selection) asksForZones() bool {
	return slices.ContainsFunc(s.addresses.values, func(m addressMatch) bool { return m.zone != "" })
}

func (s *selection) wantsPID(snap *tcptable.Snapshot, c *tcptable.Conn) bool {
	return len(s.pids.values) == 0 || slices.Contains(s.pids.values, c.PID) ||
		slices.ContainsFunc(snap.HoldersOf(c.Inode), func(h tcptable.Holder) bool {
			return slices.Contains(s.pids.values, h.PID)
		})
}
