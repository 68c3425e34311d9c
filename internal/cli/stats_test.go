package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/choose"
)

// countingSource counts how often it was asked, by one more each time.
type countingSource struct {
	fakeSource
	asked         uint64
	statsErr, err error
}

func (s *countingSource) Statistics(context.Context) (tcptable.Statistics, error) {
	s.asked++
	if s.statsErr != nil && s.asked > 2 {
		return tcptable.Statistics{}, s.statsErr
	}
	return tcptable.Statistics{ActiveOpens: 10 * s.asked, CurrEstab: 1}, s.err
}

func (s *countingSource) Counters(context.Context) ([]tcptable.Counter, error) {
	return []tcptable.Counter{{Name: "ListenDrops", Value: s.asked}, {Name: "TCPHPHits", Value: 5}}, nil
}

func statsEnv(source tcptable.Source, args ...string) Env {
	env := testEnv(nil, append([]string{"stats"}, args...)...)
	env.Open = func(choose.Kind, ...tcptable.Option) (*tcptable.Table, error) {
		return tcptable.Open(tcptable.WithSource(source))
	}
	return env
}

func TestStatsOnce(t *testing.T) {
	source := &countingSource{}
	r := runEnv(statsEnv(source))
	if r.code != exitOK || r.stderr != "" || source.closed != 1 {
		t.Errorf("exit code %d, %q, closed %d times", r.code, r.stderr, source.closed)
	}
	for _, want := range []string{"COUNTER", "\nActiveOpens", " 10  connections asked for from here\n", "\nListenDrops"} {
		if !strings.Contains(r.stdout, want) {
			t.Errorf("no %q in\n%s", want, r.stdout)
		}
	}
	if strings.Contains(r.stdout, "TCPHPHits") || strings.Contains(r.stdout, "PER SECOND") {
		t.Errorf("too much in\n%s", r.stdout)
	}
	all := runEnv(statsEnv(&countingSource{}, "--all", "-H"))
	if !strings.Contains(all.stdout, "\nTCPHPHits") || strings.Contains(all.stdout, "COUNTER") {
		t.Errorf("--all -H prints\n%s", all.stdout)
	}
	colored := runEnv(statsEnv(&countingSource{}, "--color", "always"))
	if !strings.HasPrefix(colored.stdout, "\x1b[1mCOUNTER") {
		t.Errorf("--color always prints\n%s", colored.stdout)
	}
}

func TestStatsInterval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		r := runEnv(statsEnv(&countingSource{}, "--interval", "2.5", "--times", "3", "--json"))
		if took := time.Since(began); r.code != exitOK || took != 7500*time.Millisecond {
			t.Errorf("exit code %d after %v: %s", r.code, took, r.stderr)
		}
		lines := strings.Split(strings.TrimSuffix(r.stdout, "\n"), "\n")
		if len(lines) != 3 {
			t.Fatalf("%d lines:\n%s", len(lines), r.stdout)
		}
		for _, line := range lines {
			var got struct {
				Elapsed float64            `json:"elapsed_s"`
				Rates   map[string]float64 `json:"per_second"`
			}
			if err := json.Unmarshal([]byte(line), &got); err != nil || got.Elapsed != 2.5 || got.Rates["active_opens"] != 4 {
				t.Errorf("%v: %s", err, line)
			}
		}
		text := runEnv(statsEnv(&countingSource{}, "--interval", "1s", "--times", "2"))
		if strings.Count(text.stdout, "\n\nCOUNTER") != 1 || strings.Count(text.stdout, "PER SECOND") != 2 {
			t.Errorf("two times are\n%s", text.stdout)
		}
	})
}

// Without --times it ends when its context does, which is no error.
func TestStatsUntilCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 10500*time.Millisecond)
		defer cancel()
		env := statsEnv(&countingSource{err: errors.New("half of it")}, "--interval", "1", "--json")
		var stdout, stderr bytes.Buffer
		env.Stdout, env.Stderr = &stdout, &stderr
		if code := Main(ctx, env); code != exitOK || bytes.Count(stdout.Bytes(), []byte("\n")) != 10 {
			t.Errorf("exit code %d, %s", code, stdout.String())
		}
		if got := stderr.String(); got != "tcptable: statistics: half of it\n" {
			t.Errorf("standard error %q", got)
		}
	})
}

func TestStatsFailures(t *testing.T) {
	part := runEnv(statsEnv(&countingSource{err: errors.New("half of it")}))
	if part.code != exitError || part.stderr != "tcptable: statistics: half of it\n" || part.stdout == "" {
		t.Errorf("a part: exit code %d, %q, %q", part.code, part.stderr, part.stdout)
	}
	none := runEnv(statsEnv(&fakeSource{}))
	if none.code != exitError || none.stdout != "" || !strings.Contains(none.stderr, "not told by this source") {
		t.Errorf("none: exit code %d, %q, %q", none.code, none.stderr, none.stdout)
	}
	synctest.Test(t, func(t *testing.T) {
		later := runEnv(statsEnv(&countingSource{statsErr: io.ErrUnexpectedEOF}, "--interval", "1", "--json"))
		if later.code != exitError || strings.Count(later.stdout, "\n") != 1 {
			t.Errorf("later: exit code %d, %q, %q", later.code, later.stderr, later.stdout)
		}
	})
}

func TestStatsUsage(t *testing.T) {
	for args, want := range map[string]string{
		"now":                       `unexpected argument "now": tcptable stats takes none`,
		"--times 3":                 "--times needs --interval: how often, and how long between",
		"--interval 1 --times 0":    "--times 0 would print nothing: give 1 or more",
		"--interval soon":           `unknown interval "soon": give seconds, or a duration such as 500ms or 1m30s`,
		"--interval 0":              "the interval 0 is out of range: give one from 10ms to a year",
		"--interval -5s":            "the interval -5s is out of range: give one from 10ms to a year",
		"--interval 9999h":          "the interval 9999h is out of range: give one from 10ms to a year",
		"--interval 1e300":          `unknown interval "1e300": give seconds, or a duration such as 500ms or 1m30s`,
		"--interval NaN":            `unknown interval "NaN": give seconds, or a duration such as 500ms or 1m30s`,
		"--interval 1 --times many": `unknown value "many" for --times: see tcptable stats --help`,
		"--interval":                "--interval needs a value: --interval DURATION",
	} {
		r := runEnv(statsEnv(&countingSource{}, strings.Fields(args)...))
		if r.code != exitUsage || r.stdout != "" || r.stderr != "tcptable: "+want+"\n" {
			t.Errorf("%s: exit code %d, %q, %q", args, r.code, r.stdout, r.stderr)
		}
	}
}
