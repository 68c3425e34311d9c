package tcptable

import (
	"math"

	"github.com/tcptable/tcptable/internal/filter"
)

// ports returns the condition on one end or, of both, on either. A port of either end is not another one
// where neither end has it.
func (b *filterBuilder) ports(t *filter.Test) (Filter, error) {
	kinds := map[filter.Field][]ruleKind{
		filter.LocalPort: {ruleLocalPort}, filter.RemotePort: {ruleRemotePort}, filter.AnyPort: {ruleLocalPort, ruleRemotePort},
	}[t.Field]
	c := t.Comparison
	if c == filter.NotEqual {
		c = filter.Equal
	}
	var ends []Filter
	for _, kind := range kinds {
		f, err := b.portsOf(kind, c, t.Ports)
		if err != nil {
			return f, err
		}
		ends = append(ends, f)
	}
	f := Or(ends...)
	if t.Comparison == filter.NotEqual {
		f = Not(f)
	}
	return And(socketFamily(t.Ports.Family), f), nil
}

func (b *filterBuilder) portsOf(kind ruleKind, c filter.Comparison, p filter.Ports) (Filter, error) {
	if p.Any {
		return Filter{}, nil
	}
	if p.Name.Text != "" {
		n, err := b.names.port(p.Name)
		if err != nil {
			return Filter{}, err
		}
		p.First, p.Last = n, n
	}
	if c == filter.Equal {
		return between(kind, uint64(p.First), uint64(p.Last)), nil
	}
	f := compareWith(kind, c, uint64(p.First))
	if r := f.rule; len(r.of) == 0 && r.kind == kind {
		f = between(kind, r.first, min(r.last, math.MaxUint16))
	}
	return f, nil
}

// socketFamily is the condition that "inet:" or "inet6:" before an address or a port is.
func socketFamily(f filter.AddressFamily) Filter {
	switch f {
	case filter.Inet:
		return InFamily(IPv4)
	case filter.Inet6:
		return InFamily(IPv6)
	}
	return Filter{}
}

func (b *filterBuilder) host(t *filter.Test) (Filter, error) {
	ends := map[filter.Field][]bool{
		filter.LocalHost: {false}, filter.RemoteHost: {true}, filter.AnyHost: {false, true},
	}[t.Field]
	var either []Filter
	for _, remote := range ends {
		f, err := b.end(&t.Host, remote)
		if err != nil {
			return f, err
		}
		either = append(either, f)
	}
	return And(socketFamily(t.Host.Family), Or(either...)), nil
}

// end is the condition on one end of a connection.
func (b *filterBuilder) end(h *filter.Host, remote bool) (Filter, error) {
	port, scope, prefix := ruleLocalPort, ruleLocalScope, LocalPrefix
	if remote {
		port, scope, prefix = ruleRemotePort, ruleRemoteScope, RemotePrefix
	}
	var all []Filter
	if h.Prefix.IsValid() {
		all = append(all, prefix(h.Prefix))
	}
	if h.Zone.Text != "" {
		index, err := b.names.interfaceIndex(h.Zone)
		if err != nil {
			return Filter{}, err
		}
		all = append(all, exactly(scope, uint64(index)))
	}
	p, err := b.portsOf(port, filter.Equal, h.Ports)
	return And(append(all, p)...), err
}
