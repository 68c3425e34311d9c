package cli

import (
	"errors"
	"fmt"
	"io"
)

// errReaderGone is the error of a write to a standard output that nobody reads any more, as in
// "tcptable | head -1". The reader has what it wanted, so to the program that is no failure.
var errReaderGone = errors.New("nobody reads standard output any more")

// output is standard output. It gives the errors of writing a shape that the rest of the program
// can tell from those of reading the table.
type output struct{ w io.Writer }

func (o output) Write(p []byte) (int, error) {
	n, err := o.w.Write(p)
	switch {
	case err == nil:
		return n, nil
	case readerGone(err):
		return n, errReaderGone
	}
	return n, fmt.Errorf("write the output: %w", err)
}

// worst joins the error of writing the output with others, which are not made good by nobody reading on.
func worst(writeErr error, others ...error) error {
	if err := errors.Join(others...); err != nil && errors.Is(writeErr, errReaderGone) {
		return err
	}
	return errors.Join(append(others, writeErr)...)
}
