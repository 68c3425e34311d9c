package contest

import (
	"slices"
	"strconv"
	"time"

	"github.com/tcptable/tcptable/bench/internal/result"
)

// Contestant is a way to do some work. It has either open or args.
type Contestant struct {
	result.Contestant

	open func() (*opened, error) // of a library
	args []string                // the command line of a program; port stands for a number
	flag string                  // of our program, without which it cannot take part

	// patience is how long it may take. Zero: a minute.
	patience time.Duration
}

// opened is a library that is ready.
type opened struct {
	call  func() (rows int, err error)
	close func() error
}

// program stands for the path of our program, and port for a port of the table, in args.
const (
	program = "tcptable"
	port    = "PORT"
)

const (
	defaultPatience = time.Minute
	longPatience    = 5 * time.Minute
)

func (c *Contestant) limit() time.Duration {
	if c.patience != 0 {
		return c.patience
	}
	return defaultPatience
}

// command returns the command line of a program with what is known now put in.
func (c *Contestant) command(path string, portNumber uint16) []string {
	args := slices.Clone(c.args)
	for i := range args {
		switch args[i] {
		case program:
			args[i] = path
		case port:
			args[i] = strconv.Itoa(int(portNumber))
		case ":" + port:
			args[i] = ":" + strconv.Itoa(int(portNumber))
		}
	}
	return args
}

// All returns every contestant, in the order in which they are shown.
func All() []Contestant { return slices.Concat(ourLibrary(), libraries(), ourProgram(), programs()) }

// find returns the contestant of that name.
func find(name string) (Contestant, bool) {
	all := All()
	i := slices.IndexFunc(all, func(c Contestant) bool { return c.Name == name })
	if i < 0 {
		return Contestant{}, false
	}
	return all[i], true
}

// Idle reports whether the contestant takes part where the table is empty: there it is about what a
// program costs by itself.
func (c *Contestant) Idle() bool { return c.Name == "tcptable-owners" || c.Name == "ss-owners" }
