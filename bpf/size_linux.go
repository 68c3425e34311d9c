package bpf

import (
	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/hugepage"
	"github.com/tcptable/tcptable/internal/procfs"
)

// makeRoom makes room in into for the rows that q asks for, if it has none, and returns for how many
// sockets: 0 where that is not known. Memory that grows with the table is fresh memory several
// times over, which for a large table takes longer than the reading.
func (s *source) makeRoom(q tcptable.Query, into *tcptable.Snapshot) int {
	if cap(into.Conns) > len(into.Conns) || !q.StateSet().Has(tcptable.StateEstablished) {
		return 0
	}
	sockets := s.place.sockets()
	into.Conns = append(make([]tcptable.Conn, 0, len(into.Conns)+sockets+sockets/32), into.Conns...)
	hugepage.Advise(into.Conns)
	return sockets
}

// sockets returns how many TCP sockets the kernel counts in the namespace. What cannot be read is
// not counted: the rows take their room as they come.
func (p place) sockets() (n int) {
	_ = p.do(func() error {
		for _, ipv6 := range []bool{false, true} {
			s := readSockStat(ipv6)
			n += int(min(s.InUse+s.TimeWait, 1<<24))
		}
		return nil
	})
	return n
}

// readSockStat returns nothing for what cannot be read.
func readSockStat(ipv6 bool) procfs.SockStat {
	f, err := procfs.OpenSockStat("/proc", ipv6)
	if err != nil {
		return procfs.SockStat{}
	}
	defer f.Close() //nolint:errcheck // nothing was written
	s, err := procfs.ReadSockStat(f, make([]byte, 4<<10), ipv6)
	if err != nil {
		return procfs.SockStat{}
	}
	return s
}
