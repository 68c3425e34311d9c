package cli

import (
	"context"
	"strconv"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/render"
)

// netNS is a network namespace, with a name that no other has.
type netNS struct {
	name  string
	facts *tcptable.Namespace
}

// findNamespaces finds out about the namespaces of the rows. What the caller may not see is left out:
// its rows have a number and no name.
func (g *gatherer) findNamespaces(ctx context.Context) {
	found := g.snap.Namespaces
	if len(found) == 0 {
		found, _ = g.namespaces(ctx) // those that it returns, and none on other systems
	}
	g.netns = nameNamespaces(found)
}

// nameNamespaces gives each namespace a name of its own: two containers can be called the same, and
// are not to be counted as one.
func nameNamespaces(found []tcptable.Namespace) map[uint64]netNS {
	uses := make(map[string]int)
	for i := range found {
		uses[render.NamespaceName(&found[i])]++
	}
	named := make(map[uint64]netNS, len(found))
	for i := range found {
		name := render.NamespaceName(&found[i])
		if name != "" && uses[name] > 1 {
			name += " (" + strconv.FormatUint(found[i].ID, 10) + ")"
		}
		named[found[i].ID] = netNS{name, &found[i]}
	}
	return named
}
