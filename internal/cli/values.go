package cli

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/tcptable/tcptable"
)

// list is a flag that takes one value or several with commas between them, and that may be given
// more than once. It implements pflag.Value.
type list[T any] struct {
	kind   string // what help shows for the value
	parse  func(text string) (T, error)
	values []T
	given  []string
}

// Set adds the values of one use of the flag.
func (l *list[T]) Set(text string) error {
	for part := range strings.SplitSeq(text, ",") {
		part = strings.TrimSpace(part)
		v, err := l.parse(part)
		if err != nil {
			return err
		}
		l.values = append(l.values, v)
		l.given = append(l.given, part)
	}
	return nil
}

// String is empty, because no list has a default that help would have to show.
func (l *list[T]) String() string { return "" }

// Type is what help shows for the value.
func (l *list[T]) Type() string { return l.kind }

func (l *list[T]) text() string { return strings.Join(l.given, ",") }

// connectedStates are those that ss calls connected: all but those of sockets without a peer.
const connectedStates = tcptable.AllStates &^ (1 << tcptable.StateListen)

func parseStates(text string) (tcptable.StateSet, error) {
	switch strings.ToLower(text) {
	case "all":
		return tcptable.AllStates, nil
	case "connected":
		return connectedStates, nil
	}
	s, err := tcptable.ParseState(text)
	if err != nil {
		return 0, usagef("%v: try one of %s", err, strings.Join(stateWords(), ", "))
	}
	if s == tcptable.StateDeleteTCB {
		return 0, usagef("no connection is ever in the state %v: try one of %s", s, strings.Join(stateWords(), ", "))
	}
	return tcptable.States(s), nil
}

// stateWords are what --state takes, other spellings left out.
func stateWords() []string {
	var words []string
	for s := range (tcptable.AllStates | tcptable.States(tcptable.StateClosed)).All() {
		words = append(words, s.String())
	}
	return append(words, "all", "listening", "connected")
}

func parsePort(text string) (uint16, error) {
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		return 0, usagef("unknown port %q: give a number from 0 to 65535, names of services are not known here", text)
	}
	return uint16(n), nil
}

func parsePID(text string) (uint32, error) {
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		return 0, usagef("unknown process %q: give its number, names are not known here", text)
	}
	return uint32(n), nil
}

// addressMatch is what --address looks for: the addresses of a prefix, at either end, and where a
// zone is given those of that zone alone.
type addressMatch struct {
	local, remote tcptable.Filter
	zone          string
}

func parseAddress(text string) (addressMatch, error) {
	if prefix, err := netip.ParsePrefix(text); err == nil {
		return matchPrefix(prefix), nil
	}
	addr, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(text, "["), "]"))
	if err != nil {
		return addressMatch{}, usagef(
			"unknown address %q: give one of IPv4 or IPv6 as numbers, or a prefix such as 10.0.0.0/8; for ports there is --port", text)
	}
	m := matchPrefix(netip.PrefixFrom(addr.WithZone(""), addr.BitLen()))
	m.zone = addr.Zone()
	return m, nil
}

func matchPrefix(p netip.Prefix) addressMatch {
	return addressMatch{local: tcptable.LocalPrefix(p), remote: tcptable.RemotePrefix(p)}
}

// where is the condition without the zone.
func (m addressMatch) where() tcptable.Filter { return tcptable.Or(m.local, m.remote) }

func (m addressMatch) matches(c *tcptable.Conn) bool {
	return m.matchesEnd(m.local, c, c.Local) || m.matchesEnd(m.remote, c, c.Remote)
}

func (m addressMatch) matchesEnd(f tcptable.Filter, c *tcptable.Conn, end netip.AddrPort) bool {
	return (m.zone == "" || m.zone == end.Addr().Zone()) && f.Match(c)
}
