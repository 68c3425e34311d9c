package tui

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/tcptable/tcptable"
)

// describeFacts shows what is known of the process beside its program.
func (m *model) describeFacts(s *sheet, f *tcptable.ProcessFacts) {
	optional := func(label, value string) {
		if value != "" {
			s.add(label, value)
		}
	}
	if !isLong(f) {
		optional("command line", commandLine(f))
	}
	if !f.Started.IsZero() {
		s.addf("started", "%s, %s ago", f.Started.Format(time.DateTime), ageText(m.now().Sub(f.Started)))
	}
	if f.Parent != 0 {
		s.addf("parent", "%d", f.Parent)
	}
	if f.HasUID {
		s.add("runs as", m.userName(f.UID))
	}
	optional("unit", f.Unit)
	optional("container", containerName(&f.Container))
	optional("pod", f.Container.Pod)
	optional("cgroup", f.Cgroup)
	if f.NetNS != 0 && f.NetNS != m.detail.conn.NetNS {
		s.addf("netns", "%d", f.NetNS)
	}
}

func commandLine(f *tcptable.ProcessFacts) string { return strings.Join(f.CommandLine, " ") }

// isLong reports whether the command line is so long that it comes last.
func isLong(f *tcptable.ProcessFacts) bool {
	const short = 160
	return len(commandLine(f)) > short
}

func (m *model) userName(uid uint32) string {
	if name, known := m.look.users[uid]; known && !m.settings.numeric {
		return name
	}
	return strconv.FormatUint(uint64(uid), 10)
}

// containerName is what people may know a container by. Empty: there is none. It may be anything.
func containerName(c *tcptable.Container) string {
	name := c.Name
	if name == "" {
		name = c.ID[:min(len(c.ID), 12)]
	}
	if name == "" {
		name = c.Pod
	}
	if c.Runtime != "" && name != "" {
		name = c.Runtime + " " + name
	}
	return name
}

// namespaceName is what people may know a network namespace by. It may be anything.
func namespaceName(n *tcptable.Namespace) string {
	switch {
	case len(n.Names) > 0:
		return n.Names[0]
	case n.Container != tcptable.Container{}:
		return containerName(&n.Container)
	case n.Process.Name != "":
		return "of " + strconv.FormatUint(uint64(n.Process.PID), 10) + "/" + n.Process.Name
	}
	return strconv.FormatUint(n.ID, 10)
}

// netns returns the name of the network namespace of a row.
func (l *look) netns(c *tcptable.Conn) string {
	if n, known := l.snap.Namespace(c.NetNS); known {
		return namespaceName(&n)
	}
	return strconv.FormatUint(c.NetNS, 10)
}

// findContainers finds out in which containers the processes of the table are, if that is asked for.
// Of a process it is found out once.
func (w *watcher) findContainers(ctx context.Context, l *look) {
	if !l.asked.containers {
		return
	}
	known := make(map[tcptable.Process]string, len(l.snap.Processes))
	l.containers = make(map[uint32]string, len(l.snap.Processes))
	for _, p := range l.snap.Processes {
		name, met := w.containers[p]
		if !met {
			facts, _ := w.options.Table.ProcessFacts(ctx, p) // without it, it is in none that we know
			name = containerName(&facts.Container)
		}
		known[p] = name
		l.containers[p.PID] = name
	}
	w.containers = known
}
