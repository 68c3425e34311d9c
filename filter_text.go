package tcptable

import (
	"math"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// String returns the filter in the language of [ParseFilter], which reads it back to one that holds for the
// same rows, unless it has become longer than that reads. Ports, users and interfaces are numbers in it; "and"
// and "or" stand in parentheses, as ss needs it. The zero Filter is "", and one that never holds "exclude
// all". A condition made by [ProcessMatches] has no text, and is "process ~ ?", which is refused.
func (f Filter) String() string {
	if f.rule == nil {
		return ""
	}
	return string(f.rule.appendText(nil, 0))
}

// appendText appends the text of a rule that is a part of one of the given kind, or of none.
func (r *rule) appendText(b []byte, within ruleKind) []byte {
	joint := " and "
	switch {
	case r.kind == ruleNot:
		return r.of[0].rule.appendText(append(b, "not "...), ruleNot)
	case r.kind == ruleOr && (len(r.of) == 0 || r.isEither()):
		return append(b, r.leafText(within)...)
	case r.kind == ruleOr:
		joint = " or "
	case r.kind != ruleAnd:
		return append(b, r.leafText(within)...)
	}
	if within != 0 && within != r.kind {
		b = append(r.appendParts(append(b, "( "...), joint), " )"...)
		return b
	}
	return r.appendParts(b, joint)
}

func (r *rule) appendParts(b []byte, joint string) []byte {
	for i := 0; i < len(r.of); i++ {
		if i > 0 {
			b = append(b, joint...)
		}
		part := r.of[i].rule
		if r.kind == ruleAnd && i+1 < len(r.of) {
			if zone := r.of[i+1].rule; part.isScopedBy(zone) {
				b = append(b, part.prefixText(zone)...)
				i++
				continue
			}
		}
		b = part.appendText(b, r.kind)
	}
	return b
}

// isScopedBy reports whether the next condition is about the scope of the address that this one is about,
// which the language writes as one.
func (r *rule) isScopedBy(next *rule) bool {
	return r.kind == ruleLocalPrefix && next.kind == ruleLocalScope || r.kind == ruleRemotePrefix && next.kind == ruleRemoteScope
}

// isEither reports whether this is the same condition on one end or the other.
func (r *rule) isEither() bool {
	if len(r.of) != 2 {
		return false
	}
	a, b := r.of[0].rule, r.of[1].rule
	if a.first != b.first || a.last != b.last || a.prefix != b.prefix {
		return false
	}
	return a.kind == ruleLocalPort && b.kind == ruleRemotePort ||
		a.kind == ruleLocalPrefix && b.kind == ruleRemotePrefix ||
		a.kind == ruleLocalScope && b.kind == ruleRemoteScope
}

// leafText returns the text of a condition that has no parts.
func (r *rule) leafText(within ruleKind) string {
	switch r.kind {
	case ruleOr:
		if len(r.of) == 0 {
			return "exclude all" // of no state
		}
		return r.of[0].rule.endText("port", "addr")
	case ruleLocalPort, ruleLocalPrefix:
		return r.endText("sport", "src")
	case ruleRemotePort, ruleRemotePrefix:
		return r.endText("dport", "dst")
	case ruleStates:
		text := statesText(r.states, r.closed)
		if within == ruleNot && strings.Count(text, " ") > 1 {
			text = "( " + text + " )"
		}
		return text
	case ruleFamily:
		if r.family == IPv4 {
			return "family = inet"
		}
		return "family = inet6"
	case ruleDual:
		return "dual"
	case ruleMapped:
		return "mapped"
	case ruleOwner:
		return "owner = " + r.owner.String()
	case ruleProcess:
		return r.text
	}
	return r.numberText()
}

// endText returns the text of a condition on an end of a connection, whose port and address have these names.
func (r *rule) endText(port, address string) string {
	switch r.kind {
	case ruleLocalScope:
		return r.numberText()
	case ruleLocalPort, ruleRemotePort:
		return r.portText(port)
	}
	return address + " " + hostText(r.prefix, "")
}

// prefixText returns the text of a condition on an address and its scope.
func (r *rule) prefixText(scope *rule) string {
	name := "src "
	if r.kind == ruleRemotePrefix {
		name = "dst "
	}
	return name + hostText(r.prefix, "%"+strconv.FormatUint(scope.first, 10))
}

// hostText returns an address as ss reads it, whole ones of IPv6 in brackets.
func hostText(p netip.Prefix, zone string) string {
	a := p.Addr().String() + zone
	if a4 := p.Addr().Is4(); zone != "" || p.IsSingleIP() && !a4 {
		a = "[" + a + "]"
	}
	if p.IsSingleIP() {
		return a
	}
	return a + "/" + strconv.Itoa(p.Bits())
}

func (r *rule) portText(name string) string {
	first, last := strconv.FormatUint(r.first, 10), strconv.FormatUint(r.last, 10)
	switch {
	case r.first == r.last:
		return name + " = :" + first
	case r.first == 0:
		return name + " <= :" + last
	case r.last >= math.MaxUint16:
		return name + " >= :" + first
	}
	return name + " = :" + first + "-" + last
}

// numberText returns the text of a condition on a number, which has one bound or is about one number.
func (r *rule) numberText() string {
	names := [...]string{
		ruleInterface: "dev", ruleLocalScope: "scope", ruleRemoteScope: "scope", ruleUID: "uid", ruleInode: "inode",
		ruleCookie: "cookie", ruleRecvQ: "recvq", ruleSendQ: "sendq", ruleNetNS: "netns", rulePID: "pid",
	}
	switch first, last := strconv.FormatUint(r.first, 10), strconv.FormatUint(r.last, 10); {
	case r.first == r.last:
		return names[r.kind] + " = " + first
	case r.last >= math.MaxUint32 && (r.kind == ruleUID || r.last == math.MaxUint64):
		return names[r.kind] + " >= " + first
	default:
		return names[r.kind] + " <= " + last
	}
}

// statesText returns the text of a set of states. One with CLOSED names it only if that is asked for.
func statesText(set StateSet, closed bool) string {
	if closed {
		return statesWords("state ", set)
	}
	i := slices.IndexFunc(stateGroups, func(g stateGroup) bool { return g.states == set })
	switch {
	case i >= 0:
		return "state " + stateGroups[i].name
	case set.Has(StateClosed):
		return statesWords("exclude ", groupAll&^set)
	}
	return statesWords("state ", set)
}

func statesWords(verb string, set StateSet) string {
	var words []string
	for s := range set.All() {
		words = append(words, verb+stateWord(s))
	}
	return strings.Join(words, " ")
}
