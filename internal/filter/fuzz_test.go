package filter

import (
	"errors"
	"strings"
	"testing"
)

// FuzzParse makes sure of what callers of Parse rely on: errors are about a place in the text, words are
// words of it, and trees have bounds.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"state established ( dport = :443 or sport = :ssh ) src 2001:db8::/32",
		"exclude listening exclude time-wait !process ~ ^(a|b)$ and process != \"a \\\" b\"",
		"dst [fe80::1%eth0]:443 & dev = eth0 || not dual && mapped",
		"src inet:10/8 dst inet6:* sport 8000-8010 recvq > 0 cookie = 0x1f",
		strings.Repeat("(", MaxDepth+2), strings.Repeat("not ", MaxDepth+2) + "dual", "'", "process ~ a\\", "dst [::1",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		e, err := Parse(text)
		if err != nil {
			at := (*Error)(nil)
			if !errors.As(err, &at) || at.Message == "" {
				t.Fatalf("%q: %v", text, err)
			}
			if at.Offset < 0 || at.Length < 0 || at.Offset+at.Length > len(text) {
				t.Fatalf("%q: %v is about %d bytes from %d on", text, err, at.Length, at.Offset)
			}
			return
		}
		if e != nil {
			checkExpr(t, text, e, 0)
		}
	})
}

func checkExpr(t *testing.T, text string, e *Expr, depth int) {
	if depth > 3*(MaxDepth+2) {
		t.Fatalf("%q: too deep", text)
	}
	if e.Kind == Leaf {
		test := &e.Test
		for _, w := range []Word{test.Key, test.Value, test.Ports.Name, test.Host.Zone, test.Host.Ports.Name} {
			checkWord(t, text, w)
		}
		if test.Field == 0 || test.Comparison == 0 || len(e.Of) > 0 || (test.Field == State) != (len(test.States) > 0) {
			t.Fatalf("%q: %+v", text, test)
		}
		return
	}
	if len(e.Of) == 0 || e.Kind == Not && len(e.Of) != 1 {
		t.Fatalf("%q: %d operands", text, len(e.Of))
	}
	for _, part := range e.Of {
		checkExpr(t, text, part, depth+1)
	}
}

func checkWord(t *testing.T, text string, w Word) {
	end := w.Offset + w.Length
	if end > len(text) || !w.Quoted && text[w.Offset:end] != w.Text {
		t.Fatalf("%q: the word %+v is not there", text, w)
	}
}

// FuzzQuote makes sure that what Quote returns is read as one word again.
func FuzzQuote(f *testing.F) {
	for _, text := range []string{"", "nginx", "tmux: server", `it's`, `it's a "\"`, "and", "eq", "\x00\xff\n", `\`, `\'`, "a(b)"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > MaxLength/4 {
			t.Skip("too long for a filter when it is quoted")
		}
		for _, sign := range []string{"=", "~"} {
			e, err := Parse("process " + sign + " " + Quote(text) + " and dual")
			if err != nil || e.Kind != And || len(e.Of) != 2 || e.Of[0].Test.Value.Text != text {
				t.Fatalf("%q is quoted as %s, which is %+v, %v", text, Quote(text), e, err)
			}
		}
	})
}
