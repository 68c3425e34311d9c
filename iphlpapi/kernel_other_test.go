//go:build !windows

package iphlpapi

import (
	"context"
	"fmt"
	"io/fs"

	"github.com/tcptable/tcptable"
)

// fakeKernel is a fakeSource that can tell about processes and counters too.
type fakeKernel struct {
	*fakeSource
	processes  map[uint32]tcptable.ProcessFacts
	denied     map[uint32]bool // whose executable may not be seen
	statistics tcptable.Statistics
	failure    error // of every question but those for rows
}

func (k *fakeKernel) caller() caller {
	return caller{func(...tcptable.Option) (*tcptable.Table, error) {
		return tcptable.Open(tcptable.WithSource(k))
	}}
}

func (k *fakeKernel) Statistics(context.Context) (tcptable.Statistics, error) {
	return k.statistics, k.failure
}

func (k *fakeKernel) ProcessFacts(_ context.Context, p tcptable.Process) (tcptable.ProcessFacts, error) {
	if k.failure != nil {
		return tcptable.ProcessFacts{}, k.failure
	}
	facts, ok := k.processes[p.PID]
	if !ok || p.Start != 0 && p.Start != facts.Start {
		return tcptable.ProcessFacts{}, fmt.Errorf("process %d: %w", p.PID, fs.ErrNotExist)
	}
	if k.denied[p.PID] {
		facts.Executable = ""
		return facts, fmt.Errorf("process %d: %w", p.PID, fs.ErrPermission)
	}
	return facts, nil
}

// kernel is the machine with some programs.
func kernel() *fakeKernel {
	program := func(pid uint32, start uint64, path string) tcptable.ProcessFacts {
		return tcptable.ProcessFacts{Process: tcptable.Process{PID: pid, Start: start}, Executable: path}
	}
	return &fakeKernel{
		fakeSource: machine(),
		processes: map[uint32]tcptable.ProcessFacts{
			2:  {Process: tcptable.Process{PID: 2, Start: 1}, Kernel: true},
			5:  program(5, 0x0505, "/usr/sbin/nginx"),
			6:  program(6, 0x0606, "/opt/näme 😀\xff\xfe"),
			7:  program(7, 0x0707, "/srv/secret"),
			8:  program(8, 0x0808, "/init"),
			80: program(80, 0x8080, "/removed"),
		},
		denied:     map[uint32]bool{7: true},
		statistics: tcptable.Statistics{RtoAlgorithm: 1, MaxConn: -1},
	}
}
