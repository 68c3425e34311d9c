package main

import (
	"context"
	"os"
	"path/filepath"

	"github.com/tcptable/tcptable/tools/internal/testjson"
)

// platform is a GOOS and a GOARCH.
type platform struct{ os, arch string }

func (p platform) String() string { return p.os + "/" + p.arch }

func (p platform) env() []string { return []string{"GOOS=" + p.os, "GOARCH=" + p.arch} }

// tool builds a tool of the tools module for this machine and returns its path. To run it by
// "go tool" would not do, for that builds it for the GOOS that is to be looked at.
func (h *house) tool(ctx context.Context, pkg string) (string, error) {
	program := filepath.Join(h.tmp, filepath.Base(pkg)+".exe")
	if _, err := os.Stat(program); err == nil { // by an earlier step
		return program, nil
	}
	return program, h.check(ctx, command{dir: "tools", args: []string{"go", "build", "-o", program, pkg}})
}

// checkFormat fails if gofumpt would change a file.
func checkFormat(ctx context.Context, h *house) testjson.Result {
	gofumpt, err := h.tool(ctx, "mvdan.cc/gofumpt")
	if err != nil {
		return failed(err.Error())
	}
	files, err := h.output(ctx, command{args: []string{gofumpt, "-l", "."}})
	switch {
	case err != nil:
		return failed(err.Error())
	case files != "":
		return failed("make fmt would change\n" + files)
	}
	return passed()
}

// tidy fails if go mod tidy would change the module in folder dir.
func tidy(dir string) func(context.Context, *house) testjson.Result {
	return func(ctx context.Context, h *house) testjson.Result {
		diff, err := h.output(ctx, command{dir: dir, args: []string{"go", "mod", "tidy", "-diff"}})
		switch {
		case diff != "":
			return failed("go mod tidy would change\n" + diff)
		case err != nil: // it could not even find out
			return h.unreachable("go mod tidy cannot tell", err)
		}
		return passed()
	}
}

// buildAndVet compiles everything for p, the tests included: vet reads them with their types.
func buildAndVet(p platform) func(context.Context, *house) testjson.Result {
	return func(ctx context.Context, h *house) testjson.Result {
		for _, verb := range []string{"build", "vet"} {
			if err := h.check(ctx, command{env: p.env(), args: []string{"go", verb, "./..."}}); err != nil {
				return failed(err.Error())
			}
		}
		return passed()
	}
}

// staticcheck reads the sources for p, the tests included.
func staticcheck(p platform) func(context.Context, *house) testjson.Result {
	return func(ctx context.Context, h *house) testjson.Result {
		return h.staticcheckIn(ctx, ".", p.env())
	}
}

func (h *house) staticcheckIn(ctx context.Context, dir string, env []string) testjson.Result {
	program, err := h.tool(ctx, "honnef.co/go/tools/cmd/staticcheck")
	if err != nil {
		return failed(err.Error())
	}
	if err := h.check(ctx, command{dir: dir, env: env, args: []string{program, "./..."}}); err != nil {
		return failed(err.Error())
	}
	return passed()
}

// vetModule looks at a module beside the library's, for this machine only.
func vetModule(dir string) func(context.Context, *house) testjson.Result {
	return func(ctx context.Context, h *house) testjson.Result {
		if err := h.check(ctx, command{dir: dir, args: []string{"go", "vet", "./..."}}); err != nil {
			return failed(err.Error())
		}
		return h.staticcheckIn(ctx, dir, nil)
	}
}

// testModule tests a module beside the library's. The tests of tools/policy are those of the
// repository.
func testModule(dir string) func(context.Context, *house) testjson.Result {
	return func(ctx context.Context, h *house) testjson.Result {
		return h.testIn(ctx, dir, nil, "-count=1", "./...")
	}
}
