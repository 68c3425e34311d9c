package contest

import (
	"context"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/bench/internal/result"
	"github.com/tcptable/tcptable/bpf"
)

// ourLibrary returns the library with each of its sources. Its table is open and its slice is long
// enough before a call is measured.
func ourLibrary() []Contestant {
	var all []Contestant
	for _, source := range []struct {
		name, title string
		open        func(...tcptable.Option) (tcptable.Source, error)
	}{
		{"bpf", "BPF iterators", bpf.Open},
		{"netlink", "netlink", tcptable.OpenNetlink},
	} {
		add := func(suffix string, work result.Work, what string, open func(*tcptable.Table) func() (int, error)) {
			all = append(all, Contestant{
				Contestant: result.Contestant{
					Name: source.name + suffix, Work: work, Ours: true, Charted: suffix == "" || suffix == "-owners",
					What: "tcptable, " + source.title + ": " + what,
				},
				open: func() (*opened, error) {
					s, err := source.open()
					if err != nil {
						return nil, err
					}
					table, err := tcptable.Open(tcptable.WithSource(s))
					if err != nil {
						return nil, err
					}
					return &opened{open(table), table.Close}, nil
				},
			})
		}
		add("", result.Rows, "Append", appendTo(tcptable.Query{}))
		add("-sorted", result.Rows, "Append, sorted", appendTo(tcptable.Query{Sorted: true}))
		add("-owners", result.Owners, "Append", appendTo(tcptable.Query{Owners: tcptable.OwnersPID}))
		add("-owners-sorted", result.Owners, "Append, sorted", appendTo(tcptable.Query{Owners: tcptable.OwnersPID, Sorted: true}))
		add("-owners-names", result.Owners, "Snapshot with the names of the owners", snapshot(tcptable.Query{Owners: tcptable.OwnersProcess}))
	}
	return all
}

// appendTo reads into a slice that is kept from one call to the next.
func appendTo(q tcptable.Query) func(*tcptable.Table) func() (int, error) {
	q.Family = tcptable.IPv6
	return func(table *tcptable.Table) func() (int, error) {
		var conns []tcptable.Conn
		return func() (n int, err error) {
			conns, err = table.Append(context.Background(), conns[:0], q)
			return len(conns), err
		}
	}
}

func snapshot(q tcptable.Query) func(*tcptable.Table) func() (int, error) {
	q.Family = tcptable.IPv6
	return func(table *tcptable.Table) func() (int, error) {
		return func() (int, error) {
			s, err := table.Snapshot(context.Background(), q)
			return len(s.Conns), err
		}
	}
}

// ourProgram returns the program with the flags that people know from ss.
func ourProgram() []Contestant {
	c := func(name string, work result.Work, flag string, args ...string) Contestant {
		args = append([]string{program}, args...)
		described := named(name, work, args)
		described.Ours, described.Charted = true, name == "tcptable-rows" || name == "tcptable-owners"
		return Contestant{Contestant: described, args: args, flag: flag}
	}
	return []Contestant{
		c("tcptable-rows", result.PrintRows, "--no-owners", "-tanH6", "--no-owners"),
		c("tcptable-rows-netlink", result.PrintRows, "--source", "-tanH6", "--no-owners", "--source", "netlink"),
		c("tcptable-rows-bpf", result.PrintRows, "--source", "-tanH6", "--no-owners", "--source", "bpf"),
		c("tcptable-rows-proc", result.PrintRows, "--source", "-tanH6", "--no-owners", "--source", "proc"),
		c("tcptable-owners", result.PrintOwners, "", "-tanH6"),
		c("tcptable-owners-netlink", result.PrintOwners, "--source", "-tanH6", "--source", "netlink"),
		c("tcptable-owners-bpf", result.PrintOwners, "--source", "-tanH6", "--source", "bpf"),
		c("tcptable-port", result.PrintOnePort, "--no-owners", "-tanH6", "--no-owners", "--port", port),
		c("tcptable-port-remote", result.PrintOnePort, "--no-owners", "-tanH6", "--no-owners", "dport", "=", ":"+port),
		c("tcptable-port-both", result.PrintOnePort, "--no-owners", "-tanH", "--no-owners", "--port", port),
		c("tcptable-port-owners", result.PrintOnePortOwners, "", "-tanH6", "--port", port),
	}
}
