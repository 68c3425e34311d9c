// Command tcptable prints the TCP connections of this machine with their states and owners.
// "tcptable --help" says what it can do; docs/cli.md says what its output means.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/tcptable/tcptable/internal/cli"
)

func main() {
	// Without this the runtime ends the process with the signal when standard output is a
	// closed pipe. With it the write fails, and cli ends quietly.
	signal.Ignore(syscall.SIGPIPE)
	os.Exit(cli.Main(context.Background(), cli.System()))
}
