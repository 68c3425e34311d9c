package render

import (
	"strconv"

	"github.com/tcptable/tcptable"
)

func appendState(_ *text, dst []byte, r *Row) []byte { return append(dst, r.Conn.State.String()...) }

func widerState(_ *text, r *Row, _ int) int { return len(r.Conn.State.String()) }

func appendLocal(t *text, dst []byte, r *Row) []byte { return t.local.append(dst, r.Conn.Local) }

func widerLocal(t *text, r *Row, width int) int { return t.local.wider(r.Conn.Local, width) }

func appendRemote(t *text, dst []byte, r *Row) []byte {
	if r.More == nil || r.More.Remote == "" {
		return t.remote.append(dst, r.Conn.Remote)
	}
	return appendUint(append(appendEscaped(dst, r.More.Remote), ':'), uint32(r.Conn.Remote.Port()))
}

func widerRemote(t *text, r *Row, width int) int {
	if r.More == nil || r.More.Remote == "" {
		return t.remote.wider(r.Conn.Remote, width)
	}
	t.cell = appendRemote(t, t.cell[:0], r)
	return runes(t.cell)
}

// ownerReasons are why a row has no owner, in words for people; a program finds the stable ones
// of [tcptable.OwnerStatus] in the other formats.
var ownerReasons = [...]string{
	tcptable.OwnerKernel:     "- kernel",
	tcptable.OwnerUnaccepted: "- not accepted yet",
	tcptable.OwnerDenied:     "- not permitted",
	tcptable.OwnerGone:       "- gone",
	tcptable.OwnerElsewhere:  "- elsewhere",
}

func appendOwner(_ *text, dst []byte, r *Row) []byte {
	if len(r.Holders) > 0 {
		return appendHolders(dst, r.Holders)
	}
	if r.Conn.PID != 0 {
		return appendProcess(dst, r.Conn.PID, r.Process)
	}
	if owner := int(r.Conn.Owner); owner < len(ownerReasons) && ownerReasons[owner] != "" {
		return append(dst, ownerReasons[owner]...)
	}
	return append(dst, '-')
}

// widerOwner knows the width of the ordinary cell without looking at each letter of it twice.
func widerOwner(t *text, r *Row, width int) int {
	if len(r.Holders) == 0 && r.Conn.PID != 0 && r.Process != "" && isPlain(r.Process) {
		return digits(uint64(r.Conn.PID)) + len("/") + len(r.Process)
	}
	t.cell = appendOwner(t, t.cell[:0], r)
	return runes(t.cell)
}

func appendHolders(dst []byte, holders []tcptable.Process) []byte {
	for i, p := range holders {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendProcess(dst, p.PID, p.Name)
	}
	return dst
}

func appendProcess(dst []byte, pid uint32, name string) []byte {
	dst = appendUint(dst, pid)
	if name == "" {
		return dst
	}
	return appendEscaped(append(dst, '/'), name)
}

func appendUser(_ *text, dst []byte, r *Row) []byte {
	if r.User == "" {
		return append(dst, '-')
	}
	return appendEscaped(dst, r.User)
}

// widerUser measures a user once for all the rows of the user that come one after the other.
func widerUser(t *text, r *Row, width int) int {
	if r.User == t.user && r.User != "" {
		return width
	}
	t.user, t.cell = r.User, appendUser(t, t.cell[:0], r)
	return runes(t.cell)
}

func appendPID(_ *text, dst []byte, r *Row) []byte { return appendNonzero(dst, uint64(r.Conn.PID)) }

func appendProcessName(_ *text, dst []byte, r *Row) []byte {
	if r.Process == "" {
		return append(dst, '-')
	}
	return appendEscaped(dst, r.Process)
}

func appendInterface(t *text, dst []byte, r *Row) []byte {
	if t.options.Missing&tcptable.FieldInterface != 0 {
		return append(dst, '-')
	}
	return appendNonzero(dst, uint64(r.Conn.Interface))
}

func appendNetNS(_ *text, dst []byte, r *Row) []byte { return appendNonzero(dst, r.Conn.NetNS) }

func appendUID(_ *text, dst []byte, r *Row) []byte {
	if !r.Conn.HasUser() {
		return append(dst, '-')
	}
	return appendUint(dst, r.Conn.UID)
}

func appendRecvQ(t *text, dst []byte, r *Row) []byte {
	if t.options.Missing&tcptable.FieldQueues != 0 {
		return append(dst, '-')
	}
	return appendUint(dst, r.Conn.RecvQ)
}

func appendSendQ(t *text, dst []byte, r *Row) []byte {
	unknown := tcptable.FieldQueues
	if r.Conn.State == tcptable.StateListen {
		unknown = tcptable.FieldListenSendQ
	}
	if t.options.Missing&unknown != 0 {
		return append(dst, '-')
	}
	return appendUint(dst, r.Conn.SendQ)
}

func appendInode(_ *text, dst []byte, r *Row) []byte {
	return appendNonzero(dst, r.Conn.Inode)
}

func appendCookie(_ *text, dst []byte, r *Row) []byte {
	return appendNonzero(dst, r.Conn.Cookie)
}

func appendNonzero(dst []byte, n uint64) []byte {
	if n == 0 {
		return append(dst, '-')
	}
	return strconv.AppendUint(dst, n, 10)
}

// appendDualStack answers only where the question makes sense: for a listener on IPv6.
func appendDualStack(t *text, dst []byte, r *Row) []byte {
	listener := r.Conn.State == tcptable.StateListen && r.Conn.Family() == tcptable.IPv6
	switch {
	case !listener || t.options.Missing&tcptable.FieldDualStack != 0:
		return append(dst, '-')
	case r.Conn.DualStack:
		return append(dst, "yes"...)
	}
	return append(dst, "no"...)
}

func appendOffload(t *text, dst []byte, r *Row) []byte {
	if t.options.Missing&tcptable.FieldOffload != 0 {
		return append(dst, '-')
	}
	return append(dst, r.Conn.Offload.String()...)
}
