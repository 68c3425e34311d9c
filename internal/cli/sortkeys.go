package cli

import (
	"slices"
	"strings"

	"github.com/tcptable/tcptable/internal/render"
)

// sortKeys is the value of --sort. It implements pflag.Value.
type sortKeys struct {
	keys []sortKey
	text string
}

// sortKey is a column that rows are ordered by.
type sortKey struct {
	column     render.Column
	descending bool
}

// Set takes columns, each with ":desc" or ":asc" behind it or without.
func (k *sortKeys) Set(text string) error {
	k.text = text
	for part := range strings.SplitSeq(text, ",") {
		name, direction, _ := strings.Cut(strings.TrimSpace(part), ":")
		column, err := parseColumn(name)
		if err != nil {
			return err
		}
		if !slices.Contains([]string{"", "asc", "desc"}, direction) {
			return usagef("unknown order %q in --sort %s: give asc or desc", direction, text)
		}
		k.keys = append(k.keys, sortKey{column, direction == "desc"})
	}
	return nil
}

// String returns the text.
func (k *sortKeys) String() string { return k.text }

// Type is what help shows for the value.
func (k *sortKeys) Type() string { return "COLUMN[:desc][,...]" }

func (k *sortKeys) needs() render.Needs {
	var needs render.Needs
	for i := range k.keys {
		needs |= k.keys[i].column.Needs
	}
	return needs
}

// sort orders rows that are in the fixed order, which is kept among those that are equal. Rows
// without a value come last, whatever the direction.
func (k *sortKeys) sort(rows []render.Row) {
	if len(k.keys) == 0 {
		return
	}
	slices.SortStableFunc(rows, func(a, b render.Row) int {
		for i := range k.keys {
			if order := k.keys[i].compare(&a, &b); order != 0 {
				return order
			}
		}
		return 0
	})
}

func (k *sortKey) compare(a, b *render.Row) int {
	order := k.column.Compare(a, b)
	if k.descending && k.column.Known(a) && k.column.Known(b) {
		return -order
	}
	return order
}
