package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"syscall"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/render"
)

// foreseeSignal says whether the owner of a row will be signalled, and why not. asked has the processes
// of earlier rows.
func (k *killing) foreseeSignal(c *tcptable.Conn, asked map[uint32]answer) (render.KillResult, string) {
	p, known := k.snap.Process(c.PID)
	switch {
	case c.Owner == tcptable.OwnerDenied:
		return render.KillDenied, render.Why(c)
	case c.PID == 0:
		return render.KillUnsupported, render.Why(c)
	case !known:
		return render.KillGone, "the process has ended"
	case int(c.PID) == k.env.PID:
		return render.KillSpared, "that is tcptable itself"
	case c.PID == 1 && !slices.Contains(k.pids.values, 1):
		return render.KillSpared, "process 1 runs all others: --pid 1 would signal it"
	}
	if a := k.signalOnce(p, 0, asked); a.result != render.KillSignaled {
		return a.result, a.reason
	}
	return render.KillPlanned, k.alsoHeldBy(c)
}

// answer is what has come of a signal.
type answer struct {
	result render.KillResult
	reason string
}

// signalOnce sends a process a signal, unless it has got it already.
func (k *killing) signalOnce(p tcptable.Process, signal syscall.Signal, sent map[uint32]answer) answer {
	a, known := sent[p.PID]
	if !known {
		a.result, a.reason = signalResult(k.env.Signal(p, signal))
		sent[p.PID] = a
	}
	return a
}

// alsoHeldBy names the processes that keep a socket open when its owner ends.
func (k *killing) alsoHeldBy(c *tcptable.Conn) string {
	const most = 3
	var others []string
	for _, h := range k.snap.HoldersOf(c.Inode) {
		if p, known := k.snap.Process(h.PID); known && h.PID != c.PID {
			others = append(others, fmt.Sprintf("%d/%s", p.PID, p.Name))
		}
	}
	switch n := len(others); {
	case n == 0:
		return ""
	case n == 1:
		return others[0] + " holds it too"
	case n > most:
		return strings.Join(others[:most], ", ") + fmt.Sprintf(" and %d more hold it too", n-most)
	}
	return strings.Join(others, ", ") + " hold it too"
}

// signalAll signals each process once, whatever the number of its rows.
func (k *killing) signalAll() {
	sent := make(map[uint32]answer)
	for i := range k.outcomes {
		o := &k.outcomes[i]
		if o.Result != render.KillPlanned {
			continue
		}
		p, _ := k.snap.Process(o.Row.Conn.PID)
		a := k.signalOnce(p, k.signal.number(), sent)
		o.Result = a.result
		if a.reason != "" {
			o.Reason = a.reason
		}
	}
}

func signalResult(err error) (render.KillResult, string) {
	switch {
	case err == nil:
		return render.KillSignaled, ""
	case errors.Is(err, fs.ErrNotExist):
		return render.KillGone, "the process has ended"
	case errors.Is(err, fs.ErrPermission):
		return render.KillDenied, "it takes CAP_KILL, or to be its user"
	case errors.Is(err, errors.ErrUnsupported):
		return render.KillUnsupported, reason(err)
	}
	return render.KillFailed, reason(err)
}

// processes counts those that will be signalled.
func (k *killing) processes() int {
	pids := make(map[uint32]bool)
	for i := range k.outcomes {
		if k.outcomes[i].Result == render.KillPlanned {
			pids[k.outcomes[i].Row.Conn.PID] = true
		}
	}
	return len(pids)
}
