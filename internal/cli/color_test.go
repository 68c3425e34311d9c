package cli

import (
	"strings"
	"testing"
)

func TestColor(t *testing.T) {
	for _, test := range []struct {
		name     string
		args     string
		vars     map[string]string
		terminal bool
		enabled  bool
		want     bool
	}{
		{name: "terminal", terminal: true, enabled: true, want: true},
		{name: "auto", args: "--color auto", terminal: true, enabled: true, want: true},
		{name: "pipe", enabled: true},
		{name: "old console", terminal: true},
		{name: "NO_COLOR", vars: map[string]string{"NO_COLOR": "1"}, terminal: true, enabled: true},
		{name: "empty NO_COLOR", vars: map[string]string{"NO_COLOR": ""}, terminal: true, enabled: true, want: true},
		{name: "dumb", vars: map[string]string{"TERM": "dumb"}, terminal: true, enabled: true},
		{name: "never", args: "--color never", terminal: true, enabled: true},
		{name: "always into a pipe", args: "--color=always", want: true},
		{name: "always beats NO_COLOR", args: "--color always", vars: map[string]string{"NO_COLOR": "1"}, want: true},
		{name: "the last one counts", args: "--color always --color never", terminal: true, enabled: true},
		{name: "json", args: "--json --color always", terminal: true, enabled: true},
		{name: "csv", args: "--csv --color always", terminal: true, enabled: true},
	} {
		t.Run(test.name, func(t *testing.T) {
			env := testEnv(sampleSource(), strings.Fields(test.args)...)
			env.LookupEnv = func(name string) (string, bool) {
				value, ok := test.vars[name]
				return value, ok
			}
			env.IsTerminal = func() bool { return test.terminal }
			env.EnableColor = func() bool { return test.enabled }
			r := runEnv(env)
			if got := strings.Contains(r.stdout, "\x1b[32mLISTEN\x1b[0m"); got != test.want {
				t.Errorf("coloured: %v, want %v", got, test.want)
			}
			if !test.want && strings.Contains(r.stdout, "\x1b") {
				t.Errorf("an escape character in\n%q", r.stdout)
			}
		})
	}
}
