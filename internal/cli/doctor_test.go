package cli

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/choose"
	"github.com/tcptable/tcptable/internal/rights"
)

// checkup is what programs see of a checkup.
type checkup struct {
	SchemaVersion int `json:"schema_version"`
	Capabilities  []string
	Checks        []struct {
		Name, Status, Detail string
		Error                *string
		Needs                []string
	}
	Advice []struct {
		Purpose, Note string
		Commands      []string
	}
}

func (c *checkup) status(name string) string {
	for _, check := range c.Checks {
		if check.Name == name {
			return check.Status
		}
	}
	return "not checked"
}

func (c *checkup) commands() (all []string) {
	for _, a := range c.Advice {
		all = append(all, a.Commands...)
	}
	return all
}

// doctorEnv is a world in which netlink and proc can be read and BPF cannot.
func doctorEnv(r rights.Rights, args ...string) Env {
	env := testEnv(nil, append([]string{"doctor"}, args...)...)
	env.Rights = func(string) (rights.Rights, error) { return r, nil }
	env.Open = func(kind choose.Kind, opts ...tcptable.Option) (*tcptable.Table, error) {
		if kind == choose.BPF {
			return nil, fs.ErrPermission
		}
		return tcptable.Open(tcptable.WithSource(sampleSource()))
	}
	return env
}

func examineWith(t *testing.T, r rights.Rights) *checkup {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("capabilities and sources to choose from are Linux's")
	}
	result := runEnv(doctorEnv(r, "--json"))
	var c checkup
	if err := json.Unmarshal([]byte(result.stdout), &c); err != nil || result.code != exitOK {
		t.Fatalf("exit code %d, %v\n%s%s", result.code, err, result.stderr, result.stdout)
	}
	return &c
}

var ordinary = rights.Rights{Bounding: ^rights.Set(0), InitialUserNS: true}

