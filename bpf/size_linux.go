package bpf

import (
	"bytes"
	"os"
	"strconv"

	"github.com/tcptable/tcptable"
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
	return sockets
}

// sockets returns how many TCP sockets the kernel counts in the namespace.
func (p place) sockets() (n int) {
	_ = p.do(func() error {
		for _, name := range []string{"sockstat", "sockstat6"} {
			// What cannot be read is not counted: the rows take their room as they come.
			text, _ := os.ReadFile("/proc/thread-self/net/" + name)
			n += countSockets(text)
		}
		return nil
	})
	return n
}

// countSockets returns how many TCP sockets there are according to the text of /proc/net/sockstat,
// which has lines such as "TCP: inuse 5 orphan 0 tw 2 alloc 9 mem 1", or of sockstat6. The numbers
// of the whole machine, alloc and mem, do not count.
func countSockets(text []byte) (n int) {
	for line := range bytes.Lines(text) {
		fields := bytes.Fields(line)
		if len(fields) == 0 || string(fields[0]) != "TCP:" && string(fields[0]) != "TCP6:" {
			continue
		}
		for ; len(fields) > 2; fields = fields[2:] {
			if name := string(fields[1]); name == "inuse" || name == "tw" {
				count, _ := strconv.ParseUint(string(fields[2]), 10, 31)
				n += int(count)
			}
		}
	}
	return n
}
