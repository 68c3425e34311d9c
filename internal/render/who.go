package render

import (
	"strconv"
	"time"

	"github.com/tcptable/tcptable"
)

// Who is what there is to say about one port.
type Who struct {
	Port      uint16
	Name      string // by which it was asked for. Empty: by its number
	Listeners []Listener

	// Kept are connections that have the port at this end and no listener that they can have come by.
	Kept Use

	// Outgoing are connections to that port of somebody else.
	Outgoing Use
}

// Listener is a process that listens on a port, or a socket of which the process is not known.
type Listener struct {
	Row     Row                // the first of Sockets, with what is known about its owner
	Sockets []Row              // as many as addresses, or more if they share them
	Parents []tcptable.Process // of the owner, the nearest first
	Taken   Use                // connections that came by this listener
}

// Use is a number of connections, in short.
type Use struct {
	Rows   int
	Hosts  int // how many remote addresses there are
	States map[tcptable.State]int
	By     []User // who has them, those with most first
}

// User is a process that has connections, or the reason why it is not known.
type User struct {
	Conn    *tcptable.Conn // one of them
	Process string
	Rows    int
}

// Reach says from where a listener can be reached, as far as its address decides that: not what
// firewalls let through.
type Reach uint8

// The reaches.
const (
	ReachAny      Reach = iota + 1 // by every address of IPv4 and IPv6
	ReachAnyIPv4                   // by every address of IPv4
	ReachAnyIPv6                   // by every address of IPv6
	ReachLoopback                  // from this machine, or this network namespace, alone
	ReachLink                      // from the hosts on one link
	ReachAddress                   // by one address
)

var reachNames = [...]string{
	ReachAny: "any", ReachAnyIPv4: "any_ipv4", ReachAnyIPv6: "any_ipv6",
	ReachLoopback: "loopback", ReachLink: "link", ReachAddress: "address",
}

// String returns a stable name of the reach, for example "any_ipv4".
func (r Reach) String() string { return reachNames[r] }

// ReachOf returns from where a listener can be reached.
func ReachOf(c *tcptable.Conn) Reach {
	addr := c.Local.Addr().Unmap().WithZone("")
	switch {
	case addr.IsUnspecified() && c.DualStack:
		return ReachAny
	case addr.IsUnspecified() && addr.Is4():
		return ReachAnyIPv4
	case addr.IsUnspecified():
		return ReachAnyIPv6
	case addr.IsLoopback():
		return ReachLoopback
	case addr.IsLinkLocalUnicast():
		return ReachLink
	}
	return ReachAddress
}

// reachText says it in words.
func reachText(c *tcptable.Conn, o WhoOptions) string {
	var text string
	addr := c.Local.Addr()
	switch ReachOf(c) {
	case ReachAny:
		text = "by every address of " + o.Place + ", IPv4 and IPv6"
	case ReachAnyIPv4:
		text = "by every IPv4 address of " + o.Place
	case ReachAnyIPv6:
		text = "by every IPv6 address of " + o.Place
		if o.Missing&tcptable.FieldDualStack != 0 {
			text += ", and perhaps IPv4, which this source does not tell"
		}
	case ReachLoopback:
		text = "from " + o.Place + " alone (loopback)"
	case ReachLink:
		text = "from the link of one interface alone"
		if zone := addr.Zone(); zone != "" {
			text = "from the link of interface " + zone + " alone"
		}
	case ReachAddress:
		text = "by this address alone"
		if addr.Unmap().IsPrivate() {
			text += ", which is private"
		}
	}
	if c.Interface != 0 {
		text += ", through the interface with the index " + strconv.FormatUint(uint64(c.Interface), 10)
	}
	return text
}

// runningFor returns how long the process runs, and since when.
func runningFor(m *More) string {
	started := m.Facts.Started
	if started.IsZero() || m.Now.IsZero() {
		return ""
	}
	return string(AppendDuration(nil, m.Now.Sub(started))) + ", since " + started.Local().Format(time.DateTime)
}
