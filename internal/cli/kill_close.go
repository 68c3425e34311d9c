package cli

import (
	"context"
	"errors"
	"io/fs"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/render"
)

// foresee finds the rows of which it is known beforehand that nothing can, or should, be done.
func (k *killing) foresee() {
	asked := make(map[uint32]answer)
	for i := range k.outcomes {
		o := &k.outcomes[i]
		if k.owner {
			o.Result, o.Reason = k.foreseeSignal(o.Row.Conn, asked)
			continue
		}
		if o.Reason = k.obstacle(o.Row.Conn); o.Reason != "" {
			o.Result = render.KillUnsupported
		}
	}
}

// obstacle is why a row cannot be closed, whoever tries.
func (k *killing) obstacle(c *tcptable.Conn) string {
	switch {
	case c.State == tcptable.StateClosed:
		return "it is not connected, so that there is nothing to close: --owner is for its process"
	case c.Cookie == 0:
		return "the source " + k.snap.Report.Source + " tells no cookie, without which another connection might be closed"
	case k.allNetNS && c.NetNS == 0:
		return "its network namespace is not known"
	}
	return ""
}

// closeAll closes the connections, and then the listeners, which take along what waits in their queues.
func (k *killing) closeAll(ctx context.Context) {
	for _, listeners := range []bool{false, true} {
		for i := range k.outcomes {
			o := &k.outcomes[i]
			if o.Result == render.KillPlanned && (o.Row.Conn.State == tcptable.StateListen) == listeners {
				o.Result, o.Reason = k.close(ctx, o.Row.Conn)
			}
		}
	}
}

func (k *killing) close(ctx context.Context, c *tcptable.Conn) (render.KillResult, string) {
	err := k.table.Kill(ctx, *c)
	switch {
	case err == nil:
		return render.KillClosed, ""
	case errors.Is(err, fs.ErrNotExist):
		return render.KillGone, ""
	case errors.Is(err, fs.ErrPermission):
		return render.KillDenied, "it takes CAP_NET_ADMIN"
	case errors.Is(err, errors.ErrUnsupported):
		return render.KillUnsupported, unclosable(c, err)
	}
	return render.KillFailed, reason(err)
}

// unclosable is why the kernel refuses to close a row.
func unclosable(c *tcptable.Conn, err error) string {
	switch c.State {
	case tcptable.StateListen:
		return "this kernel cannot close it, as none can a listener of MPTCP: --owner is for its process"
	case tcptable.StateTimeWait:
		return "this kernel cannot end TIME_WAIT: Linux 6.0 and later can"
	}
	return reason(err)
}

// reason is what went wrong with a row, without the row, beside which it stands.
func reason(err error) string {
	return oneLine(cause(err).Error())
}
