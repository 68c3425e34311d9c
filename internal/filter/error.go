package filter

import "fmt"

// Error says what is wrong with a text, and where. Length is 0 where something is missing.
type Error struct {
	Offset, Length int // in bytes
	Message        string
}

func (e *Error) Error() string { return e.Message }

// Errorf returns an error about the word.
func (w Word) Errorf(format string, args ...any) *Error {
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
