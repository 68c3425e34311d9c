package cli

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/choose"
	"github.com/tcptable/tcptable/internal/render"
)

func TestDefaultTable(t *testing.T) {
	f := sampleSource()
	want := `STATE        LOCAL ADDRESS           REMOTE ADDRESS            PID/PROCESS      USER
LISTEN       0.0.0.0:22              0.0.0.0:0                 22/sshd          root
ESTABLISHED  10.0.0.1:22             10.9.8.7:50000            - not permitted  1000
TIME_WAIT    127.0.0.1:40000         127.0.0.1:443             - kernel         -
LISTEN       [::]:80                 [::]:0                    100/nginx        www-data
ESTABLISHED  [::ffff:10.0.0.1]:80    [::ffff:10.9.8.7]:50001   100/nginx        www-data
CLOSE_WAIT   [fe80::1%eth0]:80       [fe80::2%eth0]:50002      101/nginx        www-data
`
	if got := mustRun(t, f); squeeze(got) != squeeze(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if f.closed != 1 {
		t.Errorf("the table was closed %d times", f.closed)
	}
}

// squeeze makes one space of several: how wide columns are is tested in package render.
func squeeze(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = strings.Join(strings.Fields(line), " ")
	}
	return strings.Join(lines, "\n")
}

func TestQueryOfFlags(t *testing.T) {
	everything := tcptable.Query{States: tcptable.AllStates, Owners: tcptable.OwnersProcess, Sorted: true}
	with := func(change func(q *tcptable.Query)) tcptable.Query {
		q := everything
		change(&q)
		return q
	}
	states := func(s ...tcptable.State) tcptable.Query {
		return with(func(q *tcptable.Query) { q.States = tcptable.States(s...) })
	}
	all := func(q *tcptable.Query) { q.Owners = tcptable.OwnersAll }
	for _, test := range []struct {
		args string
		want tcptable.Query
	}{
		{"", everything},
		{"-4", with(func(q *tcptable.Query) { q.Family = tcptable.IPv4 })},
		{"-6", with(func(q *tcptable.Query) { q.Family = tcptable.IPv6 })},
		{"-46", everything},
		{"-l", states(tcptable.StateListen)},
		{"-a", everything},
		{"-la", everything},
		{"-tan", everything},
		{"-tulpn", with(func(q *tcptable.Query) {
			q.States, q.Owners = tcptable.States(tcptable.StateListen), tcptable.OwnersAll
		})},
		{"-tanp", with(all)},
		{"-4lnpH", with(func(q *tcptable.Query) {
			q.Family, q.States, q.Owners = tcptable.IPv4, tcptable.States(tcptable.StateListen), tcptable.OwnersAll
		})},
		{"-e", everything},
		{"--pid 1", with(all)},
		{"--json", everything},
		{"--state listen", states(tcptable.StateListen)},
		{"--state estab,time-wait --state SynSent", states(tcptable.StateEstablished, tcptable.StateTimeWait, tcptable.StateSynSent)},
		{"--state bound", states(tcptable.StateClosed)},
		{"--state all", everything},
		{"--state ALL,closed", with(func(q *tcptable.Query) { q.States |= tcptable.States(tcptable.StateClosed) })},
		{"--state listening", states(tcptable.StateListen)},
		{"--state connected", with(func(q *tcptable.Query) { q.States &^= tcptable.States(tcptable.StateListen) })},
		{"-l --state all", states(tcptable.StateListen)},
		{"-al --state connected", with(func(q *tcptable.Query) { q.States &^= tcptable.States(tcptable.StateListen) })},
	} {
		t.Run(test.args, func(t *testing.T) {
			f := sampleSource()
			mustRun(t, f, strings.Fields(test.args)...)
			if len(f.queries) != 1 || f.queries[0] != test.want {
				t.Errorf("queries %+v, want one: %+v", f.queries, test.want)
			}
		})
	}
}

