package tcptable_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/sockfarm"
)

// observer looks at a real table when it is told to.
type observer struct {
	t       *testing.T
	table   *tcptable.Table
	ends    *tcptable.Ends
	changes tcptable.Changes
	taken   []tcptable.End // since the last look
}

func newObserver(t *testing.T, table *tcptable.Table) *observer {
	t.Helper()
	ends, err := table.OpenEnds(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := ends.Close(); err != nil {
			t.Error(err)
		}
	})
	return &observer{t: t, table: table, ends: ends}
}

// awaitEnds waits until the end of each of these connections was told. The kernel tells no address of
// a connection whose process has reset it, but its local port.
func (o *observer) awaitEnds(locals ...net.Addr) {
	o.t.Helper()
	for deadline := time.Now().Add(patience); ; {
		var err error
		if o.taken, err = o.ends.Take(o.taken); err != nil {
			o.t.Fatal(err)
		}
		found := 0
		for i := range o.taken {
			for _, local := range locals {
				if o.taken[i].Conn.Local.Port() == addrPortOf(local).Port() {
					found++
				}
			}
		}
		if found >= len(locals) {
			return
		}
		if time.Now().After(deadline) {
			o.t.Fatalf("%d of %d ends were told", found, len(locals))
		}
		time.Sleep(time.Millisecond)
	}
}

// look returns what has happened, without what concerns listeners.
func (o *observer) look() []tcptable.Event {
	o.t.Helper()
	q := tcptable.Query{Owners: tcptable.OwnersProcess, States: tcptable.AllStates &^ tcptable.States(listen)}
	snap := mustSnapshot(o.t, o.table, q)
	var err error
	if o.taken, err = o.ends.Take(o.taken); err != nil {
		o.t.Fatal(err)
	}
	o.changes.Ended(q, o.taken...)
	o.taken = nil
	return o.changes.Next(snap)
}

// ofPort returns the events of connections from a local address.
func ofPort(events []tcptable.Event, local net.Addr) []tcptable.Event {
	var of []tcptable.Event
	for _, e := range events {
		if e.Conn.Local == addrPortOf(local) {
			of = append(of, e)
		}
	}
	return of
}

func addrPortOf(a net.Addr) netip.AddrPort {
	p := a.(*net.TCPAddr).AddrPort()
	return netip.AddrPortFrom(p.Addr().Unmap(), p.Port())
}

// kinds writes the kinds of events, and their states, as one word each.
func kinds(events []tcptable.Event) string {
	var words []byte
	for i, e := range events {
		if i > 0 {
			words = append(words, ' ')
		}
		words = append(words, e.Kind.String()...)
		if e.Kind == tcptable.EventState {
			words = append(words, ">"+e.Conn.State.String()...)
		}
		if e.Brief {
			words = append(words, ":brief"...)
		}
		if e.Exact {
			words = append(words, '!')
		}
	}
	return string(words)
}

func (o *observer) expect(events []tcptable.Event, local net.Addr, want string) []tcptable.Event {
	o.t.Helper()
	of := ofPort(events, local)
	if got := kinds(of); got != want {
		o.t.Errorf("%v: told %q, want %q", local, got, want)
	}
	return of
}

// awaitState looks until the connection is in a state, and returns all that was told.
func (o *observer) awaitState(local net.Addr, state tcptable.State) (told []tcptable.Event) {
	o.t.Helper()
	for deadline := time.Now().Add(patience); ; {
		told = append(told, o.look()...)
		of := ofPort(told, local)
		if len(of) > 0 && of[len(of)-1].Conn.State == state {
			return told
		}
		if time.Now().After(deadline) {
			o.t.Fatalf("%v: told %q, want the state %v", local, kinds(of), state)
		}
		time.Sleep(time.Millisecond)
	}
}

