//go:build !linux

package choose

import (
	"errors"
	"fmt"
	"runtime"

	"github.com/tcptable/tcptable"
)

// Kinds returns what can be asked for on this system, Auto first.
func Kinds() []Kind { return []Kind{Auto} }

func open(kind Kind, opts ...tcptable.Option) (tcptable.Source, error) {
	if kind != Auto {
		return nil, fmt.Errorf("%s: not on %s: %w", kind, runtime.GOOS, errors.ErrUnsupported)
	}
	return tcptable.OpenDefault(opts...)
}

// amongMany has nothing to say to a source that cannot change.
func amongMany(source tcptable.Source) tcptable.Source { return source }
