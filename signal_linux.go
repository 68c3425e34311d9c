package tcptable

import (
	"cmp"
	"syscall"

	"github.com/tcptable/tcptable/internal/procfs"
)

func sendSignal(p Process, signal syscall.Signal, procRoot string) error {
	return procfs.Signal(cmp.Or(procRoot, defaultProcRoot), p.PID, p.Start, signal)
}
