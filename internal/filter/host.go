package filter

import (
	"net/netip"
	"strconv"
	"strings"
)

// cutFamily takes "inet:" or "inet6:" off the beginning of a word.
func cutFamily(w Word) (AddressFamily, Word) {
	for prefix, family := range map[string]AddressFamily{"inet:": Inet, "inet6:": Inet6} {
		if n := len(prefix); len(w.Text) >= n && strings.EqualFold(w.Text[:n], prefix) {
			return family, w.part(n, len(w.Text)-n)
		}
	}
	return AnyFamily, w
}

// portsOfWord reads what stands behind dport: ":443", "443", ":https", "*", "*:443", "8000-8010", and any of
// them, or none, with a family before it.
func portsOfWord(w Word) (Ports, error) {
	family, rest := cutFamily(w)
	if rest.Text == "" && family != AnyFamily {
		return Ports{Family: family, Any: true}, nil
	}
	if strings.HasPrefix(rest.Text, "*:") {
		rest = rest.part(1, len(rest.Text)-1)
	}
	if strings.HasPrefix(rest.Text, ":") {
		rest = rest.part(1, len(rest.Text)-1)
	}
	if strings.ContainsAny(rest.Text, ":[]") {
		return Ports{}, w.Errorf("%q is not a port: an address with a port stands behind dst, src or addr", w.Text)
	}
	p, err := ports(rest)
	p.Family = family
	return p, err
}

// ports reads a port without a colon.
func ports(w Word) (Ports, error) {
	if w.Text == "*" {
		return Ports{Any: true}, nil
	}
	first, last, isRange := strings.Cut(w.Text, "-")
	switch {
	case w.Text == "":
		return Ports{}, w.Errorf("a port is missing, as in :443 or :https")
	case strings.Contains(w.Text, ","):
		return Ports{}, w.Errorf("%q is not a port: several are written as in port = :443 or port = :80, or as a range, 8000-8010", w.Text)
	case isRange && isDigits(first) && isDigits(last):
		p := Ports{}
		var err error
		if p.First, err = port(w.part(0, len(first))); err != nil {
			return p, err
		}
		p.Last, err = port(w.part(len(first)+1, len(last)))
		if err == nil && p.First > p.Last {
			err = w.Errorf("the range %s is empty: write the lower port first", w.Text)
		}
		return p, err
	case isDigits(w.Text):
		n, err := port(w)
		return Ports{First: n, Last: n}, err
	case w.Text[0] >= '0' && w.Text[0] <= '9' && !strings.ContainsFunc(w.Text, isLetter):
		return Ports{}, w.Errorf("%q is not a port: ports are numbers from 0 to 65535, ranges such as 8000-8010, or names", w.Text)
	}
	return Ports{Name: w}, nil
}

func port(w Word) (uint16, error) {
	n, err := strconv.ParseUint(w.Text, 10, 16)
	if err != nil {
		return 0, w.Errorf("there is no port %s: the highest is 65535", w.Text)
	}
	return uint16(n), nil
}

func isDigits(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
}

func isLetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

// hostOfWord reads what stands behind dst: an address or a prefix, a port behind a colon, or both, or
// a family alone. An IPv6 address without brackets has no port behind it.
func hostOfWord(w Word) (Host, error) {
	family, rest := cutFamily(w)
	h := Host{Family: family, Ports: Ports{Any: true}}
	address, behind, err := divide(rest)
	if err != nil {
		return h, err
	}
	if behind != nil {
		if h.Ports, err = ports(*behind); err != nil {
			return h, err
		}
	}
	if address.Text == "*" || address.Text == "" {
		if behind == nil && address.Text == "" && family == AnyFamily {
			return h, w.Errorf("an address is missing, as in 10.0.0.0/8, [2001:db8::1]:443 or :443")
		}
		return h, nil
	}
	return h, h.setAddress(address)
}

// divide divides a host into its address, without brackets, and its port, nil if it has none.
func divide(w Word) (address Word, port *Word, err error) {
	s := w.Text
	end := 0 // of the address
	if strings.HasPrefix(s, "[") {
		closing := strings.IndexByte(s, ']')
		if closing < 0 {
			return w, nil, w.Errorf("the bracket before the address is not closed, as in [2001:db8::1]:443")
		}
		end = closing + 1
		if strings.HasPrefix(s[end:], "/") { // ss writes the length behind the bracket
			end += 1 + len(s[end+1:]) - len(strings.TrimLeft(s[end+1:], "0123456789"))
		}
		address = w.part(1, closing-1)
		address.Text += s[closing+1 : end]
		address.Length = w.Length - (len(s) - end) - 1
		if w.Quoted {
			address.Length = w.Length
		}
	} else {
		slash := max(0, strings.IndexByte(s, '/'))
		end = len(s)
		if colon := strings.LastIndexByte(s, ':'); colon >= slash && (slash > 0 || strings.Count(s, ":") == 1) {
			end = colon
		}
		address = w.part(0, end)
	}
	switch {
	case end == len(s):
		return address, nil, nil
	case s[end] != ':':
		return w, nil, w.part(end, len(s)-end).Errorf("%q is not expected behind an address: a port is, as in [2001:db8::1]:443", s[end:])
	}
	behind := w.part(end+1, len(s)-end-1)
	return address, &behind, nil
}

// setAddress reads an address or a prefix, with a zone. IPv4 prefixes may leave out bytes at the
// end, as in 10/8.
func (h *Host) setAddress(w Word) error {
	text, length, isPrefix := strings.Cut(w.Text, "/")
	text, zone, hasZone := strings.Cut(text, "%")
	a, err := netip.ParseAddr(text)
	if isPrefix && err != nil && isDigits(strings.ReplaceAll(text, ".", "")) {
		a, err = netip.ParseAddr(text + strings.Repeat(".0", max(0, 3-strings.Count(text, "."))))
	}
	if err != nil {
		return w.Errorf("%q is not an address: names of hosts are not looked up, and addresses are written as in 10.0.0.0/8 or [2001:db8::1]:443", text)
	}
	bits := a.BitLen()
	if isPrefix {
		if bits, err = strconv.Atoi(length); err != nil || !isDigits(length) || bits > a.BitLen() {
			return w.Errorf("the length of the prefix, %q, is not a number from 0 to %d", length, a.BitLen())
		}
	}
	if h.Family == Inet && a.Is6() || h.Family == Inet6 && a.Is4() {
		return w.Errorf("%q is an address of the other family", text)
	}
	if hasZone {
		if zone == "" || a.Is4() {
			return w.Errorf("a zone is the name of an interface behind an IPv6 address, as in fe80::1%%eth0")
		}
		h.Zone = w.part(len(text)+1, len(zone))
	}
	h.Prefix = netip.PrefixFrom(a, bits).Masked()
	return nil
}
