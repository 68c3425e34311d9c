package cli

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/tcptable/tcptable/internal/choose"
)

const stateChoice = ": try one of CLOSED, LISTEN, SYN_SENT, SYN_RCVD, ESTABLISHED, FIN_WAIT1, FIN_WAIT2, CLOSE_WAIT, CLOSING, LAST_ACK, TIME_WAIT, all, listening, connected"

func TestUsageErrors(t *testing.T) {
	for _, test := range []struct{ args, want string }{
		{"--foo", "unknown flag --foo: see tcptable --help"},
		{"--stat=x", "unknown flag --stat: did you mean --state? see tcptable --help"},
		{"--list", "unknown flag --list: did you mean --listening? see tcptable --help"},
		{"--no-header", "unknown flag --no-header: did you mean --no-headers? see tcptable --help"},
		{"--pids 1", "unknown flag --pids: did you mean --pid? see tcptable --help"},
		{"--\x1b[2J", `unknown flag "--\x1b[2J": see tcptable --help`},
		{"-z", "unknown flag -z: see tcptable --help"},
		{"-tanxe", "unknown flag -x in -xe: see tcptable --help"},
		{"-port 80", "unknown flag -port: did you mean --port? see tcptable --help"},
		{"-json", "unknown flag -json: did you mean --json? see tcptable --help"},
		{"-sort=pid", "unknown flag -sort: did you mean --sort? see tcptable --help"},
		{"-o prcess", `unknown column "prcess": did you mean process? see tcptable --columns help`},
		{"-o pid,,user", `unknown column "": see tcptable --columns help`},
		{"-o", "--columns needs a value: --columns COLUMN[,...]"},
		{"--sort rtt:up", "unknown order \"up\" in --sort rtt:up: give asc or desc"},
		{"--sort speed", `unknown column "speed": see tcptable --columns help`},
		{"--group colour", `unknown column "colour": see tcptable --columns help`},
		{"--resolve=maybe", `unknown value "maybe" for --resolve: try one of never, auto, always`},
		{"--tree --json", "--tree and --json exclude each other: the tree is for people, and programs find parent among the columns"},
		{"--tree --group state", "--tree and --group exclude each other: give one of them"},
		{"--tree --count", "--tree and --count exclude each other: give one of them"},
		{"--tree --no-owners", "--tree and --no-owners exclude each other: the tree is made of the processes that --no-owners does not look for"},
		{"--count --sort pid", "--count and --sort exclude each other: --count shows no rows"},
		{"--count -o pid", "--count and --columns exclude each other: --count shows no rows"},
		{"--group state --sort pid", "--group and --sort exclude each other: groups stand in the order of their counts"},
		{"--group state -o pid", "--group and --columns exclude each other: groups have columns of their own"},
		{"--no-owners -o pid,state,exe", "--no-owners and pid, exe exclude each other: that is about the processes, and --no-owners does not look for them"},
		{"--no-owners --group process", "--no-owners and process exclude each other: that is about the processes, and --no-owners does not look for them"},
		{"--no-owners --sort exe", "--no-owners and exe exclude each other: that is about the processes, and --no-owners does not look for them"},
		{"--no-owners --why", "--no-owners and --why exclude each other: --why says who could not be found, and --no-owners does not look"},
		{"-é", "unknown flag -é: see tcptable --help"},
		{"--=x", "bad flag syntax: --=x: see tcptable --help"},
		{"--=\x1b", `"bad flag syntax: --=\x1b": see tcptable --help`},
		{"--json=perhaps", `unknown value "perhaps" for --json: see tcptable --help`},
		{"--port", "--port needs a value: --port N[,...]"},
		{"--address", "--address needs a value: --address ADDR|PREFIX[,...]"},
		{"--port http", `unknown port "http": give a number from 0 to 65535, names of services are not known here`},
		{"--port 65536", `unknown port "65536": give a number from 0 to 65535, names of services are not known here`},
		{"--port -1", `unknown port "-1": give a number from 0 to 65535, names of services are not known here`},
		{"--port 80,,443", `unknown port "": give a number from 0 to 65535, names of services are not known here`},
		{"--pid init", `unknown process "init": give its number, names are not known here`},
		{"--pid 4294967296", `unknown process "4294967296": give its number, names are not known here`},
		{"--state foo", `unknown TCP state "foo"` + stateChoice},
		{"--state listen,", `unknown TCP state ""` + stateChoice},
		{"--state delete_tcb", `no connection is ever in the state DELETE_TCB` + stateChoice},
		{"--address localhost", `unknown address "localhost": give one of IPv4 or IPv6 as numbers, or a prefix such as 10.0.0.0/8; for ports there is --port`},
		{"--address 10.0.0.0/33", `unknown address "10.0.0.0/33": give one of IPv4 or IPv6 as numbers, or a prefix such as 10.0.0.0/8; for ports there is --port`},
		{"--address 127.0.0.1:80", `unknown address "127.0.0.1:80": give one of IPv4 or IPv6 as numbers, or a prefix such as 10.0.0.0/8; for ports there is --port`},
		{"--color red", `unknown value "red" for --color: try one of auto, always, never`},
		{"--source", "--source needs a value: --source SOURCE"},
		{"--source nonsense", `unknown source "nonsense": try one of ` + strings.Join(sourceWords(), ", ")},
		{"--source BPF", `unknown source "BPF": try one of ` + strings.Join(sourceWords(), ", ")},
		{"--no-owners -p", "--no-owners and -p exclude each other: -p shows who holds each socket, and --no-owners does not look"},
		{"--no-owners --pid 1", "--no-owners and --pid exclude each other: --pid needs to know who holds each socket, and --no-owners does not look"},
		{"--no-owner", "unknown flag --no-owner: did you mean --no-owners? see tcptable --help"},
		{"--json --ndjson", "--json and --ndjson exclude each other: give one of them"},
		{"--csv --json --ndjson", "--json and --ndjson and --csv exclude each other: give one of them"},
		{"-l --state established,time_wait", "-l and --state established,time_wait exclude each other: leave one of them out"},
		{"443", "filter: \"443\" is no condition; did you mean port 443?\n  443\n  ^~~"},
		{"-l stat established", `unknown command "stat": did you mean stats or state?`},
		{"state established dport = :http and (", "filter: a condition is missing at the end, for example dport = :443\n  state established dport = :http and (\n                                       ^"},
		{"--all-netns dev = eth0", "filter: the interface \"eth0\" may be in any of all network namespaces; its index would do, as in dev = 2\n  dev = eth0\n        ^~~~"},
		{"--netns x --all-netns", "--netns and --all-netns exclude each other: give one of them"},
		{"--netns x --all-netns state established", "--netns and --all-netns exclude each other: give one of them"},
		{"--no-owners pid = 1", "--no-owners and this filter exclude each other: it has a condition on processes, and --no-owners does not look for them"},
		{"watch --ndjson --no-owners process ~ x", "--no-owners and this filter exclude each other: it has a condition on processes, and --no-owners does not look for them"},
		{"kill", "kill what? give a filter, or a flag such as --port; --all is for every connection"},
		{"kill -4 --listeners --yes --all-netns", "kill what? give a filter, or a flag such as --port; --all is for every connection"},
		{"kill --port 80", "kill asks before it does anything, and here is no terminal to ask on: give --yes, or --dry-run to see what it would do"},
		{"kill --port 80 --json", "programs, which read JSON, cannot be asked: give --yes, or --dry-run to see what would be done"},
		{"kill --all --yes --json --ndjson", "--json and --ndjson exclude each other: give one of them"},
		{"kill --all --yes --signal KILL", "--signal is for processes: give --owner, too"},
		{"kill --yes 443", "filter: \"443\" is no condition; did you mean port 443?\n  443\n  ^~~"},
		{"kill --yes --netns x --all-netns --all", "--netns and --all-netns exclude each other: give one of them"},
		{"kill --yess --all", "unknown flag --yess: did you mean --yes? see tcptable kill --help"},
		{"kil --all", `unknown command "kil": did you mean kill?`},
		{"who", "who has which port? give its number or its name: tcptable who 8080"},
		{"who 0", "nobody has port 0: give a number from 1 to 65535"},
		{"who 65536", `unknown port "65536": give a number from 1 to 65535, or the name of a service`},
		{"who nosuch", `unknown port "nosuch": no service is called that here; give its number`},
		{"who --netns x --all-netns 80", "--netns and --all-netns exclude each other: give one of them"},
		{"comletion", `unknown command "comletion": did you mean completion?`},
		{"mann", `unknown command "mann": did you mean man?`},
		{"man page", `unexpected argument "page": tcptable man takes none`},
		{"man --json", "unknown flag --json: see tcptable man --help"},
		{"completion", "completion for which shell? give one of bash, zsh, fish, powershell"},
		{"completion tcsh", `no completion for "tcsh": give one of bash, zsh, fish, powershell`},
		{"completion bash zsh", `unexpected argument "zsh": completion is for one shell at a time`},
		{"help foo", `no help about "foo": try one of ` + strings.Join(verbs(newRoot(testEnv(nil))), ", ")},
		{"help man page", `no help about "man page": try one of ` + strings.Join(verbs(newRoot(testEnv(nil))), ", ")},
	} {
		t.Run(test.args, func(t *testing.T) {
			f := sampleSource()
			r := run(f, strings.Fields(test.args)...)
			if r.code != exitUsage || r.stdout != "" {
				t.Errorf("exit code %d, standard output %q", r.code, r.stdout)
			}
			if want := "tcptable: " + test.want + "\n"; r.stderr != want {
				t.Errorf("got  %swant %s", r.stderr, want)
			}
			if len(f.queries) > 0 {
				t.Error("the table was read all the same")
			}
		})
	}
}

