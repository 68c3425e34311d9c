package tui

import (
	"context"
	"net/netip"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
)

// How many names are asked for at once, how long an answer may take, and how many are kept.
const (
	mostQuestions = 8
	nameTimeout   = 5 * time.Second
	mostNames     = 10_000
)

// hostNames are the names of hosts. Only those of addresses on the screen are asked for, each once.
type hostNames struct {
	lookup func(ctx context.Context, addr netip.Addr) (string, error)
	known  map[netip.Addr]string // empty: there is none, or it is being asked for
	asking int
}

type hostMsg struct {
	addr netip.Addr
	name string
}

func newHostNames(lookup func(ctx context.Context, addr netip.Addr) (string, error)) *hostNames {
	return &hostNames{lookup: lookup, known: map[netip.Addr]string{}}
}

func (n *hostNames) take(msg hostMsg) {
	n.asking--
	n.known[msg.addr] = msg.name
}

// ask asks for the name of an address.
func (n *hostNames) ask(ctx context.Context, addr netip.Addr) tea.Cmd {
	if len(n.known) >= mostNames {
		clear(n.known)
	}
	n.known[addr] = ""
	n.asking++
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(ctx, nameTimeout)
		defer cancel()
		name, err := n.lookup(ctx, addr)
		if err != nil {
			name = "" // the address is shown, which is as good an answer
		}
		return hostMsg{addr, strings.TrimSuffix(name, ".")}
	}
}

// askNames asks for the names of the hosts on the screen.
func (m *model) askNames() tea.Cmd {
	if !m.resolve || m.shown == nil {
		return nil
	}
	var cmds []tea.Cmd
	for _, line := range m.linesInSight() {
		addr := m.shown.look.row(line.row).Remote.Addr().WithZone("")
		if m.names.asking >= mostQuestions {
			break
		}
		if _, known := m.names.known[addr]; line.head || known || !addr.IsValid() || addr.IsUnspecified() {
			continue
		}
		cmds = append(cmds, m.names.ask(m.ctx, addr))
	}
	return tea.Batch(cmds...)
}

func (m *model) toggleNames() {
	if m.options.LookupAddr == nil {
		m.complain("names of hosts cannot be looked up here")
		return
	}
	m.resolve = !m.resolve
}
