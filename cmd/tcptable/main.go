// Command tcptable prints the TCP connections of this machine with their states and owners.
// "tcptable --help" says what it can do; docs/cli.md says what its output means.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/tcptable/tcptable/internal/cli"
)

// The program reads one table, prints it and ends, so that little of what it holds is ever garbage.
// To collect less often saves a tenth to a third of its processor time at 100,000 rows. The limit is far above what a
// million rows take; beyond it memory is worth more than time.
const (
	gcPercent   = 400
	memoryLimit = 1 << 30
)

func main() {
	debug.SetGCPercent(gcPercent)
	debug.SetMemoryLimit(memoryLimit)
	// Without this the runtime ends the process with the signal when standard output is a
	// closed pipe. With it the write fails, and cli ends quietly.
	signal.Ignore(syscall.SIGPIPE)
	os.Exit(cli.Main(context.Background(), cli.System()))
}