// A source that other systems have is not one that nobody knows.
func TestSourceOfOtherSystems(t *testing.T) {
	for _, kind := range []choose.Kind{choose.Netlink, choose.BPF, choose.Proc} {
		if slices.Contains(choose.Kinds(), kind) {
			continue
		}
		r := run(nil, "--source", kind.String())
		want := fmt.Sprintf("tcptable: the source %v is not available on %s: there is auto\n", kind, systemName(runtime.GOOS))
		if r.code != exitUsage || r.stderr != want {
			t.Errorf("exit code %d, %q, want %q", r.code, r.stderr, want)
		}
	}
}

func TestHelp(t *testing.T) {
	root := newRoot(testEnv(nil))
	long := mustRun(t, nil, "--help")
	for _, args := range []string{"-h", "help", "-l --help"} {
		if got := mustRun(t, nil, strings.Fields(args)...); got != long {
			t.Errorf("%s prints\n%s\nwant what --help prints", args, got)
		}
	}
	for _, want := range append(flagTerms(root), "Exit codes:\n  0  ", "\n  1  ", "\n  2  ", "NO_COLOR", "tcptable completion bash|zsh|fish|powershell", "tcptable man") {
		if !strings.Contains(long, want) {
			t.Errorf("--help does not name %q", want)
		}
	}
	if got := mustRun(t, nil, "help", "man"); got != mustRun(t, nil, "man", "--help") || !strings.Contains(got, "tcptable man\n") {
		t.Errorf("help man prints\n%s", got)
	}
}

// flagTerms returns every flag as it is typed.
func flagTerms(root *cobra.Command) []string {
	var terms []string
	root.LocalFlags().VisitAll(func(f *pflag.Flag) {
		terms = append(terms, "--"+f.Name)
		if f.Shorthand != "" {
			terms = append(terms, "-"+f.Shorthand)
		}
	})
	return terms
}

func TestDistance(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"", "abc", 3},
		{"abc", "", 3},
		{"abc", "abc", 0},
		{"abc", "abd", 1},
		{"abc", "bc", 1},
		{"kitten", "sitting", 3},
		{"port", "sport", 1},
		{"mna", "man", 2},
	} {
		if got := distance(test.a, test.b); got != test.want {
			t.Errorf("distance(%q, %q) = %d, want %d", test.a, test.b, got, test.want)
		}
	}
}
