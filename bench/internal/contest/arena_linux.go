package contest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"

	"github.com/tcptable/tcptable/bench/internal/result"
)

// slow is what makes a contestant take part in the first round only.
const slow = 20 * time.Second

// Arena is where contestants meet: a network namespace with a table that stands still.
type Arena struct {
	Rows    int
	Port    uint16 // of one of the connections
	Program string // path of our program
	Log     io.Writer
}

// Rounds has all contestants do their work round by round, one after the other, so that whatever
// disturbs the machine for a while disturbs all of them.
func (a *Arena) Rounds(ctx context.Context, contestants []Contestant, rounds int) ([]result.Entry, error) {
	help, err := exec.CommandContext(ctx, a.Program, "--help").Output()
	if err != nil {
		return nil, fmt.Errorf("%s --help: %w", program, err)
	}
	entries := make([]result.Entry, len(contestants))
	for i, c := range contestants {
		entries[i] = result.Entry{Name: c.Name}
		if !bytes.Contains(help, []byte(c.flag)) {
			entries[i].Absent = "this tcptable has no " + c.flag
		}
	}
	for round := range rounds {
		for i := range contestants {
			if err := a.take(ctx, &contestants[i], &entries[i], round); err != nil {
				return nil, err
			}
		}
		a.log("round %d of %d done", round+1, rounds)
	}
	return entries, nil
}

// take measures c once more, unless it has had its turns.
func (a *Arena) take(ctx context.Context, c *Contestant, e *result.Entry, round int) error {
	if e.Absent != "" || round > 0 && e.Samples[0].Wall >= slow {
		return nil
	}
	sample, err := a.measure(ctx, c)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		e.Samples, e.Absent = nil, err.Error()
		a.log("%s: %v", c.Name, err)
		return nil
	}
	e.Samples = append(e.Samples, sample)
	if round == 0 {
		a.log("%-24s %v", c.Name, sample.Wall.Round(10*time.Microsecond))
	}
	return nil
}

func (a *Arena) log(format string, args ...any) {
	fmt.Fprintf(a.Log, "%8d rows: %s\n", a.Rows, strings.TrimSpace(fmt.Sprintf(format, args...)))
}
