package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/render"
)

// mostShown is how many rows are shown before the question: more than a screen full nobody reads.
const mostShown = 40

// errAnsweredNo is what kill ends with where the answer is no yes.
var errAnsweredNo = errors.New("nothing was done")

// ask shows what is about to be done, and returns nil if the answer is yes.
func (k *killing) ask() error {
	options := k.textOptions()
	options.Preview = true
	shown := k.outcomes[:min(len(k.outcomes), mostShown)]
	if err := render.KillText(k.out, shown, options); err != nil {
		return err
	}
	question := k.question() + " [y/N] "
	if more := len(k.outcomes) - len(shown); more > 0 {
		question = fmt.Sprintf("… and %d more, which --dry-run shows\n%s", more, question)
	}
	if _, err := io.WriteString(k.out, question); err != nil {
		return err
	}
	answer, err := bufio.NewReader(k.env.Stdin).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read the answer: %w", err)
	}
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes":
		return nil
	}
	return errAnsweredNo
}

// question says what a yes would do.
func (k *killing) question() string {
	var listeners int
	for i := range k.outcomes {
		if o := &k.outcomes[i]; o.Result == render.KillPlanned && o.Row.Conn.State == tcptable.StateListen {
			listeners++
		}
	}
	connections := k.planned() - listeners
	var what []string
	if connections > 0 {
		what = append(what, count(connections, "connection", "connections"))
	}
	if listeners > 0 {
		what = append(what, count(listeners, "listener", "listeners"))
	}
	rows := strings.Join(what, " and ")
	if k.owner {
		return fmt.Sprintf("Send %s to %s, for the sake of %s?", k.signal.name(), count(k.processes(), "process", "processes"), rows)
	}
	return "Close " + rows + "?"
}