// TestWatchLife follows both ends of a connection from the beginning until TIME_WAIT has ended, too.
func TestWatchLife(t *testing.T) {
	sockfarm.Enter(t)
	table := mustOpen(t, openDefault)
	o := newObserver(t, table)
	if events := o.look(); len(events) != 0 {
		t.Errorf("%q in an empty namespace", kinds(events))
	}
	l := connect(t, "127.0.0.1:0", "127.0.0.1", "0.0.0.0:0")
	client, server := l.client.LocalAddr(), l.server.LocalAddr()
	events := o.look()
	opened := o.expect(events, client, "opened")
	if len(opened) == 1 && (opened[0].Process.PID != uint32(os.Getpid()) || opened[0].Process.Name == "") {
		t.Errorf("the owner is %+v, not this process", opened[0].Process)
	}
	o.expect(events, server, "opened")

	l.talks(t)
	if err := l.client.CloseWrite(); err != nil {
		t.Fatal(err)
	}
	if _, err := l.server.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	events = o.awaitState(client, finWait2)
	o.expect(events, server, "state>CLOSE_WAIT")
	if err := l.server.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := l.client.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	// The client's socket stays, closed, for as long as this process has it.
	o.awaitEnds(server)
	events = o.awaitState(client, timeWait)
	closed := o.expect(events, server, "closed!")
	if len(closed) == 1 && (closed[0].Info == nil || closed[0].Info.BytesReceived != 5) {
		t.Errorf("the server has received the four bytes and the end of the connection: %+v", closed[0].Info)
	}
	row := ofPort(events, client)[0].Conn
	if row.Cookie != opened[0].Conn.Cookie {
		t.Errorf("TIME_WAIT has the cookie %d, the connection had %d", row.Cookie, opened[0].Conn.Cookie)
	}
	if err := l.client.Close(); err != nil {
		t.Fatal(err)
	}
	o.awaitEnds(client)
	o.expect(o.look(), client, "")
	if err := table.Kill(t.Context(), row); errors.Is(err, errors.ErrUnsupported) {
		t.Skipf("this kernel cannot end TIME_WAIT: %v", err)
	} else if err != nil {
		t.Fatal(err)
	}
	o.expect(o.look(), client, "closed")
}

// TestWatchRecycled: a connection with the addresses of another before is another one.
func TestWatchRecycled(t *testing.T) {
	sockfarm.Enter(t)
	o := newObserver(t, mustOpen(t, openDefault))
	l := connect(t, "127.0.0.1:0", "127.0.0.1", "0.0.0.0:0")
	client := l.client.LocalAddr()
	o.expect(o.look(), client, "present")
	if err := errors.Join(l.client.SetLinger(0), l.client.Close()); err != nil {
		t.Fatal(err)
	}
	o.awaitEnds(client)
	l.redial(t, "127.0.0.1", client.String())
	events := o.expect(o.look(), client, "closed! opened")
	if len(events) == 2 && events[0].Conn.Cookie == events[1].Conn.Cookie {
		t.Errorf("both have the cookie %d", events[0].Conn.Cookie)
	}
}

// TestWatchBrief: a connection that comes and goes between two looks is told. Where its client
// stays in TIME_WAIT, that end has been opened, and not closed; where its process has reset it, the
// kernel has forgotten its addresses when it tells of its end.
func TestWatchBrief(t *testing.T) {
	sockfarm.Enter(t)
	briefly(t, newObserver(t, mustOpen(t, openDefault)))
}

func briefly(t *testing.T, o *observer) {
	t.Helper()
	o.look()
	for _, reset := range []bool{true, false} {
		l := connect(t, "127.0.0.1:0", "127.0.0.1", "0.0.0.0:0")
		client, server := l.client.LocalAddr(), l.server.LocalAddr()
		l.talks(t)
		if reset {
			if err := l.client.SetLinger(0); err != nil {
				t.Fatal(err)
			}
		}
		if err := l.client.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := l.server.Read(make([]byte, 1)); err == nil {
			t.Fatal("the connection lives on")
		}
		if err := l.server.Close(); err != nil {
			t.Fatal(err)
		}
		o.awaitEnds(client, server)
		events := o.look()
		brief := o.expect(events, server, "opened:brief closed:brief!")
		if len(brief) == 2 && (brief[1].Info == nil || brief[1].Info.BytesReceived < 4 || brief[1].Info.RTT == 0) {
			t.Errorf("reset %t: %+v", reset, brief[1].Info)
		}
		if reset {
			o.expect(events, client, "")
			continue
		}
		remains := o.expect(events, client, "opened")
		if len(remains) == 1 && remains[0].Conn.State != timeWait {
			t.Errorf("the client is in %v", remains[0].Conn.State)
		}
		if events := o.look(); len(events) != 0 {
			t.Errorf("told %q afterwards", kinds(events))
		}
	}
}

