package contest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/tcptable/tcptable/bench/internal/result"
)

// measure has the contestant do its work once, in a process of its own.
func (a *Arena) measure(ctx context.Context, c *Contestant) (result.Sample, error) {
	if c.open != nil {
		return a.measureLibrary(ctx, c)
	}
	return a.measureProgram(ctx, c)
}

func (a *Arena) measureLibrary(ctx context.Context, c *Contestant) (result.Sample, error) {
	var out bytes.Buffer
	sample, err := run(ctx, c.limit(), &out, "/proc/self/exe", CallVerb, c.Name)
	if err != nil || sample.Cut {
		return sample, err
	}
	sample = result.Sample{}
	if err := json.Unmarshal(out.Bytes(), &sample); err != nil {
		return sample, fmt.Errorf("what %s measured: %w", c.Name, err)
	}
	if sample.Rows != a.Rows {
		return sample, fmt.Errorf("%d rows instead of %d", sample.Rows, a.Rows)
	}
	return sample, nil
}

func (a *Arena) measureProgram(ctx context.Context, c *Contestant) (result.Sample, error) {
	return run(ctx, c.limit(), nil, c.command(a.Program, a.Port)...)
}

// run runs a command to its end, or until it has taken limit. A nil out is /dev/null, opened for the
// command itself: nobody has to read what it writes.
func run(ctx context.Context, limit time.Duration, out *bytes.Buffer, args ...string) (result.Sample, error) {
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	cmd := exec.CommandContext(limited, args[0], args[1:]...)
	if out != nil {
		cmd.Stdout = out
	}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	// What is measured must not outlive who measures.
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	begin := time.Now()
	err := cmd.Run()
	sample := result.Sample{Wall: time.Since(begin)}
	switch {
	case ctx.Err() != nil:
		return sample, ctx.Err()
	case limited.Err() != nil:
		sample.Wall, sample.Cut = limit, true
	case errors.Is(err, exec.ErrNotFound):
		return sample, fmt.Errorf("%s is not installed", args[0])
	case err != nil:
		return sample, fmt.Errorf("%w: %s", err, firstLine(stderr.String()))
	}
	usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	sample.CPU = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	sample.Peak = uint64(usage.Maxrss) << 10
	return sample, nil
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return line
}
