//go:build !linux

package tcptable

import (
	"context"
	"errors"
	"fmt"
	"runtime"
)

var errNoNetNS = fmt.Errorf("there are none on %s: %w", runtime.GOOS, errors.ErrUnsupported)

func openAllNetNS(func(...Option) (Source, error), options) (Source, error) {
	return nil, fmt.Errorf("network namespaces: %w", errNoNetNS)
}

func findNamespaces(context.Context, string) ([]Namespace, int, error) { return nil, 0, errNoNetNS }

func findNetNS(string, string) (string, error) { return "", errNoNetNS }
