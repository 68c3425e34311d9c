package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/render"
)

// foreseeSignal says whether the owner of a row will be signalled, and why not.
func (k *killing) foreseeSignal(c *tcptable.Conn) (render.KillResult, string) {
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
	result, why := signalResult(k.env.Signal(p, 0))
	if result == render.KillSignaled {
		return render.KillPlanned, k.alsoHeldBy(c)
	}
	return result, why
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
	type answer struct {
		result render.KillResult
		reason string
	}
	answers := make(map[uint32]answer)
	for i := range k.outcomes {
		o := &k.outcomes[i]
		if o.Result != render.KillPlanned {
			continue
		}
		pid := o.Row.Conn.PID
		a, asked := answers[pid]
		if !asked {
			p, _ := k.snap.Process(pid)
			a.result, a.reason = signalResult(k.env.Signal(p, k.signal.number()))
			answers[pid] = a
		}
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
