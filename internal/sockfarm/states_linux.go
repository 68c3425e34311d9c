package sockfarm

import (
	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable"
)

// plantStates makes a socket of kind k in each state, with a descriptor wherever the state
// allows one.
func (f *Farm) plantStates(k kind) {
	f.tb.Helper()
	listener := f.server(k, "server", 16)
	f.plantEstablished(k, listener)
	f.plantHalfClosed(k, listener)
	f.plantFinWait1(k, listener)
	f.plantClosing(k, listener)
	f.plantLastAck(k, listener)
	f.plantTimeWait(k, listener)
	f.plantSynReceived(k)
	f.plantSynSent(k)
	f.plantClosed(k)
}

// plantEstablished leaves some bytes unread, so that not every queue is empty.
func (f *Farm) plantEstablished(k kind, listener endpoint) {
	f.tb.Helper()
	client, server := f.pair(k, listener)
	_, err := unix.Write(client.fd, []byte("not read"))
	f.must("write", err)
	f.held(k.name+" ESTABLISHED client", client, tcptable.StateEstablished)
	f.held(k.name+" ESTABLISHED server", server, tcptable.StateEstablished)
}

func (f *Farm) plantHalfClosed(k kind, listener endpoint) {
	f.tb.Helper()
	client, server := f.pair(k, listener)
	f.shutdown(client)
	f.await(client, tcptable.StateFinWait2)
	f.await(server, tcptable.StateCloseWait)
	f.held(k.name+" FIN_WAIT2", client, tcptable.StateFinWait2)
	f.held(k.name+" CLOSE_WAIT", server, tcptable.StateCloseWait)
}

// plantFinWait1 keeps a FIN behind data that the peer has no room for.
func (f *Farm) plantFinWait1(k kind, listener endpoint) {
	f.tb.Helper()
	client, server := f.pair(k, listener)
	f.fill(client)
	f.shutdown(client)
	f.await(client, tcptable.StateFinWait1)
	f.held(k.name+" FIN_WAIT1", client, tcptable.StateFinWait1)
	f.held(k.name+" peer of FIN_WAIT1", server, tcptable.StateEstablished)
}

// plantClosing is plantFinWait1, and then the peer sends its FIN too.
func (f *Farm) plantClosing(k kind, listener endpoint) {
	f.tb.Helper()
	client, server := f.pair(k, listener)
	f.fill(client)
	f.shutdown(client)
	f.await(client, tcptable.StateFinWait1)
	f.shutdown(server)
	f.await(client, tcptable.StateClosing)
	f.await(server, tcptable.StateFinWait2)
	f.held(k.name+" CLOSING", client, tcptable.StateClosing)
	f.held(k.name+" peer of CLOSING", server, tcptable.StateFinWait2)
}

// plantLastAck lets the peer send its FIN first; our own stays behind data.
func (f *Farm) plantLastAck(k kind, listener endpoint) {
	f.tb.Helper()
	client, server := f.pair(k, listener)
	f.fill(client)
	f.shutdown(server)
	f.await(client, tcptable.StateCloseWait)
	f.shutdown(client)
	f.await(client, tcptable.StateLastAck)
	f.await(server, tcptable.StateFinWait2)
	f.held(k.name+" LAST_ACK", client, tcptable.StateLastAck)
	f.held(k.name+" peer of LAST_ACK", server, tcptable.StateFinWait2)
}

func (f *Farm) plantTimeWait(k kind, listener endpoint) {
	f.tb.Helper()
	client, server := f.pair(k, listener)
	f.shutdown(client)
	f.await(server, tcptable.StateCloseWait)
	f.close(client.fd)
	f.close(server.fd)
	f.orphaned(k.name+" TIME_WAIT", client, tcptable.StateTimeWait)
}

// plantSynReceived uses a listener that wants data before it takes a connection: until then a
// request stands for the connection, and the client believes that it is connected.
func (f *Farm) plantSynReceived(k kind) {
	f.tb.Helper()
	fd := f.bound(k)
	f.set(fd, unix.IPPROTO_TCP, unix.TCP_DEFER_ACCEPT, 120)
	listener := f.serverOn(k, fd, "deferring", 16)
	client := f.call(k, listener)
	f.await(client, tcptable.StateEstablished)
	f.held(k.name+" client of SYN_RCVD", client, tcptable.StateEstablished)
	f.waiting(k.name+" SYN_RCVD", client, listener, tcptable.StateSynReceived).Owner = tcptable.OwnerKernel
}

// plantSynSent connects to a listener whose queue has room for one connection and holds one: the
// kernel drops the SYN.
func (f *Farm) plantSynSent(k kind) {
	f.tb.Helper()
	listener := f.server(k, "full", 0)
	f.plantWaiting(k, listener, "in a full queue")
	f.held(k.name+" SYN_SENT", f.call(k, listener), tcptable.StateSynSent)
}

// plantClosed binds a socket and does no more.
func (f *Farm) plantClosed(k kind) {
	f.tb.Helper()
	f.held(k.name+" CLOSED", f.describe(f.bound(k)), tcptable.StateClosed)
}
