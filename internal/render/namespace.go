package render

import (
	"cmp"
	"strconv"

	"github.com/tcptable/tcptable"
)

// Namespace is a network namespace with a name for people, which no other of its table has. The name
// may hold anything. Empty: nothing is known of the namespace but its number.
type Namespace struct {
	*tcptable.Namespace
	Name string
}

// NameNamespaces gives each namespace a name of its own: two containers can be called the same, and
// are not to be counted as one.
func NameNamespaces(found []tcptable.Namespace) []Namespace {
	named := make([]Namespace, len(found))
	uses := make(map[string]int, len(found))
	for i := range found {
		named[i] = Namespace{&found[i], namespaceName(&found[i])}
		uses[named[i].Name]++
	}
	for i := range named {
		if n := &named[i]; n.Name != "" && uses[n.Name] > 1 {
			n.Name += " (" + strconv.FormatUint(n.ID, 10) + ")"
		}
	}
	return named
}

// namespaceName is the name in /run/netns, the container that lives there, the first process, or where
// the namespace is mounted.
func namespaceName(n *tcptable.Namespace) string {
	container := cmp.Or(n.Container.Name, shortID(n.Container.ID), n.Container.Pod)
	switch {
	case len(n.Names) > 0:
		return n.Names[0]
	case container != "":
		return container
	case n.Process.PID != 0:
		return strconv.FormatUint(uint64(n.Process.PID), 10) + "/" + n.Process.Name
	case len(n.Paths) > 0:
		return n.Paths[0]
	}
	return ""
}

func writeNamespaces(w *jsonWriter, namespaces []Namespace) {
	w.begin('[')
	for i := range namespaces {
		n := &namespaces[i]
		w.line()
		w.begin('{')
		w.key("id")
		w.uint(n.ID)
		w.key("name")
		w.text(n.Name)
		w.key("names")
		w.texts(n.Names)
		w.key("paths")
		w.texts(n.Paths)
		w.key("pid")
		w.uint(uint64(n.Process.PID))
		w.key("process")
		w.text(n.Process.Name)
		w.count("processes", n.Processes)
		w.key("container")
		writeContainer(w, &n.Container)
		w.key("denied")
		w.bool(n.Denied)
		w.end('}')
	}
	w.end(']')
}

func writeContainer(w *jsonWriter, c *tcptable.Container) {
	if *c == (tcptable.Container{}) {
		w.null()
		return
	}
	w.begin('{')
	for _, field := range []struct{ name, text string }{{"id", c.ID}, {"name", c.Name}, {"runtime", c.Runtime}, {"pod", c.Pod}} {
		w.key(field.name)
		w.text(field.text)
	}
	w.end('}')
}
