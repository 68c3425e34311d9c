package tui

import (
	"net/netip"

	"github.com/tcptable/tcptable"
)

// identity tells a connection from all others, now and later. Where the source tells no cookies it is
// the best that can be had: the addresses and, of listeners that share them, the inode.
type identity struct {
	netns, cookie uint64
	local, remote netip.AddrPort
}

func identityOf(c *tcptable.Conn) identity {
	if c.Cookie != 0 {
		return identity{netns: c.NetNS, cookie: c.Cookie}
	}
	id := identity{netns: c.NetNS, local: c.Local, remote: c.Remote}
	if c.State == tcptable.StateListen {
		id.cookie = c.Inode
	}
	return id
}

func (id *identity) is(c *tcptable.Conn) bool {
	if c.Cookie != 0 {
		return id.cookie == c.Cookie && id.netns == c.NetNS && !id.local.IsValid()
	}
	return *id == identityOf(c)
}
