package cli

import (
	"regexp"
	"runtime/debug"
	"strings"
	"testing"
)

func TestVersionOf(t *testing.T) {
	for version, want := range map[string]string{
		"":        "devel",
		"(devel)": "devel",
		"v1.2.3":  "v1.2.3",
	} {
		if got := versionOf(&debug.BuildInfo{Main: debug.Module{Version: version}}); got != want {
			t.Errorf("version %q is called %q, want %q", version, got, want)
		}
	}
	for _, flag := range []string{"-v", "--version"} {
		if got := mustRun(t, nil, flag); !regexp.MustCompile(`^tcptable \S+ \(go\S+, \w+/\w+\)\n$`).MatchString(got) {
			t.Errorf("%s prints %q", flag, got)
		}
	}
}

func TestManPage(t *testing.T) {
	page := mustRun(t, nil, "man")
	if again := mustRun(t, nil, "man"); page != again {
		t.Error("two pages differ")
	}
	if !strings.HasPrefix(page, `.TH "TCPTABLE" "1" "20`) {
		t.Errorf("the page begins with %q", page[:40])
	}
	for _, flag := range flagTerms(newRoot(testEnv(nil))) {
		if want := `\fB` + strings.ReplaceAll(flag, "-", `\-`) + `\fR`; !strings.Contains(page, want) {
			t.Errorf("the page does not name %s", flag)
		}
	}
	for _, section := range []string{"NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "COMMANDS", "COLUMNS", "EXIT STATUS", "ENVIRONMENT", "EXAMPLES", "SEE ALSO"} {
		if !strings.Contains(page, ".SH \""+section+"\"\n") {
			t.Errorf("the page has no section %s", section)
		}
	}
	request := regexp.MustCompile(`^\.(TH|SH|SS|TP|PP|br|nf|fi)( |$)`)
	for line := range strings.SplitSeq(strings.TrimSuffix(page, "\n"), "\n") {
		if line == "" || line[0] == '\'' || line[0] == '.' && !request.MatchString(line) {
			t.Errorf("roff would misread the line %q", line)
		}
	}
}

func TestRoff(t *testing.T) {
	for text, want := range map[string]string{
		`--a\b "c"`: `\-\-a\eb \(dqc\(dq`,
		".x":        `\&.x`,
		"'x":        `\&'x`,
		"a.b":       "a.b",
	} {
		if got := roffLine(text); got != want {
			t.Errorf("%s becomes %s, want %s", text, got, want)
		}
	}
}

func TestCompletion(t *testing.T) {
	for shell, want := range map[string]string{
		"bash":       "complete -o default",
		"zsh":        "#compdef tcptable",
		"fish":       "complete -c tcptable",
		"powershell": "Register-ArgumentCompleter",
	} {
		if got := mustRun(t, nil, "completion", shell); !strings.Contains(got, want) {
			t.Errorf("the script for %s has no %q", shell, want)
		}
	}
	const noFiles = ":4" // cobra.ShellCompDirectiveNoFileComp
	for _, test := range []struct {
		args []string
		want []string
	}{
		{[]string{"--color", ""}, []string{"auto", "always", "never"}}, // the shell keeps those that fit
		{[]string{"--source", ""}, sourceWords()},
		{[]string{"--state", "FIN"}, []string{"FIN_WAIT1", "FIN_WAIT2"}},
		{[]string{"--state", "listen,t"}, []string{"listen,time_wait"}},
		{[]string{"--state=LISTEN,EST"}, []string{"LISTEN,ESTABLISHED"}},
		{[]string{"--state", "con"}, []string{"connected"}},
		{[]string{"--port", ""}, nil},
		{[]string{"--pid", ""}, nil},
		{[]string{"--address", ""}, nil},
		{[]string{"completion", "z"}, []string{"zsh"}},
		{[]string{"man", ""}, nil},
		{[]string{"kill", "--state", "LIST"}, []string{"LISTEN"}},
		{[]string{"kill", "--signal", ""}, signalWords()},
		{[]string{"kill", "--netns", ""}, nil},
		{[]string{"kill", ""}, nil},
		{[]string{"who", ""}, nil},
		{[]string{"who", "--source", ""}, sourceWords()},
		{[]string{"help", ""}, verbs(newRoot(testEnv(nil)))},
	} {
		out := mustRun(t, nil, append([]string{"__completeNoDesc"}, test.args...)...)
		if want := strings.Join(append(test.want, noFiles), "\n") + "\n"; out != want {
			t.Errorf("%q completes to\n%s\nwant\n%s", test.args, out, want)
		}
	}
}
