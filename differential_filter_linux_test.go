package tcptable_test

import (
	"bytes"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/sockfarm"
)

// sameFilters are filters that mean the same to ss and to us. LISTEN is the port of a listener, CALLER
// that of a connection to it; LOW, MIDDLE and HIGH are ports with some below and some above.
var sameFilters = []string{
	"sport = :LISTEN",
	"sport = LISTEN",
	"sport :LISTEN",
	"sport == :LISTEN",
	"sport eq :LISTEN",
	"dport = :LISTEN",
	"dport = :CALLER",
	"sport = :LISTEN or dport = :LISTEN",
	"( sport = :LISTEN or dport = :LISTEN )",
	"sport = :LISTEN | dport = :LISTEN",
	"sport = :LISTEN || sport = :CALLER",
	"dport = :LISTEN and sport = :CALLER",
	"dport = :LISTEN && sport = :CALLER",
	"dport = :LISTEN & sport = :CALLER",
	"dport = :LISTEN sport = :CALLER",
	"sport != :LISTEN",
	"sport ne :LISTEN",
	"sport neq :LISTEN",
	"not sport = :LISTEN",
	"! sport = :LISTEN",
	"not not sport = :LISTEN",
	"not ( sport = :LISTEN or dport = :LISTEN )",
	"not ( not ( sport = :LISTEN ) and not ( dport = :LISTEN ) )",
	"sport < :MIDDLE",
	"sport lt :MIDDLE",
	"sport <= :MIDDLE",
	"sport le :MIDDLE",
	"sport leq :MIDDLE",
	"sport > :MIDDLE",
	"sport gt :MIDDLE",
	"sport >= :MIDDLE",
	"sport ge :MIDDLE",
	"sport geq :MIDDLE",
	"dport > 0 dport < :MIDDLE",
	"sport >= :LOW and sport <= :HIGH",
	"sport = :ssh or dport = :0",
	"sport = inet:LISTEN",
	"sport = inet6:",
	"src 127.0.0.1",
	"src = 127.0.0.1",
	"src == 127.0.0.1",
	"src eq 127.0.0.1",
	"src inet:127.0.0.1",
	"src 127.0.0.1:LISTEN",
	"src 127/8",
	"src 127.0.0.0/8",
	"dst 127.0.0.0/31",
	"src 127.0.0.0/8:LISTEN",
	"not src 127.0.0.0/8",
	"src 0.0.0.0",
	"src 0.0.0.0/0",
	"src *:LISTEN or dst *:CALLER",
	"src inet:",
	"src inet6:",
	"src inet6:*",
	"src [::1]",
	"src = [::1]",
	"src [::]",
	"src ::1/128",
	"src ::/0",
	"src fe80::/10",
	"dst [fe80::1]",
	"dst fe80::/64",
	"src ::ffff:0:0/96",
	"src ::/96",
	"not src [::1] and not src 127.0.0.1",
	"src ::1/128 or src 127.0.0.1",
	"not ( src ::1/128 or src 127.0.0.1 )",
	"dev = lo",
	"dev lo",
	"dev eq lo",
	"dev 1",
	"dev != lo",
	"not dev = lo",
	"dev = lo and sport >= :MIDDLE",
	"dev != lo or dport = :0",
	"state established",
	"state syn-sent",
	"state syn-recv",
	"state fin-wait-1",
	"state fin-wait-2",
	"state time-wait",
	"state close-wait",
	"state last-ack",
	"state listening",
	"state LISTENING",
	"state closing",
	"state connected",
	"state synchronized",
	"state bucket",
	"state big",
	"state established state listening",
	"state connected exclude established",
	"state connected exclude synchronized",
	"exclude listening",
	"exclude listening exclude time-wait",
	"exclude bucket",
	"exclude big",
	"state established dport = :LISTEN",
	"state established ( dport = :LISTEN or sport = :LISTEN ) src 127.0.0.1",
	"state connected not ( src 127/8 or dst 127/8 )",
	"state fin-wait-2 src [::1]",
	"exclude connected dev = lo",
}

// TestFiltersAgainstSS: the same words choose the same rows.
func TestFiltersAgainstSS(t *testing.T) {
	f := newFilterFarm(t)
	for _, text := range sameFilters {
		text = f.ports.Replace(text)
		var theirs, ours []string
		undisturbed(t, func() { theirs, ours = f.ss(t, text), f.rows(t, text) })
		if len(theirs) == 0 || len(theirs) == len(f.names) {
			t.Errorf("%q leaves %d of %d rows: nothing is compared", text, len(theirs), len(f.names))
		}
		if !slices.Equal(theirs, ours) {
			t.Errorf("%q: ss has\n\t%s\nand we\n\t%s", text, strings.Join(theirs, "\n\t"), strings.Join(ours, "\n\t"))
		}
	}
}

// TestFiltersOtherThanSS holds what docs/filters.md says about filters that do not mean the same. Later
// versions of ss may have mended theirs.
func TestFiltersOtherThanSS(t *testing.T) {
	f := newFilterFarm(t)
	for _, tt := range []struct {
		text   string
		theirs string // what ss takes the text for, in our language
		ours   string // what we take it for, in that of ss
	}{
		{"sport = :LISTEN or dport = :LISTEN and src ::1/128", "(sport = :LISTEN or dport = :LISTEN) and src ::1/128", "sport = :LISTEN or ( dport = :LISTEN and src ::1/128 )"},
		{"sport = :LISTEN or dport = :LISTEN src ::1/128", "(sport = :LISTEN or dport = :LISTEN) src ::1/128", "sport = :LISTEN or ( dport = :LISTEN src ::1/128 )"},
		{"sport = *:LISTEN", "sport = *", "sport = :LISTEN"},
		{"not src inet6:", "family inet6 and not family inet6", "src inet:"},
	} {
		text, theirs, ours := f.ports.Replace(tt.text), f.ports.Replace(tt.theirs), f.ports.Replace(tt.ours)
		undisturbed(t, func() {
			if got := f.ss(t, text); !slices.Equal(got, f.rows(t, theirs)) && !slices.Equal(got, f.rows(t, text)) {
				t.Errorf("ss takes %q neither for %q nor as we do", text, theirs)
			}
			if !slices.Equal(f.rows(t, text), f.ss(t, ours)) {
				t.Errorf("%q is to us not what %q is to ss", text, ours)
			}
			if slices.Equal(f.rows(t, text), f.rows(t, theirs)) {
				t.Errorf("%q and %q choose the same rows: they tell nothing apart", text, theirs)
			}
		})
	}
}

