package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tcptable/tcptable"
)

// documentOf writes a table as tcptable --json does.
func documentOf(t *testing.T, f *fakeSource) string {
	t.Helper()
	r := run(f, "--json")
	if r.stdout == "" {
		t.Fatalf("exit code %d, %s", r.code, r.stderr)
	}
	path := filepath.Join(t.TempDir(), "document.json")
	if err := os.WriteFile(path, []byte(r.stdout), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// laterSource is sampleSource some time later: two rows are gone, of which one has come again under
// another cookie, one is new, and others are in another state or another process'.
func laterSource() *fakeSource {
	f := sampleSource()
	conns := f.snap.Conns
	for i := range conns {
		conns[i].Cookie = uint64(100 + i)
	}
	conns[1].Cookie = 1101
	conns[2] = tcptable.Conn{
		Local: netip.MustParseAddrPort("[2001:db8::1]:9000"), Remote: netip.MustParseAddrPort("[2001:db8::2]:1"),
		State: tcptable.StateSynSent, Owner: tcptable.OwnerKnown, PID: 300, Inode: 77, UID: 33, Cookie: 1102,
	}
	conns[3].PID = 101
	conns[4].State = tcptable.StateCloseWait
	conns[5].State, conns[5].PID = tcptable.StateLastAck, 102
	f.snap.Processes = append(f.snap.Processes, tcptable.Process{PID: 102, Name: "n\x1b\n"}, tcptable.Process{PID: 300, Name: "\xff"})
	return f
}

func earlierSource() *fakeSource {
	f := sampleSource()
	for i := range f.snap.Conns {
		f.snap.Conns[i].Cookie = uint64(100 + i)
	}
	return f
}

func TestDiff(t *testing.T) {
	before, after := documentOf(t, earlierSource()), documentOf(t, laterSource())
	r := run(nil, "diff", before, after)
	want := `STATE LOCAL ADDRESS REMOTE ADDRESS PID/PROCESS USER
- ESTABLISHED 10.0.0.1:22 10.9.8.7:50000 - not permitted 1000
+ ESTABLISHED 10.0.0.1:22 10.9.8.7:50000 - not permitted 1000
- TIME_WAIT 127.0.0.1:40000 127.0.0.1:443 - kernel -
~ LISTEN [::]:80 [::]:0 100/nginx -> 101/nginx www-data
~ ESTABLISHED -> CLOSE_WAIT [::ffff:10.0.0.1]:80 [::ffff:10.9.8.7]:50001 100/nginx www-data
+ SYN_SENT [2001:db8::1]:9000 [2001:db8::2]:1 300/� www-data
~ CLOSE_WAIT -> LAST_ACK [fe80::1%2]:80 [fe80::2%2]:50002 101/nginx -> 102/n\x1b\n www-data
`
	if r.code != exitOK || r.stderr != "" || squeeze(r.stdout) != squeeze(want) {
		t.Errorf("exit code %d, %q, got\n%s\nwant\n%s", r.code, r.stderr, r.stdout, want)
	}
	if r := run(nil, "diff", "--exit-code", before, after); r.code != exitEmpty || r.stderr != "" {
		t.Errorf("--exit-code: exit code %d, %q", r.code, r.stderr)
	}
	if r := run(nil, "diff", "--exit-code", before, before); r.code != exitOK || r.stdout != "" || r.stderr != "" {
		t.Errorf("nothing has changed: exit code %d, %q, %q", r.code, r.stdout, r.stderr)
	}
	if r := run(nil, "diff", "-H", "--color", "always", before, after); !strings.HasPrefix(r.stdout, "\x1b[31m-\x1b[0m  \x1b[36mESTABLISHED") {
		t.Errorf("in colours:\n%q", r.stdout)
	}
}

func TestDiffJSON(t *testing.T) {
	before, after := documentOf(t, earlierSource()), documentOf(t, laterSource())
	r := run(nil, "diff", "--json", before, after)
	var got struct {
		Version                 int `json:"schema_version"`
		Opened, Closed, Changed int
		Changes                 []struct {
			Change        string
			Fields        []string
			Before, After *struct {
				State   string
				Process string
				UID     *uint32
			}
		}
	}
	if err := json.Unmarshal([]byte(r.stdout), &got); err != nil || r.code != exitOK {
		t.Fatalf("exit code %d, %v:\n%s", r.code, err, r.stdout)
	}
	if got.Version != 1 || got.Opened != 2 || got.Closed != 2 || got.Changed != 3 || len(got.Changes) != 7 {
		t.Errorf("%+v", got)
	}
	last := got.Changes[6]
	if last.Change != "changed" || fmt.Sprint(last.Fields) != "[state owner]" || last.Before.State != "CLOSE_WAIT" ||
		last.After.State != "LAST_ACK" || last.After.Process != "n\x1b\n" {
		t.Errorf("%+v", last)
	}
	if first := got.Changes[0]; first.After != nil || first.Before == nil {
		t.Errorf("%+v", first)
	}
}

// Where one of the documents has no cookies the addresses have to do.
func TestDiffWithoutCookies(t *testing.T) {
	before := sampleSource()
	for i := range before.snap.Conns {
		before.snap.Conns[i].Cookie = 0
	}
	before.snap.Report.Missing = tcptable.FieldCookie
	if r := run(nil, "diff", documentOf(t, before), documentOf(t, earlierSource())); r.stdout != "" || r.code != exitOK {
		t.Errorf("exit code %d, %s\n%s", r.code, r.stderr, r.stdout)
	}
}

// What a document that is not complete lacks need not be gone.
func TestDiffIncomplete(t *testing.T) {
	part := earlierSource()
	part.snap.Conns = part.snap.Conns[:3]
	part.err = errors.New("half of it")
	r := run(nil, "diff", documentOf(t, earlierSource()), documentOf(t, part))
	if r.code != exitOK || r.stdout != "" || !strings.Contains(r.stderr, "document.json is not complete: some of what has changed may be missing here\n") {
		t.Errorf("exit code %d, %q\n%s", r.code, r.stderr, r.stdout)
	}
}

// A row with an inode whose user is not known is not root's.
func TestDiffUnknownUser(t *testing.T) {
	text, err := os.ReadFile(documentOf(t, earlierSource()))
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.ReplaceAll(text, []byte(`"uid":0,"user":"root"`), []byte(`"uid":null,"user":""`))
	env := testEnv(nil, "diff", "--json", documentOf(t, &fakeSource{}), "-")
	env.Stdin = bytes.NewReader(text)
	r := runEnv(env)
	if strings.Contains(r.stdout, `"uid":0`) || !strings.Contains(r.stdout, `"uid":null`) || r.code != exitOK {
		t.Errorf("exit code %d, %s\n%s", r.code, r.stderr, r.stdout)
	}
	env = testEnv(nil, "diff", documentOf(t, &fakeSource{}), "-")
	env.Stdin = bytes.NewReader(text)
	if r := runEnv(env); strings.Contains(r.stdout, "root") || !strings.Contains(squeeze(r.stdout), "22/sshd -\n") {
		t.Errorf("exit code %d, %s\n%s", r.code, r.stderr, r.stdout)
	}
}

const goodRow = `{"family":"ipv4","state":"LISTEN","local_addr":"0.0.0.0","local_port":22,"local_scope":0,` +
	`"remote_addr":"0.0.0.0","remote_port":0,"remote_scope":0,"pid":1,"process":"a","owner":"known","uid":0,"user":"root",` +
	`"offload":"IN_HOST","inode":1,"cookie":"1","dual_stack":false,"recv_q":0,"send_q":0,"new":{"field":[1]}}`

func goodDocument(rows ...string) string {
	return `{"schema_version":1,"source":"x","complete":true,"report":{"begin":"2026-11-29T03:00:00Z","missing":[]},"connections":[` +
		"\n" + strings.Join(rows, ",\n") + "\n]}\n"
}

func TestBadDocuments(t *testing.T) {
	if _, err := parseDocument("x", []byte(goodDocument(goodRow, goodRow))); err != nil {
		t.Fatal(err)
	}
	row := func(old, with string) string { return goodDocument(goodRow, strings.Replace(goodRow, old, with, 1)) }
	whole := func(old, with string) string { return strings.Replace(goodDocument(goodRow), old, with, 1) }
	for name, test := range map[string]struct{ text, want string }{
		"nothing":           {"", "1: it is empty, and no document of tcptable --json"},
		"spaces":            {" \n\n", "1: it is empty, and no document of tcptable --json"},
		"text":              {"hello", "1: it is not JSON: invalid character 'h' looking for beginning of value"},
		"an escape":         {"\x1b[2J", `1: it is not JSON: invalid character '\x1b' looking for beginning of value`},
		"a list":            {`[{"a":1}]`, "1: it is not a document of tcptable --json: there should be a {"},
		"another tool's":    {`{"sockets":[]}`, `1: it is not a document of tcptable --json: it has no "schema_version"`},
		"ndjson":            {goodRow + "\n" + goodRow, `1: it is not a document of tcptable --json: it has no "schema_version"`},
		"of tcptable stats": {`{"schema_version":1,"time":"x"}`, `1: it is not a document of tcptable --json: it has no "source"`},
		"a later version":   {whole(`"schema_version":1`, `"schema_version":2`), "1: its schema_version is 2, and only 1 is known here"},
		"a version as text": {whole(`"schema_version":1`, `"schema_version":"1"`), `1: its schema_version is "1", and only 1 is known here`},
		"twice":             {whole("\n]}", "\n],\"connections\":[]}"), `3: "connections" is there twice`},
		"cut":               {goodDocument(goodRow)[:300], "2: it ends in the middle"},
		"cut at a row":      {goodDocument(goodRow, goodRow)[:len(goodDocument(goodRow))-4], "2: it ends in the middle"},
		"more behind it":    {goodDocument() + "{}", "4: it is not one document alone: something follows it"},
		"no list":           {whole(`"connections":[`, `"connections":{"a":[`), "1: it is not a document of tcptable --json: there should be a ["},
		"a number for text": {whole(`"source":"x"`, `"source":5`), "1: source cannot be the number"},
		"a bad time":        {whole("2026-11-29T03:00:00Z", "yesterday"), `1: parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006"`},
		"a missing field":   {row(`"cookie":"1",`, ""), `3: row 2: it has no "cookie": documents have to be compared with all their columns`},
		"no uid":            {row(`"uid":0,`, ""), `3: row 2: it has no "uid": documents have to be compared with all their columns`},
		"a null":            {row(`"state":"LISTEN"`, `"state":null`), `3: row 2: it has no "state": documents have to be compared with all their columns`},
		"an unknown state":  {row("LISTEN", "ESCUCHANDO"), `3: row 2: unknown TCP state "ESCUCHANDO"`},
		"an unknown owner":  {row(`"known"`, `"\u001b"`), `3: row 2: owner is "\x1b", which is not known here`},
		"a bad address":     {row("0.0.0.0", "localhost"), `3: row 2: ParseAddr("localhost"): unable to parse IP`},
		"no address":        {row(`"local_addr":"0.0.0.0"`, `"local_addr":""`), `3: row 2: "invalid IP" is not an address`},
		"a zone":            {row(`"local_addr":"0.0.0.0"`, `"local_addr":"fe80::1%eth0"`), `3: row 2: "fe80::1%eth0" is not an address`},
		"another family":    {row("ipv4", "ipv6"), "3: row 2: family, local_addr and remote_addr do not fit each other"},
		"both families":     {row(`"remote_addr":"0.0.0.0"`, `"remote_addr":"::"`), "3: row 2: family, local_addr and remote_addr do not fit each other"},
		"a large port":      {row(`"local_port":22`, `"local_port":65536`), "3: row 2: local_port cannot be the number 65536"},
		"a negative pid":    {row(`"pid":1`, `"pid":-1`), "3: row 2: pid cannot be the number -1"},
		"a bad cookie":      {row(`"cookie":"1"`, `"cookie":"0x1"`), `3: row 2: cookie is "0x1", not a number`},
		"a bad uid":         {row(`"uid":0`, `"uid":"root"`), "3: row 2: uid is neither a number nor null"},
		"a number as row":   {goodDocument(goodRow, "7"), "3: row 2: it cannot be the number"},
	} {
		for _, first := range []bool{true, false} {
			args := []string{"diff", documentOf(t, earlierSource()), "-"}
			if first {
				args[1], args[2] = args[2], args[1]
			}
			env := testEnv(nil, args...)
			env.Stdin = strings.NewReader(test.text)
			r := runEnv(env)
			if r.code != exitError || r.stdout != "" || r.stderr != "tcptable: standard input:"+test.want+"\n" {
				t.Errorf("%s: exit code %d, %q, got\n%swant standard input:%s", name, r.code, r.stdout, r.stderr, test.want)
			}
		}
	}
}

func TestDiffUsage(t *testing.T) {
	for args, want := range map[string]string{
		"":        "diff takes two documents of tcptable --json, the earlier one first: 0 given",
		"a":       "diff takes two documents of tcptable --json, the earlier one first: 1 given",
		"a b c":   "diff takes two documents of tcptable --json, the earlier one first: 3 given",
		"- -":     "standard input can be only one of the two documents",
		"--ndjso": "unknown flag --ndjso: see tcptable diff --help",
	} {
		r := run(nil, append([]string{"diff"}, strings.Fields(args)...)...)
		if r.code != exitUsage || r.stderr != "tcptable: "+want+"\n" {
			t.Errorf("%s: exit code %d, %q", args, r.code, r.stderr)
		}
	}
	r := run(nil, "diff", "no\x1bfile", "b")
	if r.code != exitError || strings.Contains(r.stderr, "\x1b") || !strings.HasPrefix(r.stderr, `tcptable: "no\x1bfile": `) {
		t.Errorf("exit code %d, %q", r.code, r.stderr)
	}
}

// FuzzDocument: whatever is read is either refused in one line, or compared with itself without a
// difference.
func FuzzDocument(f *testing.F) {
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := parseDocument("x", text)
		if err != nil {
			if strings.ContainsAny(err.Error(), "\n\x1b") {
				t.Errorf("the error is %q", err)
			}
			return
		}
		again, err := parseDocument("x", text)
		if err != nil {
			t.Fatal(err)
		}
		if changes := compareDocuments(d, again); len(changes) > 0 {
			t.Errorf("from a document to itself: %+v", changes)
		}
	})
}
