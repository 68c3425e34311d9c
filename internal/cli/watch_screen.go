package cli

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"syscall"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/tui"
)

// canShowScreen says why the terminal is not one that can show a screen, if so.
func (env *Env) canShowScreen() error {
	kind, set := env.LookupEnv("TERM")
	if runtime.GOOS == "windows" || set && kind != "" && kind != "dumb" {
		return nil
	}
	if kind == "" {
		return errors.New("TERM is not set, so that nobody knows what this terminal can show: set it, or take --ndjson")
	}
	return errors.New("this terminal cannot show a screen (TERM=" + kind + "): take --ndjson")
}

func (env *Env) watchScreen(ctx context.Context, table *tcptable.Table, q tcptable.Query, o *watchOptions, chosen string) error {
	options := tui.Options{
		Table:      table,
		Query:      q,
		Selection:  chosen,
		Privilege:  env.Privilege(),
		Interval:   o.interval.Duration,
		Looks:      int(o.times),
		In:         env.Stdin,
		Out:        env.Stdout,
		Environ:    env.Environ(),
		Colors:     env.colors(o.color),
		ASCII:      env.onlyASCII(),
		LookupAddr: env.lookupName,
		Terminate:  env.terminate,
	}
	options.ParseFilter = func(text string) (tcptable.Filter, error) {
		opts, err := o.selection.place()
		if err != nil {
			return tcptable.Filter{}, err
		}
		return tcptable.ParseFilter(text, opts...)
	}
	if !o.numeric {
		options.LookupUser = env.LookupUser
	}
	return tui.Run(ctx, options)
}

// terminate asks exactly that process to end; on Windows, where nobody can be asked, it ends it.
func (env *Env) terminate(_ context.Context, p tcptable.Process) error {
	switch {
	case int(p.PID) == env.PID:
		return errors.New("that is tcptable itself: q ends it")
	case runtime.GOOS == "windows":
		return env.Signal(p, syscall.SIGKILL)
	}
	return env.Signal(p, syscall.SIGTERM)
}

// colors says how many colours the terminal has.
func (env *Env) colors(mode colorMode) tui.Colors {
	if !env.wantsColor(mode) {
		return tui.ColorsNone
	}
	kind, _ := env.LookupEnv("TERM")
	depth, _ := env.LookupEnv("COLORTERM")
	_, windowsTerminal := env.LookupEnv("WT_SESSION")
	switch {
	case depth == "truecolor" || depth == "24bit" || strings.HasSuffix(kind, "-direct") || windowsTerminal:
		return tui.ColorsTrue
	case strings.Contains(kind, "256color"):
		return tui.Colors256
	}
	return tui.Colors16
}

// onlyASCII reports whether the locale is not one of UTF-8.
func (env *Env) onlyASCII() bool {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return false
	}
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if value, _ := env.LookupEnv(name); value != "" {
			value = strings.ToLower(value)
			return !strings.Contains(value, "utf-8") && !strings.Contains(value, "utf8")
		}
	}
	return true
}
