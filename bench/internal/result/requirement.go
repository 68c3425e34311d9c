package result

import "fmt"

// Requirement is something that must be so in a run, at one size.
type Requirement struct {
	Work    string
	Against string
	Rows    int
	Bound   Bound

	// Measure returns the number that is bounded. It returns false where something did not take part.
	Measure func(*Run) (Measured, bool)
}

// Bound is what a number must keep.
type Bound struct {
	Limit float64
	Most  bool   // the number is at most Limit; else at least
	Unit  string // " ×" for a ratio
}

// Measured is a number, and whether the true one is known to be larger, because a contestant was stopped.
type Measured struct {
	Value  float64
	Beyond bool
}

// Keeps reports whether the number is within the bound.
func (b Bound) Keeps(m Measured) bool {
	if b.Most {
		return m.Value <= b.Limit && !m.Beyond
	}
	return m.Value >= b.Limit
}

func (b Bound) String() string {
	sign := "≥"
	if b.Most {
		sign = "≤"
	}
	return fmt.Sprintf("%s %g%s", sign, b.Limit, b.Unit)
}

const (
	middle = 100_000
	large  = 1_000_000
)

// Requirements are what tcptable promises.
func Requirements() []Requirement {
	const (
		ownersBPF     = "rows with owners, library, BPF, table already open"
		ownersNetlink = "rows with owners, library, netlink"
		rowsNetlink   = "rows without owners, library, netlink"
		printRows     = "the program, text to /dev/null, no owners"
		printOwners   = "the program, text, with owners, start-up included"
		printPort     = "the program, text of one port, no owners"
		printPortOwn  = "the program, text of one port, with owners"
		perRow        = "cost per row at 1,000,000 over cost per row at 10,000"
		allocations   = "allocations of one Append into a reused slice"
	)
	return []Requirement{
		faster(ownersBPF, "bpf-owners", "`ss -tanHp6`", "ss-owners", middle, 30),
		faster(ownersBPF, "bpf-owners", "`ss -tanHp6`", "ss-owners", large, 150),
		faster(ownersBPF, "bpf-owners", "gopsutil Connections", "gopsutil", middle, 30),
		faster(ownersNetlink, "netlink-owners", "`ss -tanHp6`", "ss-owners", middle, 10),
		faster(rowsNetlink, "netlink", "vishvananda SocketDiagTCP", "vishvananda", middle, 1.7),
		faster(rowsNetlink, "netlink", "procfs NetTCP6", "procfs", middle, 3),
		faster(printRows, "tcptable-rows", "`cat /proc/net/tcp6`", "cat", middle, 1),
		faster(printRows, "tcptable-rows", "`cat /proc/net/tcp6`", "cat", large, 1),
		faster(printRows, "tcptable-rows", "`ss -tanH6`", "ss", middle, 3),
		faster(printRows, "tcptable-rows", "`ss -tanH6`", "ss", large, 2),
		faster(printOwners, "tcptable-owners", "`ss -tanHp6`", "ss-owners", middle, 12),
		faster(printOwners, "tcptable-owners", "`ss -tanHp6`", "ss-owners", large, 100),
		faster(printPort, "tcptable-port", "itself, all rows", "tcptable-rows", middle, 5),
		faster(printPort, "tcptable-port", "`ss -tanH6 sport = … or dport = …`", "ss-port", middle, 1),
		faster("the program, text of one remote port, no owners", "tcptable-port-remote", "`ss -tanH6 dport = …`", "ss-port-remote", middle, 1),
		faster(printPort+", of both families", "tcptable-port-both", "`ss -tanH sport = … or dport = …`", "ss-port-both", middle, 1),
		faster(printPortOwn, "tcptable-port-owners", "itself, all rows", "tcptable-owners", middle, 5),
		faster(printPortOwn, "tcptable-port-owners", "`ss -tanHp6 sport = … or dport = …`", "ss-port-owners", middle, 1),
		{"the program on an idle machine, its time over that of", "`ss -tanHp6`", 0, Bound{1.5, true, " ×"}, func(r *Run) (Measured, bool) {
			return ratio(r, "tcptable-owners", "ss-owners", 0)
		}},
		growth(perRow+", library, BPF, no owners", "bpf"),
		growth(perRow+", library, BPF, owners", "bpf-owners"),
		growth(perRow+", library, netlink, no owners", "netlink"),
		growth(perRow+", library, netlink, owners", "netlink-owners"),
		fewAllocations(allocations+", BPF, owners", "bpf-owners", middle),
		fewAllocations(allocations+", BPF, owners", "bpf-owners", large),
		fewAllocations(allocations+", netlink, owners", "netlink-owners", middle),
		fewAllocations(allocations+", netlink, owners", "netlink-owners", large),
		fewAllocations(allocations+", netlink, no owners", "netlink", middle),
		fewAllocations(allocations+", netlink, no owners", "netlink", large),
	}
}

// faster demands that a peer takes factor times as long as we.
func faster(work, ours, against, peer string, rows int, factor float64) Requirement {
	return Requirement{work, against, rows, Bound{factor, false, " ×"}, func(r *Run) (Measured, bool) {
		return ratio(r, peer, ours, rows)
	}}
}

// ratio returns how often the second contestant's time goes into the first one's.
func ratio(r *Run, first, second string, rows int) (Measured, bool) {
	a, haveA := r.Median(first, rows)
	b, haveB := r.Median(second, rows)
	if !haveA || !haveB || b.Cut || b.Wall == 0 {
		return Measured{}, false
	}
	return Measured{float64(a.Wall) / float64(b.Wall), a.Cut}, true
}

func growth(work, ours string) Requirement {
	const few = 10_000
	return Requirement{work, "itself", large, Bound{1.5, true, " ×"}, func(r *Run) (Measured, bool) {
		a, haveA := r.Median(ours, few)
		b, haveB := r.Median(ours, large)
		if !haveA || !haveB {
			return Measured{}, false
		}
		return Measured{float64(b.Wall) / large / (float64(a.Wall) / few), b.Cut}, true
	}}
}

func fewAllocations(work, ours string, rows int) Requirement {
	return Requirement{work, "", rows, Bound{100, true, ""}, func(r *Run) (Measured, bool) {
		s, ok := r.Median(ours, rows)
		return Measured{Value: float64(s.Allocs)}, ok && !s.Cut
	}}
}
