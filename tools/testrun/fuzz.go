package main

import (
	"context"
	"fmt"
	"io"

	"github.com/tcptable/tcptable/tools/internal/testjson"
)

// fuzz tries n new inputs on every fuzz target. It counts inputs and not seconds, because go
// test can take the end of its time for a failure of the target.
func fuzz(n int) func(context.Context, *house) testjson.Result {
	return func(ctx context.Context, h *house) testjson.Result {
		targets, err := h.fuzzTargets(ctx)
		if err != nil {
			return failed(err.Error())
		}
		var result testjson.Result
		for _, target := range targets {
			result.Add(h.test(
				ctx, nil, "-run=^$", "-fuzz=^"+target.Test+"$",
				fmt.Sprintf("-fuzztime=%dx", n), "-fuzzminimizetime=100x", target.Package,
			))
		}
		if result.Ran() == 0 {
			return failed("there is no fuzz target")
		}
		return result
	}
}

func (h *house) fuzzTargets(ctx context.Context) (targets []testjson.Name, err error) {
	args := []string{"go", "test", "-json", "-vet=off", "-list=^Fuzz", "./..."}
	err = h.stream(ctx, command{args: args}, func(r io.Reader) (err error) {
		targets, err = testjson.List(r)
		return err
	})
	return targets, err
}
