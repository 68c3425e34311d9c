package render

import (
	"net/netip"
	"strconv"

	"github.com/tcptable/tcptable"
)

// column is a column of the text table.
type column struct {
	title string
	right bool // aligned to the right, as numbers are

	// appendCell appends what the column shows of r.
	appendCell func(dst []byte, r Row, missing tcptable.Fields) []byte
}

// maxColumns is the count of the columns of the widest table.
const maxColumns = 12

var plainColumns = []column{
	{"STATE", false, appendState},
	{"LOCAL ADDRESS", false, appendLocal},
	{"REMOTE ADDRESS", false, appendRemote},
	ownerColumn,
	{"USER", false, appendUser},
}

var ownerColumn = column{"PID/PROCESS", false, appendOwner}

var extendedColumns = []column{
	{"STATE", false, appendState},
	{"RECV-Q", true, appendRecvQ},
	{"SEND-Q", true, appendSendQ},
	{"LOCAL ADDRESS", false, appendLocal},
	{"REMOTE ADDRESS", false, appendRemote},
	ownerColumn,
	{"USER", false, appendUser},
	{"UID", true, appendUID},
	{"INODE", true, appendInode},
	{"COOKIE", true, appendCookie},
	{"DUAL-STACK", false, appendDualStack},
	{"OFFLOAD", false, appendOffload},
}

func appendState(dst []byte, r Row, _ tcptable.Fields) []byte {
	return append(dst, r.Conn.State.String()...)
}

func appendLocal(dst []byte, r Row, _ tcptable.Fields) []byte {
	return appendEndpoint(dst, r.Conn.Local)
}

func appendRemote(dst []byte, r Row, _ tcptable.Fields) []byte {
	return appendEndpoint(dst, r.Conn.Remote)
}

// appendEndpoint appends "address:port". A zone is the name of an interface, which on Linux may
// hold control characters.
func appendEndpoint(dst []byte, ap netip.AddrPort) []byte {
	zone := ap.Addr().Zone()
	if zone == "" {
		return ap.AppendTo(dst)
	}
	dst = append(dst, '[')
	dst = ap.Addr().WithZone("").AppendTo(dst)
	dst = append(dst, '%')
	dst = appendEscaped(dst, zone)
	dst = append(dst, "]:"...)
	return strconv.AppendUint(dst, uint64(ap.Port()), 10)
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

func appendOwner(dst []byte, r Row, _ tcptable.Fields) []byte {
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

func appendUser(dst []byte, r Row, _ tcptable.Fields) []byte {
	if r.User == "" {
		return append(dst, '-')
	}
	return appendEscaped(dst, r.User)
}

func appendUID(dst []byte, r Row, _ tcptable.Fields) []byte {
	if !r.Conn.HasUser() {
		return append(dst, '-')
	}
	return appendUint(dst, r.Conn.UID)
}

func appendRecvQ(dst []byte, r Row, missing tcptable.Fields) []byte {
	if missing&tcptable.FieldQueues != 0 {
		return append(dst, '-')
	}
	return appendUint(dst, r.Conn.RecvQ)
}

func appendSendQ(dst []byte, r Row, missing tcptable.Fields) []byte {
	unknown := tcptable.FieldQueues
	if r.Conn.State == tcptable.StateListen {
		unknown = tcptable.FieldListenSendQ
	}
	if missing&unknown != 0 {
		return append(dst, '-')
	}
	return appendUint(dst, r.Conn.SendQ)
}

func appendInode(dst []byte, r Row, _ tcptable.Fields) []byte {
	return appendNonzero(dst, r.Conn.Inode)
}

func appendCookie(dst []byte, r Row, _ tcptable.Fields) []byte {
	return appendNonzero(dst, r.Conn.Cookie)
}

func appendNonzero(dst []byte, n uint64) []byte {
	if n == 0 {
		return append(dst, '-')
	}
	return strconv.AppendUint(dst, n, 10)
}

// appendDualStack answers only where the question makes sense: for a listener on IPv6.
func appendDualStack(dst []byte, r Row, missing tcptable.Fields) []byte {
	listener := r.Conn.State == tcptable.StateListen && r.Conn.Family() == tcptable.IPv6
	switch {
	case !listener || missing&tcptable.FieldDualStack != 0:
		return append(dst, '-')
	case r.Conn.DualStack:
		return append(dst, "yes"...)
	}
	return append(dst, "no"...)
}

func appendOffload(dst []byte, r Row, missing tcptable.Fields) []byte {
	if missing&tcptable.FieldOffload != 0 {
		return append(dst, '-')
	}
	return append(dst, r.Conn.Offload.String()...)
}