// TestFilters names the rows that are left by their inodes; 0 is the row in TIME_WAIT.
func TestFilters(t *testing.T) {
	for _, test := range []struct {
		args string
		want []string
	}{
		{"", []string{"1", "2", "0", "3", "4", "5"}},
		{"--port 22", []string{"1", "2"}},
		{"--port 443", []string{"0"}},
		{"--port 22,443", []string{"1", "2", "0"}},
		{"--port 22 --port 50002", []string{"1", "2", "5"}},
		{"--port 0", []string{"1", "3"}},
		{"--port 65535", nil},
		{"--pid 22", []string{"1"}},
		{"--pid 100", []string{"3", "4"}},
		{"--pid 101", []string{"3", "5"}}, // the worker holds the listener of its parent
		{"--pid 22,101", []string{"1", "3", "5"}},
		{"--pid 0", []string{"2", "0"}},
		{"--pid 4294967295", nil},
		{"--address 10.0.0.1", []string{"2", "4"}},
		{"--address 10.9.0.0/16", []string{"2", "4"}},
		{"--address 10.0.0.99/8", []string{"2", "4"}},
		{"--address 0.0.0.0/0", []string{"1", "2", "0", "4"}},
		{"--address ::ffff:10.0.0.1", []string{"4"}},
		{"--address ::ffff:10.0.0.0/104", []string{"4"}},
		{"--address fe80::/10", []string{"5"}},
		{"--address fe80::2", []string{"5"}},
		{"--address [fe80::2]", []string{"5"}},
		{"--address fe80::2%eth0", []string{"5"}},
		{"--address fe80::2%eth1", nil},
		{"--address ::/0", []string{"3", "4", "5"}},
		{"--address ::", []string{"3"}},
		{"--address 127.0.0.1,fe80::1", []string{"0", "5"}},
		{"--port 80 --address 10.0.0.0/8", []string{"4"}},
		{"--port 80 --pid 101 --state close_wait", []string{"5"}},
		{"-6 --port 80 -l", []string{"3"}},
		{"--state closed", []string{"6"}},
	} {
		t.Run(test.args, func(t *testing.T) {
			out := mustRun(t, sampleSource(), append(strings.Fields(test.args), "--csv", "-H")...)
			records, err := csv.NewReader(strings.NewReader(out)).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			inode := slices.Index(render.FieldNames(), "inode")
			var got []string
			for _, r := range records {
				got = append(got, r[inode])
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("rows %v, want %v", got, test.want)
			}
		})
	}
}

func TestColumns(t *testing.T) {
	for _, test := range []struct{ args, want string }{
		{"-l -H -4", "LISTEN 0.0.0.0:22 0.0.0.0:0 22/sshd root\n"},
		{"-l -H -4 -n", "LISTEN 0.0.0.0:22 0.0.0.0:0 22/sshd 0\n"},
		{"-lH6p", "LISTEN [::]:80 [::]:0 100/nginx,101/nginx www-data\n"},
		{"-H --pid 101 -l", "LISTEN [::]:80 [::]:0 100/nginx,101/nginx www-data\n"},
		{"--port 443 -p --no-headers", "TIME_WAIT 127.0.0.1:40000 127.0.0.1:443 - kernel -\n"},
		{"-lH4e", "LISTEN 0 0 0.0.0.0:22 0.0.0.0:0 22/sshd root 0 1 91 - IN_HOST\n"},
		{"-lH6e", "LISTEN 0 0 [::]:80 [::]:0 100/nginx www-data 33 3 - yes IN_HOST\n"},
		{"--port 1", "STATE LOCAL ADDRESS REMOTE ADDRESS PID/PROCESS USER\n"},
		{"--port 1 -e", "STATE RECV-Q SEND-Q LOCAL ADDRESS REMOTE ADDRESS PID/PROCESS USER UID INODE COOKIE DUAL-STACK OFFLOAD\n"},
		{"--port 1 -H", ""},
	} {
		if got := squeeze(mustRun(t, sampleSource(), strings.Fields(test.args)...)); got != test.want {
			t.Errorf("%s: got\n%s\nwant\n%s", test.args, got, test.want)
		}
	}
}

