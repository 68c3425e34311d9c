package tcptable

import (
	"cmp"
	"context"
	"errors"
	"path/filepath"
	"slices"

	"github.com/tcptable/tcptable/internal/procfs"
)

// namedAt are the folders where ip-netns(8) keeps namespaces: one, by two paths.
var namedAt = [...]string{"/run/netns", "/var/run/netns"}

// maxWays is how many processes of a namespace are remembered: should the first end before somebody
// gets to the namespace by way of it, there are others.
const maxWays = 8

// membership is a namespace as it comes out of the list of processes.
type membership struct {
	Namespace
	members []procfs.Member // those that started first, in this order
}

// findNamespaces looks for namespaces. With an error, those that were found until then are returned.
func findNamespaces(ctx context.Context, procRoot string) (found []Namespace, unseen int, err error) {
	procRoot = cmp.Or(procRoot, defaultProcRoot)
	walker, err := procfs.NewWalker(procRoot)
	if err != nil {
		return nil, 0, err
	}
	list, err := listNamespaces(ctx, walker, procRoot)
	for i := range list.all {
		found = append(found, list.all[i].Namespace)
	}
	return found, list.unseen, errors.Join(err, walker.Close())
}

// namespaceList is the namespaces in ascending order of ID.
type namespaceList struct {
	all    []membership
	unseen int  // processes that may not be looked at
	hidden bool // processes of others are not even listed
}

func listNamespaces(ctx context.Context, walker *procfs.Walker, procRoot string) (namespaceList, error) {
	members, err := walker.Members(ctx)
	if err != nil {
		return namespaceList{}, err
	}
	byID := make(map[uint64]*membership)
	for i := range members.Members {
		in(byID, members.Members[i].NetNS).add(&members.Members[i])
	}
	mounts, err := procfs.ReadNetNSMounts(procRoot)
	for _, m := range mounts {
		in(byID, m.NetNS).mountedAt(m.Path)
	}
	list := namespaceList{unseen: members.Denied, hidden: members.Hidden}
	for _, n := range byID {
		n.describe(procRoot)
		list.all = append(list.all, *n)
	}
	slices.SortFunc(list.all, func(a, b membership) int { return cmp.Compare(a.ID, b.ID) })
	return list, err
}

func in(byID map[uint64]*membership, id uint64) *membership {
	n, ok := byID[id]
	if !ok {
		n = &membership{Namespace: Namespace{ID: id}}
		byID[id] = n
	}
	return n
}

// add counts a process, and remembers it if it is one of the first.
func (n *membership) add(m *procfs.Member) {
	n.Processes++
	at, _ := slices.BinarySearchFunc(n.members, m, func(a procfs.Member, b *procfs.Member) int {
		return compareAge(&a.Process, &b.Process)
	})
	if at < maxWays {
		n.members = slices.Insert(n.members, at, *m)
		n.members = n.members[:min(len(n.members), maxWays)]
	}
}

func (n *membership) mountedAt(path string) {
	if slices.Contains(n.Paths, path) {
		return // one mount over the other
	}
	n.Paths = append(n.Paths, path)
	if slices.Contains(namedAt[:], filepath.Dir(path)) {
		if name := filepath.Base(path); !slices.Contains(n.Names, name) {
			n.Names = append(n.Names, name)
		}
	}
}

// describe says who lives there. Of a process that has ended since nothing is known but its name.
func (n *membership) describe(procRoot string) {
	for i := range n.members {
		m := &n.members[i]
		if i == 0 {
			n.Process = Process{PID: m.PID, Name: m.Name(), Start: m.Start}
		}
		if i > 0 && (n.Container.Pod == "" || n.Container.Name != "") {
			return
		}
		c, err := procfs.ReadContainer(procRoot, m.PID, m.Start)
		switch {
		case err != nil:
		case i == 0:
			n.Container = Container(c)
		case c.Pod == n.Container.Pod:
			n.Container.Name = c.Name
		}
	}
}
