package choose

import (
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/bpf"
	"github.com/tcptable/tcptable/internal/sockfarm"
)

// nobody is the id of a user without any privilege, who need not have a name.
const nobody = 65534

// situation is what a process may do, and what comes of it.
type situation struct {
	name  string
	sizes sizes

	lacks     []uintptr // capabilities
	ordinary  bool      // not root, so that it has none at all
	noNetlink bool      // a filter in front of the kernel refuses it

	needsBPF bool // what is expected cannot be where nobody may use BPF
	source   string
	reasons  []string // parts of Report.Fallback; none: it is nil
	missing  tcptable.Fields
	stranger tcptable.OwnerStatus // of the socket of another process, which is root's
}

var (
	withoutBPF = []uintptr{unix.CAP_SYS_ADMIN, unix.CAP_BPF}
	noBPF      = "bpf: it takes CAP_BPF, which the caller lacks"
	noNetlink  = "socket: permission denied"
)

var situations = []situation{
	{name: "everything", sizes: large, needsBPF: true, source: "bpf", stranger: tcptable.OwnerKnown},
	{name: "everything, small table", sizes: small, source: "netlink", stranger: tcptable.OwnerKnown},
	{
		name: "no CAP_BPF", sizes: large, lacks: withoutBPF,
		source: "netlink", reasons: []string{noBPF}, stranger: tcptable.OwnerKnown,
	},
	{name: "no CAP_BPF, small table", sizes: small, lacks: withoutBPF, source: "netlink", stranger: tcptable.OwnerKnown},
	{
		name: "no CAP_NET_ADMIN", sizes: large, lacks: []uintptr{unix.CAP_NET_ADMIN},
		needsBPF: true, source: "bpf", stranger: tcptable.OwnerKnown,
	},
	{
		name: "no CAP_NET_ADMIN, small table", sizes: small, lacks: []uintptr{unix.CAP_NET_ADMIN},
		source: "netlink", stranger: tcptable.OwnerKnown,
	},
	{
		name: "ordinary user", sizes: large, ordinary: true,
		source: "netlink", reasons: []string{"bpf: it takes CAP_BPF and CAP_PERFMON"}, stranger: tcptable.OwnerDenied,
	},
	{name: "ordinary user, small table", sizes: small, ordinary: true, source: "netlink", stranger: tcptable.OwnerDenied},
	{name: "no netlink", sizes: large, noNetlink: true, needsBPF: true, source: "bpf", stranger: tcptable.OwnerKnown},
	{
		name: "no netlink, small table", sizes: small, noNetlink: true,
		source: "proc", reasons: []string{noNetlink}, missing: tcptable.FieldCookie, stranger: tcptable.OwnerKnown,
	},
	{
		name: "no netlink, no CAP_BPF", sizes: large, noNetlink: true, lacks: withoutBPF,
		source: "proc", reasons: []string{noBPF, "; netlink: ", noNetlink}, missing: tcptable.FieldCookie, stranger: tcptable.OwnerKnown,
	},
	{
		name: "no netlink, ordinary user", sizes: large, noNetlink: true, ordinary: true,
		source: "proc", reasons: []string{"bpf: it takes CAP_BPF and CAP_PERFMON", noNetlink},
		missing: tcptable.FieldCookie, stranger: tcptable.OwnerDenied,
	},
}

// TestChain takes privileges away one after the other, in processes of their own. Nobody misses a
// row by that, and the report says what has been missed.
func TestChain(t *testing.T) {
	for _, s := range situations {
		t.Run(s.name, func(t *testing.T) {
			if sockfarm.IsRerun() {
				s.check(t)
				return
			}
			if s.needsBPF {
				requireBPF(t)
			}
			s.rerun(t)
		})
	}
}

func requireBPF(t *testing.T) {
	t.Helper()
	source, err := bpf.Open()
	if err != nil {
		t.Skip(err)
	}
	if err := source.Close(); err != nil {
		t.Fatal(err)
	}
}

