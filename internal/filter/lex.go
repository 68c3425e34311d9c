package filter

import (
	"slices"
	"strings"
	"unicode/utf8"
)

type tokenKind uint8

const (
	tokenEnd tokenKind = iota
	tokenWord
	tokenOpen
	tokenClose
	tokenAnd
	tokenOr
	tokenNot
	tokenComparison
)

type token struct {
	kind       tokenKind
	comparison Comparison
	Word
}

// lexer divides a text into tokens.
type lexer struct {
	text string
	at   int // where the next token is looked for
}

type sign struct {
	text       string
	kind       tokenKind
	comparison Comparison
}

// signs are the tokens of other characters than words have, the longer ones first.
var signs = []sign{
	{"==", tokenComparison, Equal},
	{"!=", tokenComparison, NotEqual},
	{"<=", tokenComparison, AtMost},
	{">=", tokenComparison, AtLeast},
	{"!~", tokenComparison, MatchesNot},
	{"&&", tokenAnd, 0},
	{"||", tokenOr, 0},
	{"=", tokenComparison, Equal},
	{"<", tokenComparison, Less},
	{">", tokenComparison, Greater},
	{"~", tokenComparison, Matches},
	{"&", tokenAnd, 0},
	{"|", tokenOr, 0},
	{"!", tokenNot, 0},
	{"(", tokenOpen, 0},
	{")", tokenClose, 0},
}

// sign returns how a comparison is written.
func (c Comparison) sign() string {
	i := slices.IndexFunc(signs, func(s sign) bool { return s.comparison == c && s.text != "==" })
	return signs[i].text
}

// comparisonWords are the comparisons that ss knows as words. They are words of the language only
// behind the name of a field.
var comparisonWords = map[string]Comparison{
	"eq": Equal, "ne": NotEqual, "neq": NotEqual, "lt": Less, "le": AtMost, "leq": AtMost,
	"gt": Greater, "ge": AtLeast, "geq": AtLeast,
}

const (
	spaces = " \t\r\n\v\f"
	ends   = spaces + "'\"()=<>!&|~" // what a word ends before
)

func (l *lexer) next() (token, error) {
	l.skip()
	rest := l.text[l.at:]
	if rest == "" {
		return token{Word: Word{Offset: len(l.text)}}, nil
	}
	for _, s := range signs {
		if strings.HasPrefix(rest, s.text) {
			t := token{kind: s.kind, comparison: s.comparison, Word: Word{Text: s.text, Offset: l.at, Length: len(s.text)}}
			l.at += len(s.text)
			return t, nil
		}
	}
	if rest[0] == '\'' || rest[0] == '"' {
		return l.quoted()
	}
	n := strings.IndexAny(rest, ends)
	if n < 0 {
		n = len(rest)
	}
	return l.word(n), nil
}

func (l *lexer) skip() {
	for l.at < len(l.text) && strings.IndexByte(spaces, l.text[l.at]) >= 0 {
		l.at++
	}
}

// word takes a word of n bytes.
func (l *lexer) word(n int) token {
	t := token{kind: tokenWord, Word: Word{Text: l.text[l.at : l.at+n], Offset: l.at, Length: n}}
	l.at += n
	switch strings.ToLower(t.Text) {
	case "and":
		t.kind = tokenAnd
	case "or":
		t.kind = tokenOr
	case "not":
		t.kind = tokenNot
	}
	return t
}

// quoted takes a word in quotes. Within double quotes a backslash takes away the meaning of a double
// quote and of another backslash; any other backslash stands for itself.
func (l *lexer) quoted() (token, error) {
	start, quote := l.at, l.text[l.at]
	var b strings.Builder
	for at := start + 1; at < len(l.text); at++ {
		c := l.text[at]
		if c == quote {
			l.at = at + 1
			return token{kind: tokenWord, Word: Word{Text: b.String(), Offset: start, Length: l.at - start, Quoted: true}}, nil
		}
		if c == '\\' && quote == '"' && at+1 < len(l.text) && (l.text[at+1] == '"' || l.text[at+1] == '\\') {
			at++
			c = l.text[at]
		}
		b.WriteByte(c)
	}
	return token{}, Word{Offset: start, Length: 1}.Errorf("the quote that begins here does not end")
}

// pattern takes what stands behind "~": it ends at a space, so that it may have all characters of
// regular expressions, or at a parenthesis that begins before it.
func (l *lexer) pattern() (token, error) {
	l.skip()
	rest := l.text[l.at:]
	if rest == "" || rest[0] == '\'' || rest[0] == '"' || rest[0] == ')' {
		return l.next()
	}
	open := 0
	for at := 0; at < len(rest); at++ {
		switch c := rest[at]; {
		case c == '\\' && at+1 < len(rest):
			// What follows has no meaning of its own, but a space still ends the word.
			if strings.IndexByte(spaces, rest[at+1]) < 0 {
				at++
			}
		case c == '(':
			open++
		case c == ')' && open > 0:
			open--
		case c == ')', strings.IndexByte(spaces, c) >= 0:
			return l.literal(at), nil
		}
	}
	return l.literal(len(rest)), nil
}

// literal takes a word of n bytes that is none of the language.
func (l *lexer) literal(n int) token {
	t := token{kind: tokenWord, Word: Word{Text: l.text[l.at : l.at+n], Offset: l.at, Length: n}}
	l.at += n
	return t
}

// Quote returns text as a word that is read as text again, in quotes only where it needs them.
func Quote(text string) string {
	bare := text != "" && !strings.ContainsAny(text, ends)
	switch strings.ToLower(text) {
	case "and", "or", "not":
		bare = false
	}
	if _, ok := comparisonWords[strings.ToLower(text)]; ok {
		bare = false
	}
	switch {
	case bare && utf8.ValidString(text):
		return text
	case !strings.Contains(text, "'"):
		return "'" + text + "'"
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}
