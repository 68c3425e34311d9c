package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/tcptable/tcptable/bench/internal/contest"
	"github.com/tcptable/tcptable/bench/internal/result"
)

// bench measures, or finds what was measured before, and shows it.
func (o *options) bench(ctx context.Context, stdout, stderr io.Writer) error {
	run, err := o.measured(ctx, stderr)
	if err != nil {
		return err
	}
	if o.write || o.render {
		if err := o.writeFiles(run); err != nil {
			return err
		}
	}
	return run.WriteText(stdout)
}

func (o *options) measured(ctx context.Context, stderr io.Writer) (*result.Run, error) {
	if o.render {
		return readRun(o.resultPath(cmp.Or(o.part, "run") + ".json"))
	}
	if os.Geteuid() != 0 {
		return nil, errors.New("needs root: it makes network namespaces, loads BPF programs, and looks at other users' processes")
	}
	return o.measure(ctx, stderr)
}

func (o *options) measure(ctx context.Context, stderr io.Writer) (run *result.Run, err error) {
	tmp, err := os.MkdirTemp("", "tcptable-bench-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(tmp)) }()
	program := filepath.Join(tmp, "tcptable")
	if err := buildProgram(ctx, o.root, program); err != nil {
		return nil, err
	}
	run = new(result.Run)
	if run.Machine, err = describeMachine(ctx, o.root); err != nil {
		return nil, err
	}
	for _, c := range contest.All() {
		run.Contestants = append(run.Contestants, c.Contestant)
	}
	for _, rows := range o.sizes {
		size, err := o.startArena(ctx, program, rows, stderr)
		if err != nil {
			return nil, err
		}
		run.Sizes = append(run.Sizes, size)
	}
	return run, nil
}

// buildProgram builds tcptable as make build does.
func buildProgram(ctx context.Context, root, program string) error {
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-o", program, "./cmd/tcptable")
	build.Dir, build.Env = root, append(os.Environ(), "GOWORK=off", "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	return nil
}

func (o *options) resultPath(name string) string {
	return filepath.Join(o.root, "bench", "results", name)
}

func readRun(path string) (*result.Run, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	run := new(result.Run)
	if err := json.Unmarshal(content, run); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return run, nil
}
