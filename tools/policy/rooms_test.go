package policy

import "slices"

// room says what a package may import and why. Tests may import more.
type room struct {
	imports []string // what it may import itself; nil: anything that no other rule forbids
	links   []string // what may be in a program that imports it; nil: anything
	never   []string // what it must not import itself
	why     string
}

// In these lists "std" is the whole standard library, "." the root package, "./" begins a
// package of the module, and "/..." ends a path that stands for all packages below it, too.
var (
	wire       = []string{"./internal/sockdiag", "./internal/procfs", "./internal/winapi", "./internal/mib", "./internal/netns"}
	basics     = []string{"std", "golang.org/x/sys/..."}
	containers = []string{"./internal/hashtable", "./internal/hugepage"}
	language   = []string{"./internal/filter"}
	forTests   = []string{"./internal/sockfarm", "./internal/wine", "./tcptabletest"}
)

// rooms has every package of the module, itself or with "/..." after a folder above it: a new one
// needs a place, and a reason for it.
var rooms = map[string]room{
	".": {
		links: slices.Concat(basics, wire, containers, language),
		never: forTests,
		why:   "who imports the library gets the standard library and x/sys with it, nothing else",
	},
	"./internal/sockdiag": wireRoom,
	"./internal/procfs":   wireRoom,
	"./internal/winapi":   wireRoom,
	"./internal/mib":      wireRoom,
	"./internal/netns":    wireRoom,
	"./internal/hashtable": {
		imports: []string{"std", "./internal/hugepage"},
		why:     "it is a container and knows nothing of what is in it",
	},
	"./internal/hugepage": {
		imports: basics,
		why:     "it knows memory, and nothing of what is in it",
	},
	"./internal/filter": {
		imports: []string{"std"},
		why:     "it knows the language and no Conn, so that every text is tested and fuzzed without a kernel",
	},
	"./internal/rights": {
		imports: basics,
		why:     "it knows what a process may do, and nothing of what it wants to",
	},
	"./iphlpapi": {
		imports: slices.Concat(basics, []string{".", "./internal/mib", "./internal/winapi"}),
		why:     "the contract is made of Conns and of MIB rows, or on Windows is the DLL's; where Conns come from is the root's business",
	},
	"./capi": {
		imports: slices.Concat(basics, []string{"./iphlpapi", "./internal/mib"}),
		why:     "it carries bytes between C and iphlpapi; what Windows says is said there",
	},
	"./capi/include": {
		imports: []string{},
		why:     "it holds headers, and tests that compile them",
	},
	"./bpf": {
		imports: slices.Concat(basics, containers, []string{".", "./internal/netns", "./internal/procfs", "github.com/cilium/ebpf/..."}),
		why:     "what it links is its users' choice alone; it reads the network namespace that the root's options name",
	},
	"./internal/choose": {
		imports: slices.Concat(basics, []string{".", "./bpf", "./internal/procfs", "./internal/netns"}),
		why:     "it weighs sources against each other by sizes that the kernel tells, and reads no row itself",
	},
	"./tcptabletest": {
		imports: []string{"std", "."},
		why:     "the authors of a Source link it into their tests",
	},
	"./internal/render": {
		imports: []string{"std", "."},
		why:     "what a person sees is made of Conns and written to an io.Writer: no kernel, no terminal, no flags",
	},
	"./internal/tui": {
		imports: []string{
			"std", ".", "./internal/render",
			"charm.land/bubbletea/v2", "github.com/charmbracelet/colorprofile", "github.com/charmbracelet/x/ansi",
		},
		why: "what a person sees is made of Conns and keystrokes; whom to ask about anything else it is told",
	},
	"./internal/cli": {
		never: slices.Concat(forTests, wire),
		why:   "what a row means is said by the root package, so that the program shows what the library tells",
	},
	"./cmd/tcptable": {
		imports: []string{"std", "./internal/cli"},
		why:     "main is a few lines: what it did itself could not be tested",
	},
	"./examples": {
		imports: []string{},
		why:     "it holds no program, only the tests of those that are not in Go",
	},
	"./examples/...": {
		imports: []string{"std", ".", "./iphlpapi"},
		why:     "a reader copies them into a module of his own",
	},
	"./internal/wine": {
		imports: basics,
		why:     "it answers one question, for tests",
	},
	"./internal/sockfarm": {
		imports: slices.Concat(basics, []string{"."}),
		why:     "it says which Conns must be seen, and must not share a mistake with what reads them",
	},
}

var wireRoom = room{
	links: slices.Concat(basics, wire),
	why:   "the wire packages speak wire rows and know no Conn, so that every decoder is tested and fuzzed alone",
}