func TestMissingFieldsAreNotShownAsZero(t *testing.T) {
	f := sampleSource()
	f.snap.Report.Missing = tcptable.FieldDualStack | tcptable.FieldListenSendQ | tcptable.FieldOffload
	want := "LISTEN 0 - [::]:80 [::]:0 100/nginx www-data 33 3 - - -\n"
	if got := squeeze(mustRun(t, f, "-lH6e")); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestUsersAreLookedUpOnce(t *testing.T) {
	asked := map[uint32]int{}
	env := testEnv(sampleSource(), "--ndjson")
	lookup := env.LookupUser
	env.LookupUser = func(uid uint32) (string, error) {
		asked[uid]++
		return lookup(uid)
	}
	runEnv(env)
	if len(asked) != 3 || asked[0] != 1 || asked[33] != 1 || asked[1000] != 1 {
		t.Errorf("users were looked up %v times, want each once", asked)
	}
	clear(asked)
	env.Args = []string{"-n"}
	runEnv(env)
	if len(asked) != 0 {
		t.Errorf("with -n users were looked up %v times", asked)
	}
}

func TestJSONDocument(t *testing.T) {
	var document struct {
		Source      string
		Complete    bool
		Report      struct{ Denied, Rows int }
		Connections []struct {
			PID     uint32
			Process string
			User    string
		}
	}
	r := run(sampleSource(), "--json", "--pid", "100")
	if err := json.Unmarshal([]byte(r.stdout), &document); err != nil {
		t.Fatal(err)
	}
	if document.Source != "fake" || !document.Complete || document.Report.Denied != 3 || document.Report.Rows != 6 {
		t.Errorf("got %+v", document)
	}
	if len(document.Connections) != 2 || document.Connections[0].Process != "nginx" || document.Connections[0].User != "www-data" {
		t.Errorf("got %+v", document.Connections)
	}
	if r.stderr != "" || r.code != exitOK {
		t.Errorf("exit code %d, standard error %q", r.code, r.stderr)
	}
}

func TestDeniedNote(t *testing.T) {
	change := func(f func(r *tcptable.Report)) *fakeSource {
		s := sampleSource()
		f(&s.snap.Report)
		return s
	}
	const advice = "; run as root, or see tcptable doctor\n"
	for _, test := range []struct {
		name   string
		source *fakeSource
		args   string
		want   string
	}{
		{"some", sampleSource(), "", "tcptable: owners of 1 connection are not shown: 3 processes may not be looked at" + advice},
		{"one", change(func(r *tcptable.Report) { r.Denied = 1 }), "-n", "tcptable: owners of 1 connection are not shown: 1 process may not be looked at" + advice},
		{"hidepid", change(func(r *tcptable.Report) { r.Denied, r.Hidden = 0, true }), "", "tcptable: owners of 1 connection are not shown: processes of other users are not even listed (hidepid)" + advice},
		{"by pid", sampleSource(), "--pid 22", "tcptable: owners of 1 connection are not known, so --pid may have missed rows: 3 processes may not be looked at" + advice},
		{"no such row", sampleSource(), "--port 80", ""},
		{"nobody denied", change(func(r *tcptable.Report) { r.Denied = 0 }), "", ""},
		{"json", sampleSource(), "--json", ""},
		{"ndjson", sampleSource(), "--ndjson", ""},
		{"csv", sampleSource(), "--csv", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := run(test.source, strings.Fields(test.args)...)
			if r.stderr != test.want || r.code != exitOK {
				t.Errorf("exit code %d, got\n%swant\n%s", r.code, r.stderr, test.want)
			}
		})
	}
}

func TestFallbackNote(t *testing.T) {
	for _, format := range []string{"--color=never", "--json", "--ndjson", "--csv"} {
		f := sampleSource()
		f.snap.Report.Fallback = errors.Join(errors.New("sock_diag: operation not permitted"), errors.New("two"))
		f.snap.Report.Missing = tcptable.FieldCookie
		r := run(f, format, "--port", "80")
		want := "tcptable: the rows come from fake, because the usual source failed: sock_diag: operation not permitted; two\n"
		if r.stderr != want || r.code != exitOK {
			t.Errorf("%s: exit code %d, got %q, want %q", format, r.code, r.stderr, want)
		}
	}
}

// Where only the way to the rows is another one, the report has the reason and nobody is disturbed.
func TestFallbackWithoutLoss(t *testing.T) {
	for _, format := range []string{"--color=never", "--json", "--ndjson", "--csv"} {
		f := sampleSource()
		f.snap.Report.Fallback = errors.New("bpf: not for you")
		r := run(f, format, "--port", "80")
		if r.stderr != "" || r.code != exitOK {
			t.Errorf("%s: exit code %d, %q", format, r.code, r.stderr)
		}
		if format == "--json" && !strings.Contains(r.stdout, `"fallback":"bpf: not for you"`) {
			t.Errorf("the document does not say it: %s", r.stdout)
		}
	}
}

func TestSourceReachesOpen(t *testing.T) {
	for _, word := range append(sourceWords(), "") {
		f := sampleSource()
		env := testEnv(f, "--port", "80", "--source", word)
		if word == "" {
			env, word = testEnv(f, "--port", "80"), "auto"
		}
		opened := ""
		open := env.Open
		env.Open = func(kind choose.Kind, _ ...tcptable.Option) (*tcptable.Table, error) {
			opened += kind.String()
			return open(kind)
		}
		if r := runEnv(env); r.code != exitOK || opened != word {
			t.Errorf("--source %s opens %q: %+v", word, opened, r)
		}
	}
}

func TestNoOwners(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"-l -4", "STATE LOCAL ADDRESS REMOTE ADDRESS USER\nLISTEN 0.0.0.0:22 0.0.0.0:0 root\n"},
		{"-l -4 -e -H", "LISTEN 0 0 0.0.0.0:22 0.0.0.0:0 root 0 1 91 - IN_HOST\n"},
	} {
		f := sampleSource()
		if got := squeeze(mustRun(t, f, append(strings.Fields(c.args), "--no-owners")...)); got != c.want {
			t.Errorf("%s: got\n%swant\n%s", c.args, got, c.want)
		}
		if q := f.queries[0]; q.Owners != tcptable.OwnersNone {
			t.Errorf("%s: owners are asked for: %+v", c.args, q)
		}
	}
}

