package tcptable

import (
	"errors"
	"net/netip"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tcptable/tcptable/internal/filter"
)

func TestFilterString(t *testing.T) {
	for text, want := range map[string]string{
		"":                                     "",
		"sport=443":                            "sport = :443",
		"dport 1024-65535":                     "dport >= :1024",
		"dport < 1024":                         "dport <= :1023",
		"sport 8000-8010":                      "sport = :8000-8010",
		"port :443":                            "port = :443",
		"port > 443":                           "port >= :444",
		"sport = 443 or dport = 443":           "port = :443",
		"sport != :443":                        "not sport = :443",
		"sport = 443 or dport = 444":           "sport = :443 or dport = :444",
		"sport = *":                            "",
		"sport < 0":                            "exclude all",
		"sport inet6:443":                      "family = inet6 and sport = :443",
		"local 10/8":                           "src 10.0.0.0/8",
		"dst 2001:db8::1":                      "dst [2001:db8::1]",
		"addr 2001:db8::/32":                   "addr 2001:db8::/32",
		"dst ::ffff:1.2.3.4":                   "dst [::ffff:1.2.3.4]",
		"src 10.0.0.1:80":                      "src 10.0.0.1 and sport = :80",
		"addr [fe80::1%3]:80":                  "( src [fe80::1%3] and sport = :80 ) or ( dst [fe80::1%3] and dport = :80 )",
		"dst [fe80::%3]/10":                    "dst [fe80::%3]/10",
		"scope 3":                              "scope = 3",
		"dev != 3":                             "not dev = 3",
		"uid != 0":                             "uid >= 0 and not uid = 0",
		"uid < 10":                             "uid <= 9",
		"uid > 9":                              "uid >= 10",
		"inode > 5 cookie = 0x10":              "inode >= 6 and cookie = 16",
		"pid 7":                                "pid = 7",
		"process != 'a b'":                     "not process = 'a b'",
		"process !~ ^a|b":                      "not process ~ '^a|b'",
		"dual mapped":                          "dual and mapped",
		"owner DENIED":                         "owner = denied",
		"state ESTAB":                          "state established",
		"state time-wait state syn-recv":       "state bucket",
		"state listening state time-wait":      "state listen state time-wait",
		"not (state listen state time-wait)":   "not ( state listen state time-wait )",
		"state closed state listening":         "state closed state listen",
		"exclude closed exclude listening":     "state connected",
		"exclude listening":                    "exclude listen",
		"state all state closed":               "state closed state listen state syn-sent state syn-rcvd state established state fin-wait1 state fin-wait2 state close-wait state closing state last-ack state time-wait",
		"state all and not state closed":       "state all and not state closed",
		"not not (dual)":                       "not not dual",
		"not (dual or mapped)":                 "not ( dual or mapped )",
		"dual or mapped and scope 1":           "dual or ( mapped and scope = 1 )",
		"(dual or mapped) scope 1":             "( dual or mapped ) and scope = 1",
		"dual and (mapped and (scope 1))":      "dual and mapped and scope = 1",
		"dual or (mapped or sport 1 dport 2)":  "dual or mapped or ( sport = :1 and dport = :2 )",
		"dual or sport = * and dport = *":      "",
		"not state all or state = established": "not state all or state established",
	} {
		if got := parsed(text).String(); got != want {
			t.Errorf("%q is\n%s, want\n%s", text, got, want)
		}
	}
	for want, f := range map[string]Filter{
		"exclude all":                   Or(),
		"process ~ ?":                   ProcessMatches(utf8.ValidString),
		"not ( src 0.0.0.0/0 or dual )": Not(Or(LocalPrefix(netip.MustParsePrefix("0.0.0.0/0")), IsDualStack())),
	} {
		if got := f.String(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// TestFilterStringReadBack: the text of a filter is one that holds for the same rows, and has the same text.
func TestFilterStringReadBack(t *testing.T) {
	r := NewFilterRand(1)
	for range 3000 {
		f := r.Filter(4, r.Any)
		checkReadBack(t, f, r.snapshot(40))
	}
}

func checkReadBack(t *testing.T, f Filter, s *Snapshot) {
	t.Helper()
	text := f.String()
	back, err := ParseFilter(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	if again := back.String(); again != text {
		t.Fatalf("%s\nis read back as\n%s", text, again)
	}
	sameDecisions(t, f, back, s)
	if a, b := (Query{Where: f}).forSource(), (Query{Where: back}).forSource(); a.StateSet() != b.StateSet() || a.Family != b.Family {
		t.Fatalf("%s: a source is asked for %v %v and, read back, for %v %v", text, a.StateSet(), a.Family, b.StateSet(), b.Family)
	}
}

// sameDecisions compares what two filters say of rows, with and without their processes.
func sameDecisions(t *testing.T, f, g Filter, s *Snapshot) {
	t.Helper()
	with, without := judge{s}, judge{}
	for i := range s.Conns {
		c := &s.Conns[i]
		if a, b := with.decide(f, c), with.decide(g, c); a != b {
			t.Fatalf("%+v\n%d by %v\n%d by %v", *c, a, f, b, g)
		}
		if a, b := without.decide(f, c), without.decide(g, c); a != b {
			t.Fatalf("without processes: %+v\n%d by %v\n%d by %v", *c, a, f, b, g)
		}
	}
}

// TestFilterLaws: filters are an algebra, in which what is not known stays so.
func TestFilterLaws(t *testing.T) {
	r := NewFilterRand(2)
	for range 1000 {
		s := r.snapshot(30)
		a, b, c := r.Filter(2, r.Any), r.Filter(2, r.Any), r.Filter(2, r.Any)
		for _, same := range [][2]Filter{
			{Not(And(a, b)), Or(Not(a), Not(b))},
			{Not(Or(a, b)), And(Not(a), Not(b))},
			{Not(Not(a)), a},
			{And(a, b), And(b, a)},
			{Or(a, b), Or(b, a)},
			{And(a, Or(b, c)), Or(And(a, b), And(a, c))},
			{Or(a, And(b, c)), And(Or(a, b), Or(a, c))},
			{And(a, Or(a, b)), a},
			{And(a, Filter{}), a},
			{Or(a, Or()), a},
			{And(a, Or()), Or()},
			{Or(a, Filter{}), Filter{}},
		} {
			sameDecisions(t, same[0], same[1], s)
		}
	}
}

// TestFilterBounds: what a source is asked for leaves out no row that the filter may hold for.
func TestFilterBounds(t *testing.T) {
	r := NewFilterRand(3)
	for range 2000 {
		f, s := r.Filter(4, r.Any), r.snapshot(30)
		rows := f.byRows()
		above, below := f.bound(kernelDecidesHere, true), f.bound(kernelDecidesHere, false)
		states, family := f.stateSet(), f.familyOf()
		if rows.Owners() != OwnersNone {
			t.Fatalf("%v needs processes, and was made of %v for rows", rows, f)
		}
		j := judge{s}
		for i := range s.Conns {
			c := &s.Conns[i]
			verdict := j.decide(f, c)
			mayHold := rows.Match(c) && above.Match(c) && states.Has(c.State) && (family == 0 || family == c.Family())
			if verdict != no && !mayHold {
				t.Fatalf("%+v\nis left out for %v: rows %v, kernel %v, states %b, family %v", *c, f, rows, above, states, family)
			}
			if verdict != yes && below.Match(c) {
				t.Fatalf("%+v\nis in for %v: %v", *c, f, below)
			}
		}
	}
}

// kernelDecidesHere is about what Linux decides, on every system.
func kernelDecidesHere(r *rule) bool {
	return r.kind == ruleLocalPort || r.kind == ruleRemotePrefix || r.kind == ruleFamily || r.kind == ruleInterface
}

// FuzzParseFilter makes sure that every text is read, or refused at a place in it, and that what was read
// can be written.
func FuzzParseFilter(f *testing.F) {
	for _, text := range append(filterTexts, processTexts...) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		parsed, err := ParseFilter(text)
		if err != nil {
			checkFilterError(t, text, err)
			return
		}
		written := parsed.String()
		if len(written) > filter.MaxLength || strings.Count(text, "(")+strings.Count(text, "!")+strings.Count(strings.ToLower(text), "not") >= filter.MaxDepth {
			t.Skip("longer, or deeper, than what is read")
		}
		checkReadBack(t, parsed, NewFilterRand(uint64(len(text))).snapshot(20))
	})
}

func checkFilterError(t *testing.T, text string, err error) {
	t.Helper()
	var e *FilterError
	if !errors.As(err, &e) || e.Text != text || e.Offset < 0 || e.Length < 0 || e.Offset+e.Length > len(text) {
		t.Fatalf("%q: %#v", text, err)
	}
	line, mark, ok := strings.Cut(e.Caret(), "\n")
	if !ok || columns(line) > maxCaret || columns(mark) > maxCaret+1 || strings.Trim(strings.TrimLeft(mark, " "), "~") != "^" {
		t.Fatalf("%q:\n%s", text, e.Caret())
	}
	for _, s := range []string{line, e.Error()} {
		if strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f || r == utf8.RuneError }) {
			t.Fatalf("%q: %q cannot be printed", text, s)
		}
	}
}

