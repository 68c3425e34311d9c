package render

import (
	"time"

	"github.com/tcptable/tcptable"
)

// shownColumns are more of what is in a row.
var shownColumns = Columns{
	{
		Name: "local", Kind: KindEndpoint, title: "LOCAL ADDRESS",
		Meaning: "local address and port, IPv6 in brackets and with its zone: `[fe80::1%eth0]:22`",
		of:      func(r *Row) value { return endpointOf(r.Conn.Local) }, appendCell: appendLocal, wider: widerLocal,
	},
	{
		Name: "remote", Kind: KindEndpoint, title: "REMOTE ADDRESS", Meaning: "remote address and port; with `-r` the name, in text",
		of: func(r *Row) value { return endpointOf(r.Conn.Remote) }, appendCell: appendRemote, wider: widerRemote,
	},
	{
		Name: "holder", Kind: KindText, Needs: NeedOwners, title: "PID/PROCESS",
		Meaning: "number and name of the owner, `4711/nginx`; without one, `-` and the reason; with `-p` every holder",
		of:      holderValue, appendCell: appendOwner, wider: widerOwner,
	},
	{
		Name: "holders", Kind: KindProcesses, Needs: NeedOwners | NeedHolders, title: "HOLDERS",
		Meaning: "every process that holds the socket, the owner first",
		of:      func(r *Row) value { return value{known: len(r.Holders) > 0, processes: r.Holders} },
	},
	{
		Name: "port", Kind: KindNumber, right: true,
		Meaning: "port of the service: the local one of a listener, else the lower of both, which is right nearly always",
		of:      func(r *Row) value { return numberOf(uint64(servicePort(r.Conn))) },
	},
	{
		Name: "why", Kind: KindText, Needs: NeedOwners, Meaning: "why the owner is not known, and what would help, in words",
		of: func(r *Row) value { return textIfAny(Why(r.Conn)) },
	},
	{
		Name: "interface", Kind: KindNumber, right: true, Meaning: "index of the interface that the socket is bound to; 0: to none",
		of: func(r *Row) value { return numberOf(uint64(r.Conn.Interface)) }, appendCell: appendInterface,
	},
	{
		Name: "netns", Kind: KindNumber, right: true, Meaning: "inode number of the network namespace, as in `/proc/PID/ns/net`; 0: not known",
		of: func(r *Row) value { return numberOf(r.Conn.NetNS) }, appendCell: appendNetNS,
	},
	{
		Name: "netns_name", Kind: KindText, Needs: NeedNamespaces, title: "NAMESPACE",
		Meaning: "what the network namespace is called: its name in `/run/netns`, else the container that lives there, else its first process",
		of:      func(r *Row) value { return textIfAny(r.more().NetNS) },
	},
	{
		Name: "created", Kind: KindTime, Needs: NeedCreated, Meaning: "when the socket was made. Only Windows tells",
		of: func(r *Row) value { return timeIfAny(r.more().Created) },
	},
	{
		Name: "age", Kind: KindSeconds, Needs: NeedCreated, right: true, Meaning: "how long ago that was",
		of: func(r *Row) value { return sinceIfAny(r.more().Created, r.more().Now) },
	},
}

func holderValue(r *Row) value {
	if r.Conn.PID == 0 {
		return value{}
	}
	return textOf(string(appendOwner(nil, nil, r)))
}

func servicePort(c *tcptable.Conn) uint16 {
	local, remote := c.Local.Port(), c.Remote.Port()
	if remote == 0 || local < remote {
		return local
	}
	return remote
}

// whyOf are the reasons of [Why].
var whyOf = [...]string{
	tcptable.OwnerNotAsked:   "nobody asked: leave --no-owners out",
	tcptable.OwnerUnaccepted: "it waits in the queue of its listener, whose process has not accepted it yet",
	tcptable.OwnerDenied:     "its process may not be looked at: run as root, or see tcptable doctor",
	tcptable.OwnerGone:       "the process ended, or closed it, while the table was read: look again",
	tcptable.OwnerElsewhere:  "no process that can be seen holds it: look from the host, if this is a container; it may also be the kernel's own (NFS)",
}

// Why says in words why a row has no owner, and what would help. It is empty where there is one.
func Why(c *tcptable.Conn) string {
	switch {
	case c.Owner == tcptable.OwnerKernel && c.State == tcptable.StateTimeWait:
		return "it is over: the kernel keeps it for a minute, for late segments"
	case c.Owner == tcptable.OwnerKernel && c.State == tcptable.StateSynReceived:
		return "it is not made yet: the kernel waits for the last segment of the handshake"
	case c.Owner == tcptable.OwnerKernel:
		return "its process has closed it: the kernel brings it to its end"
	case int(c.Owner) < len(whyOf):
		return whyOf[c.Owner]
	}
	return ""
}

func sinceIfAny(then, now time.Time) value {
	if then.IsZero() || now.IsZero() {
		return value{}
	}
	return durationOf(now.Sub(then))
}
