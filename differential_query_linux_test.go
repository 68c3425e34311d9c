package tcptable_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/sockfarm"
)

func TestNetlinkQueries(t *testing.T) { queries(t, openNetlink) }
func TestProcQueries(t *testing.T)    { queries(t, openProc) }

// queries makes sure that what is asked for by family and state is that part of the farm, in
// every combination. An orphan in FIN_WAIT2 is a trap here: the kernel keeps it with TIME_WAIT.
func queries(t *testing.T, open opener) {
	sockfarm.Enter(t)
	wants := sockfarm.New(t).Wants()
	table := mustOpen(t, open)
	for _, family := range []tcptable.Family{0, tcptable.IPv4, tcptable.IPv6} {
		for state := range tcptable.AllStates.All() {
			q := tcptable.Query{Family: family, States: tcptable.States(state), Owners: tcptable.OwnersAll}
			part := slices.DeleteFunc(slices.Clone(wants), func(w sockfarm.Want) bool {
				return w.State != state || !q.Wants(w.Family)
			})
			if family == tcptable.IPv6 && len(part) == 0 {
				continue // a machine without IPv6
			}
			snap := mustSnapshot(t, table, q)
			diffFacts(t, wantFacts(part, &snap.Report), connFacts(snap))
		}
	}
}

func TestNetlinkWaysToRead(t *testing.T) { waysToRead(t, openNetlink) }
func TestProcWaysToRead(t *testing.T)    { waysToRead(t, openProc) }

// waysToRead makes sure that Snapshot, Append and All tell the same.
func waysToRead(t *testing.T, open opener) {
	sockfarm.Enter(t)
	sockfarm.New(t)
	table := mustOpen(t, open)
	ctx := context.Background()
	undisturbed(t, func() {
		snap := mustSnapshot(t, table, tcptable.Query{}).Conns
		appended, err := table.Append(ctx, make([]tcptable.Conn, 1), tcptable.Query{})
		if err != nil {
			t.Fatal(err)
		}
		var streamed []tcptable.Conn
		for c, err := range table.All(ctx, tcptable.Query{}) {
			if err != nil {
				t.Fatal(err)
			}
			streamed = append(streamed, c)
		}
		// The queues may move between two reads; undisturbed compares them elsewhere.
		diff(t, "Snapshot", withoutQueues(snap), "Append", withoutQueues(appended[1:]))
		diff(t, "Snapshot", withoutQueues(snap), "All", withoutQueues(streamed))
	})
}

func withoutQueues(conns []tcptable.Conn) []tcptable.Conn {
	conns = slices.Clone(conns)
	for i := range conns {
		conns[i].RecvQ, conns[i].SendQ = 0, 0
	}
	return conns
}

func TestNetlinkOrder(t *testing.T) { order(t, openNetlink) }
func TestProcOrder(t *testing.T)    { order(t, openProc) }

// order compares the order of the library with that of texts that are made to sort like it.
func order(t *testing.T, open opener) {
	sockfarm.Enter(t)
	sockfarm.New(t)
	snap := mustSnapshot(t, mustOpen(t, open), tcptable.Query{Sorted: true})
	var keys []string
	for _, c := range snap.Conns {
		keys = append(keys, sortKey(c))
	}
	sorted := slices.Clone(keys)
	insertionSort(sorted)
	for i := range keys {
		if keys[i] != sorted[i] {
			t.Fatalf("row %d is\n%s, want\n%s", i, keys[i], sorted[i])
		}
	}
}

func sortKey(c tcptable.Conn) string {
	endpoint := func(raw [16]byte, bits int, scope uint32, port uint16) string {
		return fmt.Sprintf("%03d %x %010d %05d", bits, raw, scope, port)
	}
	local, remote := c.Local.Addr(), c.Remote.Addr()
	return fmt.Sprintf("%s | %s | %020d %020d %020d",
		endpoint(local.As16(), local.BitLen(), c.LocalScope, c.Local.Port()),
		endpoint(remote.As16(), remote.BitLen(), c.RemoteScope, c.Remote.Port()),
		c.NetNS, c.Inode, c.Cookie)
}

func insertionSort(keys []string) {
	for i := range keys {
		for j := i; j > 0 && keys[j] < keys[j-1]; j-- {
			keys[j], keys[j-1] = keys[j-1], keys[j]
		}
	}
}

func TestNetlinkFromOutside(t *testing.T) {
	fromOutside(t, func(opts ...tcptable.Option) (tcptable.Source, error) { return tcptable.OpenNetlink(opts...) })
}

func TestProcFromOutside(t *testing.T) {
	fromOutside(t, func(opts ...tcptable.Option) (tcptable.Source, error) { return tcptable.OpenProc(opts...) })
}

// fromOutside reads the farm's namespace from a goroutine that is in another one.
func fromOutside(t *testing.T, open func(...tcptable.Option) (tcptable.Source, error)) {
	sockfarm.Enter(t)
	wants := slices.DeleteFunc(sockfarm.New(t).Wants(), isClosed)
	path := fmt.Sprintf("/proc/%d/task/%d/ns/net", unix.Getpid(), unix.Gettid())
	type result struct {
		snap *tcptable.Snapshot
		err  error
	}
	results := make(chan result)
	go func() {
		snap, err := snapshotOf(openSource(open(tcptable.WithNetNS(path))))
		results <- result{snap, err}
	}()
	r := <-results
	if r.err != nil {
		t.Fatal(r.err)
	}
	diffFacts(t, wantFacts(wants, &r.snap.Report), connFacts(r.snap))
	checkNamespace(t, r.snap)
}

func snapshotOf(table *tcptable.Table, err error) (*tcptable.Snapshot, error) {
	if err != nil {
		return nil, err
	}
	snap, err := table.Snapshot(context.Background(), tcptable.Query{Owners: tcptable.OwnersAll})
	if closeErr := table.Close(); err == nil {
		err = closeErr
	}
	return snap, err
}