func TestFilterAllocatesNothing(t *testing.T) {
	r := NewFilterRand(4)
	s := r.snapshot(100)
	// A regular expression takes its memory from a pool, which is emptied now and then.
	for _, text := range []string{"port = :443 or not src 10/8 and state established", "process = ab or pid = 3 or owner = kernel"} {
		f := parsed(text)
		if n := testing.AllocsPerRun(10, func() {
			for i := range s.Conns {
				s.Holds(f, &s.Conns[i])
			}
		}); n != 0 {
			t.Errorf("%q: %v allocations for %d rows", text, n, len(s.Conns))
		}
	}
}

func BenchmarkParseFilter(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		parsed("state established ( dport = :443 or sport = :22 ) src 2001:db8::/32 process ~ ^nginx")
	}
}

func BenchmarkFilterMatch(b *testing.B) {
	r := NewFilterRand(5)
	s := r.snapshot(1000)
	for name, text := range map[string]string{
		"row":     "state established ( dport = :443 or sport = :22 ) src 2001:db8::/32",
		"process": "process = nginx and dport = :443",
		"regexp":  "process ~ ^ngin",
	} {
		f := parsed(text)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for i := range s.Conns {
					s.Holds(f, &s.Conns[i])
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(s.Conns)), "ns/row")
		})
	}
}
