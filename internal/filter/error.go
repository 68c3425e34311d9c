package filter

import (
	"fmt"
	"strings"
)

// Error says what is wrong with a text, and where. Length is 0 where something is missing.
type Error struct {
	Offset, Length int // in bytes
	Message        string
}

func (e *Error) Error() string { return e.Message }

// maxShown is how many bytes of a text a message has at most, so that it stays one that can be read.
const maxShown = 200

// Errorf returns an error about the word. Texts among args are cut where they are too long.
func (w Word) Errorf(format string, args ...any) *Error {
	for i := range args {
		if s, ok := args[i].(string); ok && len(s) > maxShown {
			args[i] = strings.ToValidUTF8(s[:maxShown], "") + "..."
		}
	}
	return &Error{Offset: w.Offset, Length: w.Length, Message: fmt.Sprintf(format, args...)}
}

// part returns n bytes of the word from the given one on. The bytes of a word with quotes cannot be
// told apart: of that it returns the whole place.
func (w Word) part(at, n int) Word {
	p := Word{Text: w.Text[at : at+n], Offset: w.Offset + at, Length: n, Quoted: w.Quoted}
	if w.Quoted {
		p.Offset, p.Length = w.Offset, w.Length
	}
	return p
}
