package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/tcptable/tcptable/tools/internal/testjson"
	"github.com/tcptable/tcptable/tools/internal/tree"
)

// elsewhere are directives that need a certain compiler: a test of their package runs them where
// it is there.
const elsewhere = "bpf2go"

// checkGenerated fails if go generate would change a file or make one. It works on a copy of the
// checkout.
func checkGenerated(ctx context.Context, h *house) testjson.Result {
	to := filepath.Join(h.tmp, "generated")
	if err := tree.Copy(h.root, to); err != nil {
		return failed(err.Error())
	}
	err := h.check(ctx, command{args: []string{"go", "-C", to, "generate", "-skip=" + elsewhere, "./..."}})
	if err != nil {
		return failed(err.Error())
	}
	changed, err := changedFiles(h.root, to)
	switch {
	case err != nil:
		return failed(err.Error())
	case len(changed) > 0:
		return failed("go generate ./... would change\n" + strings.Join(changed, "\n"))
	}
	return passed()
}

// changedFiles returns the files of the copy that are not as in the checkout at root.
func changedFiles(root, copied string) (changed []string, err error) {
	files, err := tree.Files(copied)
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		is, err := os.ReadFile(filepath.Join(copied, file))
		if err != nil {
			return nil, err
		}
		was, err := os.ReadFile(filepath.Join(root, file))
		if err != nil && !os.IsNotExist(err) {
			return nil, err
		}
		if err != nil || !bytes.Equal(is, was) {
			changed = append(changed, file)
		}
	}
	return changed, nil
}
