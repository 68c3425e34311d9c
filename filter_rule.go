package tcptable

import "net/netip"

type ruleKind uint8

const (
	ruleAnd ruleKind = iota + 1
	ruleOr
	ruleNot
	ruleLocalPrefix
	ruleRemotePrefix
	ruleStates
	ruleFamily
	ruleDual
	ruleMapped
	ruleOwner
	ruleProcess

	// These are about a number between first and last.
	ruleLocalPort
	ruleRemotePort
	ruleInterface
	ruleLocalScope
	ruleRemoteScope
	ruleUID
	ruleInode
	ruleCookie
	ruleRecvQ
	ruleSendQ
	ruleNetNS
	rulePID
)

// rule is what a Filter says. It never changes.
type rule struct {
	kind ruleKind
	of   []Filter // of and, or, not

	first, last uint64
	prefix      netip.Prefix
	states      StateSet
	family      Family
	owner       OwnerStatus
	name        func(string) bool // of processes
	text        string            // how a condition on names is written

	// What follows from the above and, for and, or and not, from what they are made of.

	owners            OwnerDetail // what has to be known
	fields            Fields      // what a source has to tell
	closed, notClosed bool        // whether it, or its opposite, asks for CLOSED by name
}

func between(kind ruleKind, first, last uint64) Filter {
	if first > last {
		return Or()
	}
	return Filter{&rule{kind: kind, first: first, last: last, fields: ruleFields(kind)}}
}

// ruleFields returns what a row must tell so that a condition can be decided.
func ruleFields(kind ruleKind) Fields {
	switch kind {
	case ruleInterface:
		return FieldInterface
	case ruleLocalScope, ruleRemoteScope:
		return FieldScopes
	case ruleUID:
		return FieldUser
	case ruleInode:
		return FieldInode
	case ruleCookie:
		return FieldCookie
	case ruleRecvQ, ruleSendQ:
		return FieldQueues
	case ruleDual:
		return FieldDualStack
	}
	return 0
}

// match decides a condition that depends on no process.
func (r *rule) match(c *Conn) bool {
	switch r.kind {
	case ruleAnd:
		for _, f := range r.of {
			if !f.rule.match(c) {
				return false
			}
		}
		return true
	case ruleOr:
		for _, f := range r.of {
			if f.rule.match(c) {
				return true
			}
		}
		return false
	case ruleNot:
		return !r.of[0].rule.match(c)
	case ruleLocalPrefix:
		return contains(r.prefix, c.Local.Addr())
	case ruleRemotePrefix:
		return contains(r.prefix, c.Remote.Addr())
	case ruleStates:
		return r.states.Has(c.State)
	case ruleFamily:
		return c.Family() == r.family
	case ruleDual:
		return c.DualStack
	case ruleMapped:
		return c.Local.Addr().Is4In6() || c.Remote.Addr().Is4In6()
	case ruleUID:
		return c.HasUser() && r.has(uint64(c.UID))
	}
	return r.has(r.number(c))
}

func (r *rule) has(n uint64) bool { return r.first <= n && n <= r.last }

// number returns what is to be between first and last.
func (r *rule) number(c *Conn) uint64 {
	switch r.kind {
	case ruleLocalPort:
		return uint64(c.Local.Port())
	case ruleRemotePort:
		return uint64(c.Remote.Port())
	case ruleInterface:
		return uint64(c.Interface)
	case ruleLocalScope:
		return uint64(c.LocalScope)
	case ruleRemoteScope:
		return uint64(c.RemoteScope)
	case ruleInode:
		return c.Inode
	case ruleCookie:
		return c.Cookie
	case ruleRecvQ:
		return uint64(c.RecvQ)
	case ruleSendQ:
		return uint64(c.SendQ)
	}
	return c.NetNS
}

func contains(p netip.Prefix, a netip.Addr) bool {
	if p.Addr().Is4() {
		a = a.Unmap()
	}
	return p.Contains(a.WithZone(""))
}
