package tcptabletest

import (
	"testing"

	"github.com/tcptable/tcptable"
)

// What a source says it cannot tell is zero, and what it does not say is there.
func testMissing(t *testing.T, s *suite) {
	snap := s.read(t, tcptable.Query{})
	missing := func(f tcptable.Fields) bool { return snap.Report.Missing&f != 0 }
	for _, c := range snap.Conns {
		for _, wrong := range []bool{
			missing(tcptable.FieldScopes) && (c.LocalScope != 0 || c.RemoteScope != 0 || c.Local.Addr().Zone() != ""),
			missing(tcptable.FieldInterface) && c.Interface != 0,
			missing(tcptable.FieldOffload) && c.Offload != 0,
			missing(tcptable.FieldCookie) && c.Cookie != 0,
			missing(tcptable.FieldDualStack) && c.DualStack,
			missing(tcptable.FieldListenSendQ) && c.State == tcptable.StateListen && c.SendQ != 0,
			missing(tcptable.FieldQueues) && (c.RecvQ != 0 || c.State != tcptable.StateListen && c.SendQ != 0),
			missing(tcptable.FieldInode) && c.Inode != 0,
			missing(tcptable.FieldUser) && (c.UID != 0 || c.HasUser()),
		} {
			if wrong {
				t.Errorf("row %+v tells more than the missing fields %#x allow", c, snap.Report.Missing)
			}
		}
	}
	for _, c := range s.mine(snap.Conns) {
		if !missing(tcptable.FieldInode) && c.Inode == 0 || !missing(tcptable.FieldCookie) && c.Cookie == 0 {
			t.Errorf("row %+v does not tell inode and cookie, which are not missing (%#x)", c, snap.Report.Missing)
		}
	}
}
