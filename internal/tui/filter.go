package tui

import (
	"errors"

	"github.com/tcptable/tcptable"
)

// parseFilter stands in for [tcptable.ParseFilter] until that is there.
func parseFilter(text string) (tcptable.Filter, error) {
	if text != "" {
		return tcptable.Filter{}, errors.New("filters are not understood yet")
	}
	return tcptable.Filter{}, nil
}
