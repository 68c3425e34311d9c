package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/tcptable/tcptable/tools/internal/testjson"
)

// modulePath is the path of the module that is tested.
const modulePath = "github.com/tcptable/tcptable"

// house is the checkout with what the steps need to work on it.
type house struct {
	root string   // absolute
	tmp  string   // a folder of our own that every user may enter
	env  []string // of every command
	ci   bool     // what cannot be had from the network is a failure, not a skip
}

func open(ctx context.Context, root string) (*house, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil {
		return nil, fmt.Errorf("no checkout: %w", err)
	}
	tmp, err := os.MkdirTemp("", "testrun-")
	if err != nil {
		return nil, err
	}
	h := &house{root: root, tmp: tmp, env: os.Environ(), ci: os.Getenv("CI") == "true"}
	if err := h.prepare(ctx); err != nil {
		return nil, errors.Join(err, h.close())
	}
	return h, nil
}

func (h *house) prepare(ctx context.Context) error {
	if err := os.Chmod(h.tmp, 0o755); err != nil {
		return err
	}
	// Nothing here is released, so no version needs to be stamped: git may be missing, or
	// distrust a checkout of another user.
	flags, err := h.output(ctx, command{args: []string{"go", "env", "GOFLAGS"}})
	if err != nil {
		return err
	}
	h.env = append(h.env, "GOWORK=off", "GOFLAGS="+strings.TrimSpace(flags+" -buildvcs=false"))
	return nil
}

func (h *house) close() error { return os.RemoveAll(h.tmp) }

// unreachable is the result of a step that could not be done because something could not be
// fetched.
func (h *house) unreachable(what string, err error) testjson.Result {
	if h.ci {
		return failed(fmt.Sprintf("%s: %v", what, err))
	}
	return skipped(what + ": " + lastLine(err.Error()))
}

// lastLine returns the line in which a command that failed says why.
func lastLine(output string) string {
	output = strings.TrimSpace(output)
	return output[strings.LastIndexByte(output, '\n')+1:]
}

// test runs go test in the checkout and counts.
func (h *house) test(ctx context.Context, env []string, args ...string) testjson.Result {
	return h.testIn(ctx, ".", env, args...)
}

// testIn is test in another folder of the checkout.
func (h *house) testIn(ctx context.Context, dir string, env []string, args ...string) testjson.Result {
	args = append([]string{"go", "test", "-json", "-vet=off", "-timeout=5m"}, args...)
	var result testjson.Result
	err := h.stream(ctx, command{dir: dir, env: env, args: args}, func(r io.Reader) (err error) {
		result, err = testjson.Read(r)
		return err
	})
	switch {
	case err != nil && len(result.Failures) == 0:
		result.Add(failed(err.Error()))
	case result.Ran() == 0:
		result.Add(failed("no test was run"))
	}
	return result
}
