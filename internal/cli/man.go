package cli

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/tcptable/tcptable/internal/render"
)

// manDate is when the text of the man page last changed. It is written down rather than taken
// from the clock, so that the same source always makes the same page.
const manDate = "2026-11-24"

// appendManPage appends the page tcptable(1) in the man(7) macros, made from the command tree.
//
// The package cobra/doc would do it as well, by way of Markdown: it brings three modules that
// nothing else here needs, and makes a page for each verb.
func appendManPage(dst []byte, root *cobra.Command, version string) []byte {
	m := &manPage{dst}
	m.macro("TH", "TCPTABLE", "1", manDate, "tcptable "+version, "User Commands")
	m.section("NAME")
	m.text("tcptable - " + summary)
	m.section("SYNOPSIS")
	for i, line := range usageLines(root) {
		if i > 0 {
			m.macro("br")
		}
		m.text(line)
	}
	m.section("DESCRIPTION")
	m.text(root.Long)
	m.section("OPTIONS")
	root.LocalFlags().VisitAll(m.flag)
	m.section("COMMANDS")
	for _, verb := range root.Commands() {
		if verb.IsAvailableCommand() {
			m.verb(verb)
		}
	}
	m.section("COLUMNS")
	m.text("What -o, --sort and --group take.")
	for _, c := range render.AllColumns() {
		m.item(bold(c.Name), strings.ReplaceAll(c.Meaning, "`", ""))
	}
	m.facts("EXIT STATUS", exitCodes())
	m.facts("ENVIRONMENT", environment())
	m.section("EXAMPLES")
	m.examples(root)
	m.section("SEE ALSO")
	m.raw(bold("ss") + "(8), " + bold("netstat") + "(8), " + bold("proc") + "(5), " + bold("sock_diag") + "(7)")
	return m.out
}

// manPage gathers the lines of a page.
type manPage struct{ out []byte }

func (m *manPage) raw(line string) { m.out = append(append(m.out, line...), '\n') }

func (m *manPage) macro(name string, args ...string) {
	line := "." + name
	for _, arg := range args {
		line += ` "` + roff(arg) + `"`
	}
	m.raw(line)
}

func (m *manPage) section(title string) { m.macro("SH", title) }

// text writes paragraphs, which blank lines part in its argument.
func (m *manPage) text(text string) {
	for i, paragraph := range strings.Split(text, "\n\n") {
		if i > 0 {
			m.macro("PP")
		}
		for line := range strings.SplitSeq(paragraph, "\n") {
			m.raw(roffLine(line))
		}
	}
}

// item writes a term that is already roff and what it means.
func (m *manPage) item(term, meaning string) {
	m.macro("TP")
	m.raw(term)
	m.raw(roffLine(meaning))
}

// verb writes what there is to say about a verb.
func (m *manPage) verb(verb *cobra.Command) {
	m.macro("SS", verb.Root().Name()+" "+verb.Use)
	m.text(sentence(verb.Short))
	if verb.Long != "" {
		m.macro("PP")
		m.text(strings.ReplaceAll(strings.TrimSpace(verb.Long), "`", ""))
	}
	verb.LocalFlags().VisitAll(m.flag)
	if verb.Example != "" {
		m.macro("PP")
		m.text("Examples:")
		m.examples(verb)
	}
}

// examples writes the examples of a command as they are typed.
func (m *manPage) examples(cmd *cobra.Command) {
	m.macro("PP")
	m.macro("nf")
	for _, line := range exampleLines(cmd) {
		m.raw(roffLine(line))
	}
	m.macro("fi")
}

// sentence makes one of the few words that help has about a command.
func sentence(short string) string { return strings.ToUpper(short[:1]) + short[1:] + "." }

func (m *manPage) facts(title string, facts []fact) {
	m.section(title)
	for _, f := range facts {
		m.item(bold(f.term), f.meaning)
	}
}

func (m *manPage) flag(f *pflag.Flag) {
	if f.Hidden {
		return
	}
	term := bold("--" + f.Name)
	if f.Shorthand != "" {
		term = bold("-"+f.Shorthand) + ", " + term
	}
	if value := placeholder(f); value != "" {
		term += `\fI` + roff(value) + `\fR`
	}
	m.item(term, f.Usage)
}

func bold(text string) string { return `\fB` + roff(text) + `\fR` }

// roff escapes what roff would take for its own: a backslash begins an escape, and a plain "-"
// is a hyphen, which nobody can copy into a shell.
func roff(text string) string {
	return strings.NewReplacer(`\`, `\e`, "-", `\-`, `"`, `\(dq`).Replace(text)
}

// roffLine also protects the first character, by which roff tells requests from text.
func roffLine(text string) string {
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "'") {
		return `\&` + roff(text)
	}
	return roff(text)
}
