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

// memoryLimit is from where on garbage is collected, in bytes. The program reads one table, prints it
// and ends, so that hardly anything of what it holds is ever garbage; a million rows take half of this.
const memoryLimit = 1 << 30

func main() {
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(memoryLimit)
	// Without this the runtime ends the process with the signal when standard output is a
	// closed pipe. With it the write fails, and cli ends quietly.
	signal.Ignore(syscall.SIGPIPE)
	// Package os/user believes it of a user without a name, whose sockets would be somebody else's.
	_ = os.Unsetenv("USER")
	os.Exit(cli.Main(context.Background(), cli.System()))
}