// TestFiltersMoreThanSS: what ss refuses means what is said otherwise there.
func TestFiltersMoreThanSS(t *testing.T) {
	f := newFilterFarm(t)
	for text, theirs := range map[string]string{
		"src ::1":                        "src [::1]",
		"src [fe80::]/10":                "src fe80::/10",
		"src [fe80::1%lo]":               "src [fe80::1]",
		"src != 127.0.0.1":               "not src 127.0.0.1",
		"addr 127/8":                     "src 127/8 or dst 127/8",
		"local 127/8":                    "src 127/8",
		"remote 127/8":                   "dst 127/8",
		"port LISTEN":                    "sport = LISTEN or dport = LISTEN",
		"port != LISTEN":                 "not ( sport = LISTEN or dport = LISTEN )",
		"sport LOW-HIGH":                 "sport ge LOW sport le HIGH",
		"sport != LOW-HIGH":              "sport lt LOW or sport gt HIGH",
		"interface lo":                   "dev lo",
		"family inet6":                   "src inet6:",
		"mapped":                         "src ::ffff:0:0/96 or dst ::ffff:0:0/96",
		"STATE Estab":                    "state established",
		"state FinWait2":                 "state fin-wait-2",
		"state SYN_RECEIVED":             "state syn-recv",
		"SPORT LISTEN":                   "sport LISTEN",
		"dport LISTEN state established": "state established dport LISTEN",
		"not state established":          "exclude established",
		"(dport=:LISTEN)state=time-wait": "state time-wait ( dport = :LISTEN )",
	} {
		text, theirs = f.ports.Replace(text), f.ports.Replace(theirs)
		undisturbed(t, func() {
			if want, got := f.ss(t, theirs), f.rows(t, text); len(want) == 0 || !slices.Equal(got, want) {
				t.Errorf("%q: ss has for %q\n\t%s\nand we\n\t%s", text, theirs, strings.Join(want, "\n\t"), strings.Join(got, "\n\t"))
			}
		})
	}
}

// filterFarm is a farm whose rows are chosen by filters.
type filterFarm struct {
	table *tcptable.Table
	ports *strings.Replacer
	names map[uint64]string // of all rows, by cookie
	path  string            // of ss
}

func newFilterFarm(t *testing.T) *filterFarm {
	t.Helper()
	path, err := exec.LookPath("ss")
	if err != nil {
		t.Skipf("ss of iproute2 is not installed: %v", err)
	}
	sockfarm.Enter(t)
	wants := sockfarm.New(t).Wants()
	f := &filterFarm{table: mustOpen(t, openNetlink), names: make(map[uint64]string), path: path}
	var ports []int
	for _, c := range mustSnapshot(t, f.table, tcptable.Query{}).Conns {
		f.names[c.Cookie] = fmt.Sprintf("%v %v %v cookie %x", c.State, c.Local, c.Remote, c.Cookie)
		ports = append(ports, int(c.Local.Port()))
	}
	slices.Sort(ports)
	client := wants[slices.IndexFunc(wants, func(w sockfarm.Want) bool { return w.Name == "ipv4 ESTABLISHED client" })]
	f.ports = strings.NewReplacer(
		"LISTENING", "LISTENING",
		"LISTEN", fmt.Sprint(client.Remote.Port()),
		"CALLER", fmt.Sprint(client.Local.Port()),
		"LOW", fmt.Sprint(ports[len(ports)/4]),
		"MIDDLE", fmt.Sprint(ports[len(ports)/2]),
		"HIGH", fmt.Sprint(ports[len(ports)*3/4]),
	)
	return f
}

// rows returns the names of the rows that we choose.
func (f *filterFarm) rows(t *testing.T, text string) (names []string) {
	t.Helper()
	where, err := tcptable.ParseFilter(text)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	for _, c := range mustSnapshot(t, f.table, tcptable.Query{Where: where}).Conns {
		names = append(names, f.name(t, c.Cookie))
	}
	slices.Sort(names)
	return names
}

// ss returns the names of the rows that ss chooses.
func (f *filterFarm) ss(t *testing.T, text string) (names []string) {
	t.Helper()
	cmd := exec.Command(f.path, append([]string{"-taneH"}, strings.Fields(text)...)...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v\n%s", cmd, err, stderr.Bytes())
	}
	for line := range strings.Lines(string(out)) {
		cookie, err := ssField(ssCookie, line, 16)
		if err != nil {
			t.Fatalf("%v prints %q: %v", cmd, line, err)
		}
		names = append(names, f.name(t, cookie))
	}
	slices.Sort(names)
	return names
}

func (f *filterFarm) name(t *testing.T, cookie uint64) string {
	t.Helper()
	name, ok := f.names[cookie]
	if !ok {
		t.Errorf("the cookie %x is not that of a row of the farm", cookie)
	}
	return name
}
