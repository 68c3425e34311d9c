package filter

import (
	"net/netip"
	"slices"
	"strings"
)

// onlySS are the words of ss that are not known here.
var onlySS = []string{"autobound", "fwmark", "cgroup"}

// stateWords are what people call states, for hints alone.
var stateWords = []string{
	"established", "estab", "syn-sent", "syn-recv", "syn-rcvd", "fin-wait-1", "fin-wait-2", "time-wait", "closed", "close-wait",
	"last-ack", "listen", "listening", "closing", "all", "connected", "synchronized", "bucket", "big",
}

// unknown is the error about a word that should have been the name of a field.
func (p *parser) unknown(w Word) error {
	lower := strings.ToLower(w.Text)
	if p.last != nil && p.last.Value.Text != "" && !p.last.Value.Quoted && p.last.wordly() {
		return w.Errorf("%q is no condition; a value of several words is put in quotes: %s %s '%s %s'",
			w.Text, p.last.Key.Text, p.last.Comparison.sign(), p.last.Value.Text, w.Text)
	}
	switch hint := example(w.Text); {
	case slices.Contains(onlySS, lower):
		return w.Errorf("%s is a condition of ss that is not known here", lower)
	case hint != "":
		return w.Errorf("%q is no condition; did you mean %s?", w.Text, hint)
	}
	if near := Nearest(lower, fieldNames()); near != "" {
		return w.Errorf("%q is no condition; did you mean %s, as in %s?", w.Text, near, fieldNamed(near).example)
	}
	var names []string
	for i := range fieldRules {
		names = append(names, fieldRules[i].names[0])
	}
	return w.Errorf("%q is no condition; those begin with %s", w.Text, strings.Join(names, ", "))
}

// wordly reports whether the value of the condition may have spaces in it.
func (t *Test) wordly() bool { return t.Field == Process || t.Field == User }

// example returns the condition that a bare value was probably to be, or "".
func example(value string) string {
	folded := strings.ReplaceAll(strings.ToLower(value), "_", "-")
	if slices.Contains(stateWords, folded) {
		return "state " + folded
	}
	if h, err := hostOfWord(Word{Text: value}); err == nil && h.Prefix.IsValid() {
		return "addr " + value
	}
	if _, err := netip.ParseAddrPort(value); err == nil {
		return "addr " + value
	}
	if p, err := portsOfWord(Word{Text: value}); err == nil && (p.Name.Text == "" || strings.HasPrefix(value, ":")) {
		return "port " + value
	}
	return ""
}

// Nearest returns the candidate that differs from word by one or two letters, or by a word's rest
// that was left out. It is "" where there is none.
func Nearest(word string, candidates []string) string {
	best, least := "", 3
	if len(word) <= 3 {
		least = 2
	}
	for _, c := range candidates {
		if d := distance(word, c); d < least {
			best, least = c, d
		}
	}
	if best != "" || len(word) < 3 {
		return best
	}
	for _, c := range candidates {
		if strings.HasPrefix(c, word) {
			return c
		}
	}
	return ""
}

// distance is how many letters must be put in, taken out, replaced or exchanged with the next one to
// make b of a.
func distance(a, b string) int {
	if len(a) > 40 || len(b) > 40 {
		return 40
	}
	before, row := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		previous := row
		row = make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(previous[j]+1, row[j-1]+1, previous[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before = previous
	}
	return row[len(b)]
}
