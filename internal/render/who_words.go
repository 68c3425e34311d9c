package render

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/tcptable/tcptable"
)

// subject is who listens.
func (l *Listener) subject() string {
	name := safe(l.Row.Process)
	switch {
	case l.Row.Conn.PID == 0:
		return "A process that is not known"
	case name == "":
		return "Process " + strconv.FormatUint(uint64(l.Row.Conn.PID), 10)
	}
	return name + ", process " + strconv.FormatUint(uint64(l.Row.Conn.PID), 10) + ","
}

// whoAddress is an address that a listener has, once or several times.
type whoAddress struct {
	text string
	conn *tcptable.Conn
}

// addresses are those of all its sockets. Of sockets that share one there is one line.
func (l *Listener) addresses() []whoAddress {
	var all []whoAddress
	counts := make(map[string]int)
	for i := range l.Sockets {
		c := l.Sockets[i].Conn
		text := endpoint(c, false)
		if counts[text]++; counts[text] == 1 {
			all = append(all, whoAddress{text, c})
		}
	}
	for i := range all {
		if n := counts[all[i].text]; n > 1 {
			all[i].text += " (" + strconv.Itoa(n) + " sockets)"
		}
	}
	return all
}

// queue says how many connections wait to be accepted, and how many may.
func (l *Listener) queue(missing tcptable.Fields) string {
	if missing&tcptable.FieldQueues != 0 {
		return ""
	}
	var waiting, room uint64
	for i := range l.Sockets {
		waiting += uint64(l.Sockets[i].Conn.RecvQ)
		room += uint64(l.Sockets[i].Conn.SendQ)
	}
	text := strconv.FormatUint(waiting, 10)
	if missing&tcptable.FieldListenSendQ == 0 {
		text += " of at most " + strconv.FormatUint(room, 10)
	}
	return text + " to be accepted"
}

// users are whom the process runs as, and who made the socket if that is somebody else.
func (l *Listener) users() string {
	m := l.Row.more()
	runs, made := safe(m.RunsAs), safe(l.Row.User)
	switch {
	case runs == "":
		return made
	case made != "" && made != runs:
		return runs + ", the socket was made by " + made
	}
	return runs
}

// others are the processes that hold a socket beside its owner.
func (l *Listener) others() string {
	const most = 5
	seen := map[uint32]bool{l.Row.Conn.PID: true}
	var names []string
	for i := range l.Sockets {
		for _, p := range l.Sockets[i].Holders {
			if !seen[p.PID] {
				seen[p.PID] = true
				names = append(names, string(appendProcess(nil, p.PID, p.Name)))
			}
		}
	}
	switch n := len(names); {
	case n == 0:
		return ""
	case n > most:
		return strings.Join(names[:most], ", ") + " and " + strconv.Itoa(n-most) + " more, too"
	}
	return strings.Join(names, ", ") + ", too"
}

func parentsText(parents []tcptable.Process) string {
	var names []string
	for _, p := range parents {
		names = append(names, string(appendProcess(nil, p.PID, p.Name)))
	}
	return strings.Join(names, ", by ")
}

func containerText(c *tcptable.Container) string {
	id := containerID(c)
	if id == "" && c.Pod == "" {
		return ""
	}
	words := []string{safe(cmp.Or(c.Name, shortID(id)))}
	if c.Name != "" && id != "" && id != c.Name {
		words = append(words, safe(shortID(id)))
	}
	if c.Runtime != "" {
		words = append(words, "of "+safe(c.Runtime))
	}
	if c.Pod != "" {
		words = append(words, "in pod "+safe(c.Pod))
	}
	return strings.TrimSpace(strings.Join(words, " "))
}

// useText says how many connections there are, and whose.
func useText(begin string, u *Use) string {
	return begin + plural(u.Rows, "connection") + withText(u) + "; " + byText(u) + "."
}

// withText says with how many hosts the connections are, and in which states.
func withText(u *Use) string {
	var states []string
	for _, s := range u.states() {
		states = append(states, strconv.Itoa(u.States[s])+" "+s.String())
	}
	return " with " + plural(u.Hosts, "host") + ": " + strings.Join(states, ", ")
}

// states are those that there are, that with most connections first.
func (u *Use) states() []tcptable.State {
	var states []tcptable.State
	for s := range u.States {
		states = append(states, s)
	}
	slices.SortFunc(states, func(a, b tcptable.State) int {
		return cmp.Or(cmp.Compare(u.States[b], u.States[a]), cmp.Compare(a, b))
	})
	return states
}

// byText says who has the connections.
func byText(u *Use) string {
	const most = 5
	var users []string
	for i := range u.By {
		if i == most {
			users = append(users, "the rest by others")
			break
		}
		users = append(users, strconv.Itoa(u.By[i].Rows)+u.By[i].text())
	}
	return strings.Join(users, ", ")
}

func (u *User) text() string {
	owner := ownerOf(u.Conn, u.Process)
	reason, unknown := strings.CutPrefix(owner, "-")
	switch {
	case !unknown:
		return " by " + owner
	case reason == "":
		return " of an unknown owner"
	}
	return " of an unknown owner (" + strings.TrimSpace(reason) + ")"
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}
