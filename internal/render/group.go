package render

import (
	"cmp"
	"io"
	"iter"
	"net/netip"
	"slices"
	"strconv"
	"time"

	"github.com/tcptable/tcptable"
)

// Groups counts rows by what they have in a column, and keeps nothing else of them.
type Groups struct {
	by     Column
	groups map[groupKey]*group
}

// groupKey is a value that can be compared.
type groupKey struct {
	known    bool
	owner    tcptable.OwnerStatus // why there is no value, in columns about the owner
	number   uint64
	text     string
	endpoint netip.AddrPort
	time     time.Time
}

type group struct {
	value  value
	owner  tcptable.OwnerStatus
	count  int
	states [tcptable.StateDeleteTCB + 1]int
}

// NewGroups returns groups by a column, without any rows.
func NewGroups(by Column) *Groups {
	return &Groups{by: by, groups: make(map[groupKey]*group)}
}

// Add counts a row.
func (g *Groups) Add(r *Row) {
	v := g.by.of(r)
	key := g.key(r, &v)
	one, ok := g.groups[key]
	if !ok {
		v.known = key.known
		v.endpoint = key.endpoint
		v.processes = slices.Clone(v.processes) // they are those of one row only
		one = &group{value: v, owner: key.owner}
		g.groups[key] = one
	}
	one.count++
	one.states[min(r.Conn.State, tcptable.StateDeleteTCB)]++
}

func (g *Groups) key(r *Row, v *value) groupKey {
	if g.by.Needs&NeedOwners != 0 && r.Conn.PID == 0 && g.by.Name != "owner" && g.by.Name != "why" {
		return groupKey{owner: r.Conn.Owner}
	}
	if !v.known || g.by.Kind == KindText && v.text == "" {
		return groupKey{}
	}
	key := groupKey{known: true, number: v.number, text: v.text, endpoint: v.endpoint, time: v.time}
	switch g.by.Kind {
	case KindAddr:
		key.endpoint = netip.AddrPortFrom(v.endpoint.Addr().WithZone(""), 0)
	case KindWords:
		key.text = commandLine(v.words)
	case KindProcesses:
		key.text = string(appendHolders(nil, v.processes))
	}
	return key
}

// Len returns how many groups there are.
func (g *Groups) Len() int { return len(g.groups) }

// sorted returns the groups, the one with most rows first.
func (g *Groups) sorted() []*group {
	groups := make([]*group, 0, len(g.groups))
	for _, one := range g.groups {
		groups = append(groups, one)
	}
	slices.SortFunc(groups, func(a, b *group) int {
		switch {
		case a.count != b.count:
			return cmp.Compare(b.count, a.count)
		case a.value.known != b.value.known:
			return cmp.Compare(rank(a), rank(b))
		case !a.value.known:
			return cmp.Compare(a.owner, b.owner)
		}
		return compareValues(g.by.Kind, &a.value, &b.value)
	})
	return groups
}

// rank puts groups of rows without a value behind those with one.
func rank(one *group) int {
	if one.value.known {
		return 0
	}
	return 1
}

// statesOf yields the states of the group and how many rows are in each.
func (one *group) statesOf() iter.Seq2[tcptable.State, int] {
	return func(yield func(tcptable.State, int) bool) {
		for s, n := range one.states {
			if n > 0 && !yield(tcptable.State(s), n) {
				return
			}
		}
	}
}

// Text writes the groups as columns.
func (g *Groups) Text(w io.Writer, o TextOptions) error {
	groups := g.sorted()
	columns := []string{"COUNT", g.by.Title(), "STATES"}
	cells := make([][]string, 0, len(groups))
	for _, one := range groups {
		cells = append(cells, []string{strconv.Itoa(one.count), g.textKey(one), stateCounts(one)})
	}
	return writeCells(w, columns, cells, o)
}

func (g *Groups) textKey(one *group) string {
	if !one.value.known {
		if int(one.owner) < len(ownerReasons) && ownerReasons[one.owner] != "" {
			return ownerReasons[one.owner]
		}
		return "-"
	}
	return string(g.by.appendText(nil, &one.value))
}

func stateCounts(one *group) string {
	var dst []byte
	for s, n := range one.statesOf() {
		if len(dst) > 0 {
			dst = append(dst, ", "...)
		}
		dst = strconv.AppendInt(append(append(dst, s.String()...), ' '), int64(n), 10)
	}
	return string(dst)
}

// writeCells writes a small table whose first column is one of numbers.
func writeCells(w io.Writer, titles []string, rows [][]string, o TextOptions) error {
	widths := make([]int, len(titles))
	if o.Header {
		for i, title := range titles {
			widths[i] = len(title)
		}
	}
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], runes([]byte(cell)))
		}
	}
	var dst []byte
	if o.Header {
		dst = appendCells(dst, titles, widths, o.Color)
	}
	for _, row := range rows {
		dst = appendCells(dst, row, widths, false)
	}
	return writeAny(w, dst)
}

func appendCells(dst []byte, cells []string, widths []int, emphasis bool) []byte {
	if emphasis {
		dst = append(dst, bold...)
	}
	for i, cell := range cells {
		padding := widths[i] - runes([]byte(cell))
		if i == 0 {
			dst = append(appendSpaces(dst, padding), cell...)
			continue
		}
		dst = append(appendSpaces(dst, gap), cell...)
		if i < len(cells)-1 {
			dst = appendSpaces(dst, padding)
		}
	}
	if emphasis {
		dst = append(dst, resetColor...)
	}
	return append(dst, '\n')
}
