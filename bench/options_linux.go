package main

import (
	"flag"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
)

type options struct {
	root   string
	sizes  []int
	rounds int
	only   *regexp.Regexp
	part   string
	write  bool
	render bool
}

func parseOptions(args []string, stderr io.Writer) (*options, error) {
	o := &options{only: regexp.MustCompile("")}
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.StringVar(&o.root, "root", "..", "the checkout of tcptable")
	sizes := f.String("sizes", "0,1k,10k,100k,1m", "sockets in the tables, one after the other; 0 is for the empty table of an idle machine")
	f.IntVar(&o.rounds, "rounds", 0, "rounds on each table; 0: as many as its size allows")
	f.BoolVar(&o.write, "write", false, "write bench/results and docs/benchmarks.md, not only to standard output")
	f.BoolVar(&o.render, "render", false, "measure nothing, but write these files anew from bench/results/run.json")
	f.StringVar(&o.part, "part", "", "with -write or -render: the name under which -only is kept beside what a whole run measured")
	f.Func("only", "regular expression for the names of the contestants that take part", func(s string) (err error) {
		o.only, err = regexp.Compile(s)
		return err
	})
	if err := f.Parse(args); err != nil {
		return nil, err
	}
	if f.NArg() > 0 {
		return nil, fmt.Errorf("argument %q is not wanted", f.Arg(0))
	}
	if o.part == "run" || strings.ContainsAny(o.part, "/.") {
		return nil, fmt.Errorf("part %q: a file of results cannot be named so", o.part)
	}
	var err error
	o.sizes, err = parseSizes(*sizes)
	return o, err
}

// parseSizes understands "0,1k,1m". A size is even, because every connection has two ends.
func parseSizes(text string) ([]int, error) {
	var sizes []int
	for word := range strings.SplitSeq(strings.ToLower(text), ",") {
		digits, factor := word, 1
		if rest, ok := strings.CutSuffix(word, "k"); ok {
			digits, factor = rest, 1000
		} else if rest, ok := strings.CutSuffix(word, "m"); ok {
			digits, factor = rest, 1_000_000
		}
		n, err := strconv.Atoi(digits)
		switch n *= factor; {
		case err != nil:
			return nil, fmt.Errorf("size %q: %w", word, err)
		case n < 0 || n%2 != 0 || n > 2_000_000:
			return nil, fmt.Errorf("size %q: want an even number up to 2m", word)
		}
		if len(sizes) > 0 && n <= sizes[len(sizes)-1] {
			return nil, fmt.Errorf("size %q: sizes must grow", word)
		}
		sizes = append(sizes, n)
	}
	return sizes, nil
}

// roundsFor returns how many rounds there are on a table.
func (o *options) roundsFor(rows int) int {
	switch {
	case o.rounds > 0:
		return o.rounds
	case rows == 0:
		return 101
	case rows <= 10_000:
		return 11
	case rows <= 100_000:
		return 7
	}
	return 3
}