// TestWatchOwner hands a connection to another process and then ends that.
func TestWatchOwner(t *testing.T) {
	sockfarm.Enter(t)
	o := newObserver(t, mustOpen(t, openDefault))
	l := connect(t, "127.0.0.1:0", "127.0.0.1", "0.0.0.0:0")
	client := l.client.LocalAddr()
	o.expect(o.look(), client, "present")

	cat := exec.Command("cat")
	file, err := l.client.File()
	if err != nil {
		t.Fatal(err)
	}
	cat.ExtraFiles = []*os.File{file}
	stdin, err := cat.StdinPipe()
	if err == nil {
		err = cat.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stdin.Close()
		_ = cat.Wait() // it has been waited for if the test has come to its end
	})
	o.expect(o.look(), client, "") // of two that hold it, this process was first
	if err := errors.Join(file.Close(), l.client.Close()); err != nil {
		t.Fatal(err)
	}
	events := o.expect(o.look(), client, "owner")
	if len(events) == 1 {
		e := events[0]
		if e.Before.PID != uint32(os.Getpid()) || e.Conn.PID != uint32(cat.Process.Pid) || e.Process.PID != e.Conn.PID {
			t.Errorf("from %d to %d (%+v), want from %d to %d", e.Before.PID, e.Conn.PID, e.Process, os.Getpid(), cat.Process.Pid)
		}
	}
	if err := errors.Join(stdin.Close(), cat.Wait()); err != nil {
		t.Fatal(err)
	}
	events = o.awaitState(client, finWait2)
	if of := ofPort(events, client); of[0].Process.PID != uint32(cat.Process.Pid) {
		t.Errorf("told %q, the owner was %+v, want %d", kinds(of), of[0].Process, cat.Process.Pid)
	}
}

// TestWatchTable uses Watch itself: what the loop does is told to it.
func TestWatchTable(t *testing.T) {
	sockfarm.Enter(t)
	table := mustOpen(t, openDefault)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	l := connect(t, "127.0.0.1:0", "127.0.0.1", "0.0.0.0:0")
	client := addrPortOf(l.client.LocalAddr())
	var got []tcptable.Event
	for e, err := range table.Watch(ctx, tcptable.Query{Where: tcptable.LocalPorts(client.Port(), client.Port())}, time.Millisecond) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, e)
		if e.Kind == tcptable.EventPresent {
			if err := errors.Join(l.client.SetLinger(0), l.client.Close()); err != nil {
				t.Fatal(err)
			}
		}
		if e.Kind == tcptable.EventClosed {
			break
		}
	}
	if len(got) != 2 || got[0].Conn.Cookie != got[1].Conn.Cookie {
		t.Errorf("told %q", kinds(got))
	}
}

// TestWatchUnprivileged: an ordinary user sees brief connections, too.
func TestWatchUnprivileged(t *testing.T) {
	const nobody = 65534
	if !sockfarm.IsRerun() {
		sockfarm.Enter(t)
		sockfarm.RequireUser(t, nobody)
		sockfarm.Rerun(t, &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}, nil)
		return
	}
	table := mustOpen(t, openDefault)
	if err := table.EndsAvailable(t.Context()); errors.Is(err, fs.ErrPermission) {
		t.Skipf("this kernel tells root alone: %v", err)
	}
	briefly(t, newObserver(t, table))
}

// TestEndsElsewhere: sources that cannot tell say so, and a closed table, too.
func TestEndsElsewhere(t *testing.T) {
	sockfarm.Enter(t)
	proc := mustOpen(t, openProc)
	if err := proc.EndsAvailable(t.Context()); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("proc: %v, want errors.ErrUnsupported", err)
	}
	table := mustOpen(t, openNetlink)
	if err := table.EndsAvailable(t.Context()); err != nil {
		t.Errorf("netlink: %v", err)
	}
}