func TestUDPNote(t *testing.T) {
	r := run(sampleSource(), "-tulpnH", "--port", "80")
	if r.stderr != "tcptable: -u adds nothing: this is a table of TCP connections\n" || r.code != exitOK || !strings.HasPrefix(r.stdout, "LISTEN") {
		t.Errorf("got %+v", r)
	}
}

func TestPartOfTheTable(t *testing.T) {
	f := sampleSource()
	f.err = tcptable.ErrInterrupted
	r := run(f, "-H", "-l", "-4")
	if squeeze(r.stdout) != "LISTEN 0.0.0.0:22 0.0.0.0:0 22/sshd root\n" {
		t.Errorf("the rows that were read are not printed: %q", r.stdout)
	}
	if r.code != exitError || r.stderr != "tcptable: read: "+tcptable.ErrInterrupted.Error()+"\n" {
		t.Errorf("exit code %d, standard error %q", r.code, r.stderr)
	}
	r = run(f, "--json")
	if r.code != exitError || !strings.Contains(r.stdout, `"complete":false,"report":{"error":"tcptable: read: `) {
		t.Errorf("exit code %d, document\n%s", r.code, r.stdout)
	}
}

func TestNothingOfTheTable(t *testing.T) {
	f := &fakeSource{err: fs.ErrPermission}
	for _, format := range []string{"--color=never", "--json", "--ndjson", "--csv"} {
		if r := run(f, format); r.code != exitDenied || r.stdout != "" || r.stderr != "tcptable: read: permission denied\n" {
			t.Errorf("%s: got %+v", format, r)
		}
	}
}

func TestOpenFails(t *testing.T) {
	env := testEnv(nil)
	env.Open = func(choose.Kind, ...tcptable.Option) (*tcptable.Table, error) {
		return nil, errors.New("tcptable: open: no way")
	}
	if r := runEnv(env); r.code != exitError || r.stdout != "" || r.stderr != "tcptable: open: no way\n" {
		t.Errorf("got %+v", r)
	}
}

// failingWriter is a standard output that cannot be written to.
type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }

func TestOutputFails(t *testing.T) {
	for _, test := range []struct {
		name       string
		write      error
		read       error
		wantCode   int
		wantStderr string
	}{
		{"reader gone", syscall.EPIPE, nil, exitOK, ""},
		{"disk full", syscall.ENOSPC, nil, exitError, "tcptable: write the output: " + syscall.ENOSPC.Error() + "\n"},
		{"reader gone and table torn", syscall.EPIPE, errors.New("torn"), exitError, "tcptable: read: torn\n"},
		{"a read error is not taken for a gone reader", nil, syscall.EPIPE, exitError, "tcptable: read: " + syscall.EPIPE.Error() + "\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.write == syscall.EPIPE && !readerGone(syscall.EPIPE) {
				t.Skip("no EPIPE on this system: a gone reader has other errors there")
			}
			f := sampleSource()
			f.err = test.read
			env := testEnv(f, "--port", "80")
			var stderr strings.Builder
			env.Stderr = &stderr
			if test.write != nil {
				env.Stdout = failingWriter{test.write}
			}
			if code := Main(context.Background(), env); code != test.wantCode || stderr.String() != test.wantStderr {
				t.Errorf("exit code %d, standard error %q, want %d, %q", code, stderr.String(), test.wantCode, test.wantStderr)
			}
		})
	}
}

func TestVerbsReportOutputErrors(t *testing.T) {
	for _, args := range []string{"man", "help", "--version", "completion bash", "completion zsh", "completion fish", "completion powershell"} {
		env := testEnv(nil, strings.Fields(args)...)
		env.Stdout = failingWriter{syscall.ENOSPC}
		if code := Main(context.Background(), env); code != exitError {
			t.Errorf("%s: exit code %d on a full disk, want %d", args, code, exitError)
		}
	}
}

func TestFailEmpty(t *testing.T) {
	for _, test := range []struct {
		args string
		code int
	}{
		{"--port 9", exitOK},
		{"--fail-empty --port 9", exitEmpty},
		{"--fail-empty --port 22", exitOK},
	} {
		if r := run(sampleSource(), strings.Fields(test.args)...); r.code != test.code {
			t.Errorf("%s: exit code %d, want %d: %s", test.args, r.code, test.code, r.stderr)
		}
	}
}
