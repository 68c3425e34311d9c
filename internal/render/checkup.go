package render

import (
	"io"
	"strings"
)

// Checkup is what tcptable doctor has found out.
type Checkup struct {
	Version, System, User, Program string
	Capabilities                   []string // those of the process that matter here
	Checks                         []Check
	Advice                         []Advice
}

// Check is one thing that the program can do, or cannot.
type Check struct {
	Name    string
	Status  CheckStatus
	Detail  string   // what it is good for, or how well it works; one line, safe for a terminal
	Failure error    // nil: none
	Needs   []string // capabilities that would make it work, or work better
}

// CheckStatus says how well something works.
type CheckStatus uint8

// Works and the others are in the order from best to worst.
const (
	Works   CheckStatus = iota
	Partly              // some of it
	Refused             // for want of a privilege
	Missing             // this system cannot
	Failed              // for another reason
)

var checkStatusNames = [...]string{Works: "works", Partly: "partly", Refused: "refused", Missing: "missing", Failed: "failed"}

// String returns one word.
func (s CheckStatus) String() string { return checkStatusNames[s] }

func (s CheckStatus) color() string {
	switch s {
	case Works:
		return green
	case Partly:
		return yellow
	}
	return red
}

// Advice is what a person can do to get more.
type Advice struct {
	Purpose  string
	Commands []string // for a shell, or for a person where there is no command
	Note     string   // what to know before doing so; may be empty
}

// CheckupText writes a checkup for people.
func CheckupText(w io.Writer, c *Checkup, color bool) error {
	var out []byte
	out = append(out, safe("tcptable "+c.Version+" on "+c.System+", "+c.User)+"\n"...)
	if len(c.Capabilities) > 0 {
		out = append(out, "with "+strings.Join(c.Capabilities, ", ")+"\n"...)
	}
	// The paths of Windows are made of backslashes, which are doubled elsewhere.
	out = append(out, strings.ReplaceAll(safe(c.Program), `\\`, `\`)+"\n\n"...)
	var g grid
	for i := range c.Checks {
		check := &c.Checks[i]
		cells := []cell{{check.Status.String(), paint(check.Status.color(), color)}, {check.Name, paint(bold, color)}}
		for _, line := range wrap(check.text(), checkWidth) {
			g.add(append(cells, cell{line, ""})...)
			cells = []cell{{}, {}}
		}
	}
	out = g.append(out)
	for i := range c.Advice {
		out = c.Advice[i].append(out, color)
	}
	_, err := w.Write(out)
	return err
}

// checkWidth is what is left of 80 columns beside the longest status and name.
const (
	lineWidth  = 80
	checkWidth = lineWidth - len("refused  brief connections  ")
)

// wrap cuts text at spaces into lines that are as long as fit, but for words that are longer.
func wrap(text string, width int) (lines []string) {
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && runes([]byte(line))+1+runes([]byte(word)) > width {
			lines = append(lines, line)
			line = ""
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	return append(lines, line)
}

func (c *Check) text() string {
	if c.Failure == nil {
		return safe(c.Detail)
	}
	return safe(c.Detail + ": " + strings.TrimPrefix(c.Failure.Error(), "tcptable: "))
}

func (a *Advice) append(dst []byte, color bool) []byte {
	dst = append(dst, '\n')
	for _, line := range wrap(safe(a.Purpose)+":", lineWidth) {
		dst = append(appendColored(dst, cell{line, paint(bold, color)}), '\n')
	}
	for _, command := range a.Commands {
		dst = append(dst, "  "+safe(command)+"\n"...) // in one piece, to be copied
	}
	if a.Note != "" {
		dst = append(dst, strings.Join(wrap(safe(a.Note), lineWidth), "\n")+"\n"...)
	}
	return dst
}

// CheckupSchemaVersion is the number in the field "schema_version" of what [CheckupJSON] writes, see
// [SchemaVersion].
const CheckupSchemaVersion = 1

// CheckupJSON writes a checkup as one JSON object.
func CheckupJSON(w io.Writer, c *Checkup) error {
	var j jsonWriter
	j.begin('{')
	j.key("schema_version")
	j.int(CheckupSchemaVersion)
	for _, fact := range [...][2]string{{"version", c.Version}, {"system", c.System}, {"user", c.User}, {"program", c.Program}} {
		j.key(fact[0])
		j.text(fact[1])
	}
	j.key("capabilities")
	j.texts(c.Capabilities)
	j.key("checks")
	j.begin('[')
	for i := range c.Checks {
		j.line()
		c.Checks[i].write(&j)
	}
	j.end(']')
	j.key("advice")
	j.begin('[')
	for i := range c.Advice {
		j.line()
		c.Advice[i].write(&j)
	}
	j.end(']')
	j.end('}')
	_, err := w.Write(append(j.out, '\n'))
	return err
}

func (c *Check) write(j *jsonWriter) {
	j.begin('{')
	j.key("name")
	j.text(c.Name)
	j.key("status")
	j.text(c.Status.String())
	j.key("detail")
	j.text(c.Detail)
	j.key("error")
	j.error(c.Failure)
	j.key("needs")
	j.texts(c.Needs)
	j.end('}')
}

func (a *Advice) write(j *jsonWriter) {
	j.begin('{')
	j.key("purpose")
	j.text(a.Purpose)
	j.key("commands")
	j.texts(a.Commands)
	j.key("note")
	j.text(a.Note)
	j.end('}')
}
