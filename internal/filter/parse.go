package filter

// MaxLength and MaxDepth bound what [Parse] takes: the bytes of a text, and how deep parentheses and
// "not" may be nested.
const (
	MaxLength = 1 << 16
	MaxDepth  = 200
)

// Parse reads a filter. An empty one, which holds for every row, is nil. The error is an *[Error].
//
//	filter = [ or ]
//	or     = and { ( "or" | "|" | "||" ) and }
//	and    = not { [ "and" | "&" | "&&" ] not }
//	not    = ( "not" | "!" ) not | "(" or ")" | test
func Parse(text string) (*Expr, error) {
	if len(text) > MaxLength {
		return nil, Word{Offset: MaxLength, Length: len(text) - MaxLength}.Errorf("a filter has at most %d bytes", MaxLength)
	}
	p := parser{lexer: lexer{text: text}}
	if err := p.advance(); err != nil {
		return nil, err
	}
	if p.token.kind == tokenEnd {
		return nil, nil
	}
	e, err := p.or(0)
	if err != nil {
		return nil, err
	}
	if p.token.kind == tokenClose {
		return nil, p.token.Errorf("no parenthesis is open that this one could close")
	}
	return e, nil
}

// parser reads one token ahead.
type parser struct {
	lexer
	token token
	last  *Test // the test that was read last
}

func (p *parser) advance() (err error) {
	p.token, err = p.next()
	return err
}

func (p *parser) or(depth int) (*Expr, error) {
	return p.list(Or, tokenOr, func() (*Expr, bool, error) {
		e, err := p.and(depth)
		return e, p.token.kind == tokenOr, err
	})
}

func (p *parser) and(depth int) (*Expr, error) {
	return p.list(And, tokenAnd, func() (*Expr, bool, error) {
		e, err := p.not(depth)
		for err == nil && isStates(e) && p.atStates() { // "state a state b" is one set, as in ss
			var more *Expr
			if more, err = p.test(); err == nil {
				e.Test.States = append(e.Test.States, more.Test.States...)
			}
		}
		k := p.token.kind
		return e, k == tokenAnd || k == tokenNot || k == tokenOpen || k == tokenWord, err
	})
}

// list reads operands for as long as there are more, which the signs of the kind between may divide.
func (p *parser) list(kind Kind, between tokenKind, operand func() (e *Expr, more bool, err error)) (*Expr, error) {
	all := &Expr{Kind: kind}
	for {
		e, more, err := operand()
		if err != nil {
			return nil, err
		}
		all.Of = append(all.Of, e)
		if !more {
			break
		}
		if p.token.kind == between {
			if err := p.advance(); err != nil {
				return nil, err
			}
		}
	}
	if len(all.Of) == 1 {
		return all.Of[0], nil
	}
	return all, nil
}

func (p *parser) not(depth int) (*Expr, error) {
	if depth > MaxDepth {
		return nil, p.token.Errorf("a filter is nested at most %d deep", MaxDepth)
	}
	switch p.token.kind {
	case tokenNot:
		if err := p.advance(); err != nil {
			return nil, err
		}
		e, err := p.not(depth + 1)
		return &Expr{Kind: Not, Of: []*Expr{e}}, err
	case tokenOpen:
		return p.parenthesis(depth)
	case tokenWord:
		return p.test()
	}
	return nil, p.expected()
}

func (p *parser) parenthesis(depth int) (*Expr, error) {
	open := p.token
	if err := p.advance(); err != nil {
		return nil, err
	}
	e, err := p.or(depth + 1)
	if err != nil {
		return nil, err
	}
	if p.token.kind != tokenClose {
		return nil, open.Errorf("this parenthesis is not closed")
	}
	if e.Kind == Leaf {
		// "(state a) state b" are two conditions.
		e = &Expr{Kind: And, Of: []*Expr{e}}
	}
	return e, p.advance()
}

// expected is the error about a token that no condition begins with.
func (p *parser) expected() error {
	switch p.token.kind {
	case tokenEnd:
		return p.token.Errorf("a condition is missing at the end, for example dport = :443")
	case tokenComparison:
		return p.token.Errorf("what is to be compared is missing before %q, for example dport %s :443", p.token.Text, p.token.Text)
	}
	return p.token.Errorf("a condition is missing before %q, for example dport = :443", p.token.Text)
}

func isStates(e *Expr) bool { return e != nil && e.Kind == Leaf && e.Test.Field == State }

func (p *parser) atStates() bool {
	if p.token.kind != tokenWord {
		return false
	}
	f := fieldNamed(p.token.Text)
	return f != nil && f.field == State
}
