package filter

import (
	"strconv"
	"strings"
)

// test reads a condition.
func (p *parser) test() (*Expr, error) {
	key := p.token.Word
	f := fieldNamed(key.Text)
	if f == nil {
		return nil, p.unknown(key)
	}
	t := Test{Field: f.field, Comparison: Equal, Key: key}
	if err := p.comparison(f, &t); err != nil {
		return nil, err
	}
	if f.shape != shapeNothing {
		if p.token.kind != tokenWord {
			return nil, p.missing(f, &t)
		}
		t.Value = p.token.Word
		if err := t.setValue(f); err != nil {
			return nil, err
		}
		if err := p.advance(); err != nil {
			return nil, err
		}
	}
	p.last = &t
	return &Expr{Kind: Leaf, Test: t}, nil
}

// comparison reads how the field is compared, which may be left out, and goes on to the value.
func (p *parser) comparison(f *fieldRule, t *Test) error {
	if err := p.advance(); err != nil {
		return err
	}
	sign := p.token
	c, isWord := comparisonWords[strings.ToLower(sign.Text)]
	switch {
	case sign.kind == tokenComparison:
		c = sign.comparison
	case sign.kind != tokenWord || !isWord || sign.Quoted || f.shape == shapeNothing:
		return nil
	}
	t.Comparison = c
	if !f.takes(c) {
		return sign.Errorf("%s takes %s, as in %s", t.Key.Text, f.comparisons(), f.example)
	}
	if c == Matches || c == MatchesNot {
		var err error
		p.token, err = p.pattern()
		return err
	}
	return p.advance()
}

// missing is the error about a value that is not there.
func (p *parser) missing(f *fieldRule, t *Test) error {
	switch p.token.kind {
	case tokenEnd:
		return p.token.Errorf("a value is missing behind %s, as in %s", t.Key.Text, f.example)
	case tokenAnd, tokenOr, tokenNot:
		return p.token.Errorf("a value is missing behind %s, as in %s; if it is to be %s, put that in quotes",
			t.Key.Text, f.example, p.token.Text)
	}
	return p.token.Errorf("a value is missing before %q, as in %s; a value that has such a character in it is put in quotes",
		p.token.Text, f.example)
}

func (t *Test) setValue(f *fieldRule) (err error) {
	switch f.shape {
	case shapeState:
		exclude := strings.EqualFold(t.Key.Text, "exclude") != (t.Comparison == NotEqual)
		t.States, t.Comparison = []StateWord{{exclude, t.Value}}, Equal
	case shapePorts:
		t.Ports, err = portsOfWord(t.Value)
		if err == nil && t.Comparison > NotEqual && (t.Ports.Any || t.Ports.First != t.Ports.Last) {
			err = t.Value.Errorf("only one port can be less or greater, as in dport >= :1024")
		}
	case shapeHost:
		t.Host, err = hostOfWord(t.Value)
	case shapeNumber:
		t.Number, err = number(t.Value, f.example)
	}
	return err
}

// number reads a number in decimal or, with "0x" before it, in hexadecimal.
func number(w Word, example string) (uint64, error) {
	digits, base := w.Text, 10
	if rest, ok := strings.CutPrefix(strings.ToLower(digits), "0x"); ok {
		digits, base = rest, 16
	}
	n, err := strconv.ParseUint(digits, base, 64)
	if err != nil || digits[0] == '+' {
		return 0, w.Errorf("%q is not a number, as in %s", w.Text, example)
	}
	return n, nil
}
