package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

// The exit codes of the program.
const (
	exitOK     = 0
	exitError  = 1
	exitUsage  = 2
	exitDenied = 3
	exitEmpty  = 4
)

// errEmpty is why the program ends with exit code 4. The output is as it should be.
var errEmpty = errors.New("no row was left to print")

// Main runs the program in env and returns its exit code: 0 if all went well, 1 after an error,
// 2 if the command line is wrong, 3 if something is not permitted, 4 if there was nothing to print
// and the command line asks for that code. What went wrong is said in one line on env.Stderr,
// and below it is the part of a filter that is wrong.
func Main(ctx context.Context, env Env) int {
	root := newRoot(env)
	root.SetArgs(append([]string{}, env.Args...)) // not nil: for nil cobra takes those of the process
	root.SetOut(output{env.Stdout})
	root.SetErr(env.Stderr)
	err := root.ExecuteContext(ctx)
	if err != nil && !errors.Is(err, errReaderGone) && !errors.Is(err, errEmpty) {
		say(env.Stderr, err.Error())
		show(env.Stderr, err)
	}
	return exitCode(err)
}

func exitCode(err error) int {
	var usage *usageError
	switch {
	case err == nil, errors.Is(err, errReaderGone):
		return exitOK
	case errors.As(err, &usage):
		return exitUsage
	case errors.Is(err, errEmpty):
		return exitEmpty
	case errors.Is(err, fs.ErrPermission):
		return exitDenied
	}
	return exitError
}

// usageError is a mistake in the command line. Its text says what would do.
type usageError struct {
	text string
	at   string // lines that show where, if that is not in the text
}

func (e *usageError) Error() string { return e.text }

func usagef(format string, args ...any) error {
	return &usageError{text: fmt.Sprintf(format, args...)}
}

// oneLine makes one line of the text of several joined errors.
func oneLine(text string) string {
	return strings.ReplaceAll(strings.TrimSpace(text), "\n", "; ")
}
