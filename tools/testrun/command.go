package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// A command that takes this long hangs.
const commandLimit = 10 * time.Minute

// After an interrupt a command has this long to end by itself.
const commandGrace = 10 * time.Second

// command is a program to run.
type command struct {
	dir  string   // relative to the checkout
	env  []string // beside the house's
	args []string
}

// output runs c and returns what it printed to standard output without the last line's end. The
// error holds what it printed to standard error.
func (h *house) output(ctx context.Context, c command) (string, error) {
	var stdout bytes.Buffer
	err := h.stream(ctx, c, func(r io.Reader) error {
		_, err := stdout.ReadFrom(r)
		return err
	})
	return strings.TrimRight(stdout.String(), "\n"), err
}

// check runs c. The error holds all that it printed.
func (h *house) check(ctx context.Context, c command) error {
	stdout, err := h.output(ctx, c)
	if err != nil && stdout != "" {
		return fmt.Errorf("%w\n%s", err, stdout)
	}
	return err
}

// stream runs c and has its standard output read by read.
func (h *house) stream(ctx context.Context, c command, read func(io.Reader) error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, commandLimit, fmt.Errorf("did not end in %v", commandLimit))
	defer cancel()
	cmd := exec.CommandContext(ctx, c.args[0], c.args[1:]...)
	cmd.Dir = filepath.Join(h.root, c.dir)
	cmd.Env = append(append(cmd.Environ(), h.env...), c.env...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = commandGrace
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, printed := io.Pipe()
	cmd.Stdout = printed
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { // Wait ends on time even if a grandchild keeps standard output open
		err := cmd.Wait()
		printed.Close()
		ended <- err
	}()
	readErr := read(stdout)
	io.Copy(io.Discard, stdout) // after an error: the command must not wait for a reader
	err := <-ended
	if err == nil && readErr == nil {
		return nil
	}
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return fmt.Errorf("%s: %w\n%s", strings.Join(c.args, " "), errors.Join(err, readErr), stderr.Bytes())
}