func TestDoctorAdvice(t *testing.T) {
	c := examineWith(t, ordinary)
	for name, want := range map[string]string{
		"netlink": "works", "bpf": "refused", "proc": "works", "owners": "partly", "brief connections": "missing",
	} {
		if got := c.status(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	commands := c.commands()
	want := "sudo setcap cap_dac_read_search,cap_sys_ptrace,cap_perfmon,cap_bpf+ep /usr/bin/tcptable"
	if len(commands) == 0 || commands[0] != want {
		t.Errorf("%q\nwant first %q", commands, want)
	}
	if !slices.Contains(commands, "sudo usermod --append --groups tcptable alice") {
		t.Errorf("nothing about a group in %q", commands)
	}
}

// What the file has already stays, because setcap replaces it.
func TestDoctorKeepsCapabilities(t *testing.T) {
	r := ordinary
	r.Effective = rights.SetOf(rights.NetAdmin, rights.SysPtrace)
	want := "sudo setcap cap_dac_read_search,cap_net_admin,cap_sys_ptrace,cap_perfmon,cap_bpf+ep /usr/bin/tcptable"
	if commands := examineWith(t, r).commands(); len(commands) == 0 || commands[0] != want {
		t.Errorf("%q\nwant first %q", commands, want)
	}
}

func TestDoctorObstacles(t *testing.T) {
	for name, test := range map[string]struct {
		change func(r *rights.Rights)
		want   string
	}{
		"bounding set": {
			func(r *rights.Rights) { r.Bounding = ^rights.SetOf(rights.BPF, rights.Perfmon) },
			"docker run --cap-add PERFMON --cap-add BPF ...",
		},
		"user namespace": {func(r *rights.Rights) { r.InitialUserNS = false }, "sudo tcptable"},
		"no_new_privs":   {func(r *rights.Rights) { r.NoNewPrivs = true }, "tcptable doctor"},
		"nosuid":         {func(r *rights.Rights) { r.NoSUID = true }, "sudo install /usr/bin/tcptable /usr/local/bin/tcptable"},
	} {
		t.Run(name, func(t *testing.T) {
			r := ordinary
			test.change(&r)
			commands := examineWith(t, r).commands()
			if len(commands) == 0 || commands[0] != test.want {
				t.Errorf("%q, want first %q", commands, test.want)
			}
			if strings.Contains(strings.Join(commands, "\n"), "setcap") {
				t.Errorf("setcap would not help: %q", commands)
			}
		})
	}
}

// Processes that are hidden are shown to a group.
func TestDoctorHidden(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux hides processes")
	}
	r := ordinary
	r.ProcGroup = 4294967290 // nobody has named that
	env := doctorEnv(r, "--json")
	env.Open = func(choose.Kind, ...tcptable.Option) (*tcptable.Table, error) {
		source := sampleSource()
		source.snap.Report.Hidden = true
		return tcptable.Open(tcptable.WithSource(source))
	}
	if out := runEnv(env).stdout; !strings.Contains(out, `"sudo usermod --append --groups 4294967290 alice"`) {
		t.Error(out)
	}
}

func TestDoctorText(t *testing.T) {
	r := runEnv(doctorEnv(ordinary))
	if r.code != exitOK || r.stderr != "" {
		t.Fatalf("exit code %d, %q", r.code, r.stderr)
	}
	for _, want := range []string{", as a test\n/usr/bin/tcptable\n\n", "\npartly   owners"} {
		if runtime.GOOS == "linux" && !strings.Contains(r.stdout, want) {
			t.Errorf("no %q in\n%s", want, r.stdout)
		}
	}
	for line := range strings.Lines(r.stdout) {
		if len(line) > 81 && !strings.HasPrefix(line, "  sudo ") {
			t.Errorf("a long line: %q", line)
		}
	}
}

// Where nothing can be read, that is what the program ends with, once it has said all it knows.
func TestDoctorNothingWorks(t *testing.T) {
	env := doctorEnv(ordinary)
	env.Open = func(choose.Kind, ...tcptable.Option) (*tcptable.Table, error) {
		return nil, errors.New("no table today")
	}
	r := runEnv(env)
	if r.code != exitError || !strings.Contains(r.stdout, "failed") || !strings.Contains(r.stderr, "no table today") {
		t.Errorf("exit code %d, %q\n%s", r.code, r.stderr, r.stdout)
	}
}

// The connection of the program's own may be what fails: that is said, and not what it was for.
func TestDoctorWithoutConnection(t *testing.T) {
	c := examineWith(t, ordinary) // whose table is always the same
	for _, check := range c.Checks {
		if check.Name != "course" && check.Name != "kill" {
			continue
		}
		const want = "it could not be tried: a connection of this program is not in the table"
		if check.Status != "failed" || check.Error == nil || *check.Error != want {
			t.Errorf("%+v", check)
		}
	}
}

func TestDoctorCannotExamine(t *testing.T) {
	env := doctorEnv(ordinary)
	env.Rights = func(string) (rights.Rights, error) { return rights.Rights{}, errors.New("no rights today") }
	if r := runEnv(env); r.code != exitError || r.stdout != "" || r.stderr != "tcptable: no rights today\n" {
		t.Errorf("%+v", r)
	}
	env = doctorEnv(ordinary)
	env.Program = func() (string, error) { return "", errors.New("deleted") }
	if r := runEnv(env); r.code != exitError || r.stderr != "tcptable: where this program lies: deleted\n" {
		t.Errorf("%+v", r)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if code := Main(ctx, doctorEnv(ordinary)); code != exitError {
		t.Errorf("exit code %d after the context was done", code)
	}
}

func TestQuoteForShell(t *testing.T) {
	for text, want := range map[string]string{
		"/usr/bin/tcptable": "/usr/bin/tcptable",
		"/opt/my tools/t":   "'/opt/my tools/t'",
		"it's":              `'it'\''s'`,
		"$(reboot)":         "'$(reboot)'",
		"":                  "''",
	} {
		if got := quoteForShell(text); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}