// rerun runs the test in a process that lacks what the situation lacks, and tells it of a
// listener of this one.
func (s *situation) rerun(t *testing.T) {
	t.Helper()
	var attr *syscall.SysProcAttr
	if s.ordinary {
		sockfarm.RequireUser(t, nobody)
		attr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	sockfarm.Enter(t)
	if s.lacks != nil {
		runtime.LockOSThread() // for good: what the thread gives up is lost to whoever would get it next
	}
	for _, capability := range s.lacks {
		if err := unix.Prctl(unix.PR_CAPBSET_DROP, capability, 0, 0, 0); err != nil {
			t.Skipf("capability %d cannot be given up: %v", capability, err)
		}
	}
	sockfarm.Rerun(t, attr, []byte(listen(t)))
}

func listen(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l.Addr().String()
}

// check runs in the process that lacks something.
func (s *situation) check(t *testing.T) {
	stranger, err := io.ReadAll(os.Stdin)
	if err != nil {
		t.Fatal(err)
	}
	if s.noNetlink {
		sockfarm.ForbidNetlink(t)
	}
	s.checkInsisting(t)
	source, err := openSized(s.sizes)
	if err != nil {
		t.Fatal(err)
	}
	table, err := tcptable.Open(tcptable.WithSource(source))
	if err != nil {
		t.Fatal(err)
	}
	own := listen(t)
	for range 2 { // what was tried in vain is not forgotten
		snap, err := table.Snapshot(t.Context(), tcptable.Query{Owners: tcptable.OwnersProcess})
		if err != nil {
			t.Fatal(err)
		}
		s.checkReport(t, &snap.Report)
		checkRow(t, snap, own, tcptable.OwnerKnown, os.Getpid())
		checkRow(t, snap, string(stranger), s.stranger, os.Getppid())
	}
	if err := table.Close(); err != nil {
		t.Error(err)
	}
}

func (s *situation) checkReport(t *testing.T, r *tcptable.Report) {
	t.Helper()
	if r.Source != s.source || r.Missing&tcptable.FieldCookie != s.missing || (r.Fallback != nil) != (s.reasons != nil) {
		t.Errorf("from %s, missing %#x, because of %v", r.Source, r.Missing, r.Fallback)
	}
	for _, reason := range s.reasons {
		if r.Fallback == nil || !strings.Contains(r.Fallback.Error(), reason) {
			t.Errorf("because of %v, want %s", r.Fallback, reason)
		}
	}
	if s.reasons != nil && !errors.Is(r.Fallback, fs.ErrPermission) {
		t.Errorf("%v is not fs.ErrPermission", r.Fallback)
	}
	if s.stranger == tcptable.OwnerDenied && r.OwnersComplete() {
		t.Error("the report says that every process could be looked at")
	}
}

func checkRow(t *testing.T, snap *tcptable.Snapshot, address string, owner tcptable.OwnerStatus, pid int) {
	t.Helper()
	i := slices.IndexFunc(snap.Conns, func(c tcptable.Conn) bool { return c.Local.String() == address })
	if i < 0 {
		t.Errorf("no listener on %s among %d rows", address, len(snap.Conns))
		return
	}
	if owner != tcptable.OwnerKnown {
		pid = 0
	}
	if c := snap.Conns[i]; c.State != tcptable.StateListen || c.Owner != owner || int(c.PID) != pid {
		t.Errorf("%s is in %v, its owner is %d, %v, want %d, %v", address, c.State, c.PID, c.Owner, pid, owner)
	}
}

// checkInsisting asks for one source and no other: what may not be used is an error.
func (s *situation) checkInsisting(t *testing.T) {
	for kind, forbidden := range map[Kind]bool{
		Netlink: s.noNetlink,
		BPF:     s.ordinary || s.lacks != nil && slices.Contains(s.lacks, unix.CAP_BPF),
		Proc:    false,
	} {
		if kind == BPF && !forbidden && !s.needsBPF {
			continue // whether there is BPF here is not known
		}
		source, err := Open(kind)
		switch {
		case forbidden && (!errors.Is(err, fs.ErrPermission) || !strings.HasPrefix(err.Error(), kind.String()+": ")):
			t.Errorf("%v: %v", kind, err)
		case !forbidden && err != nil:
			t.Errorf("%v: %v", kind, err)
		case !forbidden:
			checkInsisted(t, kind, source)
		}
	}
}

func checkInsisted(t *testing.T, kind Kind, source tcptable.Source) {
	t.Helper()
	var snap tcptable.Snapshot
	err := errors.Join(source.Read(t.Context(), withOwners, &snap), source.Close())
	if err != nil || snap.Report.Source != kind.String() || snap.Report.Fallback != nil || len(snap.Conns) == 0 {
		t.Errorf("%v: %d rows from %s, %v, because of %v", kind, len(snap.Conns), snap.Report.Source, err, snap.Report.Fallback)
	}
}
