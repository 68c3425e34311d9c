package cli

import (
	"runtime"
	"slices"
	"strings"

	"github.com/tcptable/tcptable/internal/choose"
)

// sourceKind is the value of --source. It implements pflag.Value.
type sourceKind struct{ kind choose.Kind }

// Set takes the name of a source that there is on this system.
func (s *sourceKind) Set(text string) error {
	kind, err := choose.Parse(text)
	if err == nil && slices.Contains(choose.Kinds(), kind) {
		s.kind = kind
		return nil
	}
	words := strings.Join(sourceWords(), ", ")
	if err != nil {
		return usagef("unknown source %q: try one of %s", text, words)
	}
	return usagef("the source %s is not available on %s: there is %s", kind, systemName(runtime.GOOS), words)
}

// String returns the name of the source.
func (s *sourceKind) String() string { return s.kind.String() }

// Type is what help shows for the value.
func (s *sourceKind) Type() string { return "SOURCE" }

// sourceUsage is what help says about --source.
func sourceUsage() string {
	const about = "where the table is read from: auto (the default: whatever is fastest)"
	if others := sourceWords()[1:]; len(others) > 0 {
		return about + ", or one alone: " + strings.Join(others, ", ")
	}
	return about + " is all there is here"
}

// sourceWords are what --source takes on this system.
func sourceWords() []string {
	var words []string
	for _, kind := range choose.Kinds() {
		words = append(words, kind.String())
	}
	return words
}

// systemName is how people write the name of an operating system.
func systemName(goos string) string {
	if goos == "windows" {
		return "Windows"
	}
	return goos
}
