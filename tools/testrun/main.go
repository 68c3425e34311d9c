// Testrun checks the project: the form of its sources, its builds for every system it runs on,
// and its tests in every way that this machine can run them. It installs what it needs where it
// may, says what it skipped and why, and ends with one line that counts.
//
// It exits with 0 if nothing failed, with 1 if something did, and with 2 on wrong usage.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"syscall"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == ordinaryVerb {
		err := runAsOrdinary(os.Args[2:]) // returns only if it failed
		fmt.Fprintf(os.Stderr, "testrun: %v\n", err)
		os.Exit(1)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// options are the flags.
type options struct {
	root string
	only *regexp.Regexp
	list bool
	fuzz int
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	o, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		return 2
	}
	steps := choose(plan(o), o.only)
	if len(steps) == 0 {
		fmt.Fprintf(stderr, "testrun: no step matches %q; -list shows them\n", o.only)
		return 2
	}
	if o.list {
		for _, s := range steps {
			fmt.Fprintln(stdout, s.name)
		}
		return 0
	}
	h, err := open(ctx, o.root)
	if err != nil {
		fmt.Fprintf(stderr, "testrun: %v\n", err)
		return 1
	}
	ok := h.run(ctx, steps, stdout)
	if err := h.close(); err != nil {
		fmt.Fprintf(stderr, "testrun: %v\n", err)
		return 1
	}
	if !ok {
		return 1
	}
	return 0
}

func parse(args []string, stderr io.Writer) (options, error) {
	o := options{only: regexp.MustCompile("")}
	flags := flag.NewFlagSet("testrun", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.root, "root", "..", "the `folder` of the checkout")
	flags.BoolVar(&o.list, "list", false, "list the steps, run none")
	flags.IntVar(&o.fuzz, "fuzz", 20_000, "how many inputs to try on each fuzz target")
	flags.Func("only", "run only the steps whose name matches the `regexp`", func(s string) (err error) {
		o.only, err = regexp.Compile(s)
		return err
	})
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		err := fmt.Errorf("argument %q is not wanted", flags.Arg(0))
		fmt.Fprintf(stderr, "testrun: %v\n", err)
		return o, err
	}
	return o, nil
}
