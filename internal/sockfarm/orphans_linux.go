package sockfarm

import (
	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable"
)

// plantOrphans makes sockets that their process has closed and that the kernel still needs.
func (f *Farm) plantOrphans(k kind) {
	f.tb.Helper()
	listener := f.server(k, "of orphans", 16)
	f.orphanFinWait1(k, listener)
	f.orphanFinWait2(k, listener)
	f.orphanLingering(k, listener)
	f.orphanLastAck(k, listener)
}

func (f *Farm) orphanFinWait1(k kind, listener endpoint) {
	f.tb.Helper()
	client, server := f.pair(k, listener)
	f.fill(client)
	f.close(client.fd)
	f.orphaned(k.name+" orphan in FIN_WAIT1", client, tcptable.StateFinWait1)
	f.held(k.name+" peer of an orphan in FIN_WAIT1", server, tcptable.StateEstablished)
}

// orphanFinWait2 makes an orphan that the kernel has replaced by a small one, as it does for
// TIME_WAIT: only a field of that one tells the states apart.
func (f *Farm) orphanFinWait2(k kind, listener endpoint) {
	f.tb.Helper()
	client, server := f.pair(k, listener)
	f.close(client.fd)
	f.await(server, tcptable.StateCloseWait)
	f.orphaned(k.name+" orphan in FIN_WAIT2", client, tcptable.StateFinWait2)
	f.held(k.name+" peer of an orphan in FIN_WAIT2", server, tcptable.StateCloseWait)
}

// orphanLingering makes an orphan that stays a whole socket, since it is to last longer than
// TIME_WAIT.
func (f *Farm) orphanLingering(k kind, listener endpoint) {
	f.tb.Helper()
	client, server := f.pair(k, listener)
	f.set(client.fd, unix.IPPROTO_TCP, unix.TCP_LINGER2, 120)
	f.shutdown(client)
	f.await(client, tcptable.StateFinWait2)
	f.close(client.fd)
	f.orphaned(k.name+" lingering orphan in FIN_WAIT2", client, tcptable.StateFinWait2)
	f.held(k.name+" peer of a lingering orphan in FIN_WAIT2", server, tcptable.StateCloseWait)
}

func (f *Farm) orphanLastAck(k kind, listener endpoint) {
	f.tb.Helper()
	client, server := f.pair(k, listener)
	f.fill(client)
	f.shutdown(server)
	f.await(client, tcptable.StateCloseWait)
	f.close(client.fd)
	f.orphaned(k.name+" orphan in LAST_ACK", client, tcptable.StateLastAck)
	f.held(k.name+" peer of an orphan in LAST_ACK", server, tcptable.StateFinWait2)
}

// plantUnaccepted makes connections that wait in the queue of a listener: one that is open, and
// one that its client has ended already.
func (f *Farm) plantUnaccepted(k kind) {
	f.tb.Helper()
	listener := f.server(k, "with a queue", 16)
	f.plantWaiting(k, listener, "not accepted")

	client := f.call(k, listener)
	f.await(client, tcptable.StateEstablished)
	f.shutdown(client)
	f.await(client, tcptable.StateFinWait2)
	f.held(k.name+" client of CLOSE_WAIT not accepted", client, tcptable.StateFinWait2)
	f.waiting(k.name+" CLOSE_WAIT not accepted", client, listener, tcptable.StateCloseWait)
}

func (f *Farm) plantWaiting(k kind, listener endpoint, where string) {
	f.tb.Helper()
	client := f.call(k, listener)
	f.await(client, tcptable.StateEstablished)
	f.held(k.name+" client of ESTABLISHED "+where, client, tcptable.StateEstablished)
	f.waiting(k.name+" ESTABLISHED "+where, client, listener, tcptable.StateEstablished)
}

// waiting adds what must be true of the server's end of client's connection, which has the
// family of the listener even while it is a request.
func (f *Farm) waiting(name string, client, listener endpoint, state tcptable.State) *Want {
	server := endpoint{family: listener.family, local: client.remote, remote: client.local}
	if server.family == tcptable.IPv6 && client.family == tcptable.IPv4 {
		server.local, server.remote = mapOnto6(server.local), mapOnto6(server.remote)
	}
	w := f.orphaned(name, server, state)
	w.Owner = tcptable.OwnerUnaccepted
	return w
}
