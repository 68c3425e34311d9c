package sockfarm

import (
	"errors"
	"io"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable"
)

// smallHash is how many chains the table of connections has in the namespace of a [Churn]: what
// busy container hosts set. There are long chains in it.
const smallHash = "256"

// churners is how many connections of a [Churn] come and go at the same time.
const churners = 2

// Churn is a table that never rests: some connections stay while others come and go. It shows what
// a reader of the table loses, and what it sees twice.
type Churn struct {
	tb       testing.TB
	listener *net.TCPListener
	steady   map[ends]int // how often each end was seen
	stopped  atomic.Bool
	callers  sync.WaitGroup
	answers  sync.WaitGroup
}

// ends are the two addresses of a row.
type ends struct{ local, remote netip.AddrPort }

// NewChurn makes the given count of connections that stay, 2 rows each, and begins to make and
// close others, in a new network namespace whose hash table is small. It moves the calling goroutine
// there until the test ends, as [Enter] does. The connections are over IPv4.
func NewChurn(tb testing.TB, steady int) *Churn {
	tb.Helper()
	enterSmallHash(tb)
	l, err := net.ListenTCP("tcp4", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		tb.Fatal(err)
	}
	c := &Churn{tb: tb, listener: l, steady: make(map[ends]int)}
	tb.Cleanup(func() { c.close(l) })
	for range steady {
		c.connect()
	}
	c.begin()
	return c
}

// Count returns how many of the ends that stay are in none of the rows, and how many rows more than
// one there are of such an end. Of each row it looks at Local and Remote.
func (c *Churn) Count(rows []tcptable.Conn) (lost, doubled int) {
	for i := range rows {
		row := ends{rows[i].Local, rows[i].Remote}
		if n, ok := c.steady[row]; ok {
			c.steady[row] = n + 1
		}
	}
	for row, n := range c.steady {
		if n == 0 {
			lost++
		}
		doubled += max(0, n-1)
		c.steady[row] = 0
	}
	return lost, doubled
}

// Steady returns how many rows there are that stay.
func (c *Churn) Steady() int { return len(c.steady) }

// enterSmallHash enters a namespace whose table of connections has few chains. The number counts
// for the namespaces that are made from the one it is set in.
func enterSmallHash(tb testing.TB) {
	tb.Helper()
	Enter(tb)
	err := os.WriteFile("/proc/sys/net/ipv4/tcp_child_ehash_entries", []byte(smallHash), 0)
	if errors.Is(err, fs.ErrNotExist) {
		tb.Skip("the namespaces of this kernel have no tables of their own (before Linux 6.1)")
	} else if err != nil {
		tb.Skip(err)
	}
	Enter(tb)
	if got, err := os.ReadFile("/proc/sys/net/ipv4/tcp_ehash_entries"); err != nil || string(got) != smallHash+"\n" {
		tb.Fatalf("the table has %q chains, %v, want %s", got, err, smallHash)
	}
}

// connect makes a connection that stays.
func (c *Churn) connect() {
	c.tb.Helper()
	client, err := net.DialTCP("tcp4", nil, c.listener.Addr().(*net.TCPAddr))
	if err != nil {
		c.tb.Fatal(err)
	}
	c.tb.Cleanup(func() { c.close(client) })
	server, err := c.listener.AcceptTCP()
	if err != nil {
		c.tb.Fatal(err)
	}
	c.tb.Cleanup(func() { c.close(server) })
	local, remote := client.LocalAddr().(*net.TCPAddr).AddrPort(), client.RemoteAddr().(*net.TCPAddr).AddrPort()
	c.steady[ends{local, remote}] = 0
	c.steady[ends{remote, local}] = 0
}

// begin starts what comes and goes.
func (c *Churn) begin() {
	c.tb.Helper()
	namespace, err := unix.Open(threadNetNS, unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		c.tb.Fatalf("open %s: %v", threadNetNS, err)
	}
	c.tb.Cleanup(func() {
		c.stop()
		unix.Close(namespace)
	})
	c.answers.Go(c.answer)
	for range churners {
		c.callers.Go(func() {
			runtime.LockOSThread() // until the thread ends with the goroutine
			err := unix.Setns(namespace, unix.CLONE_NEWNET)
			for err == nil && !c.stopped.Load() {
				err = call(c.listener.Addr().(*net.TCPAddr))
			}
			if err != nil && !c.stopped.Load() {
				c.tb.Errorf("churn: %v", err)
			}
		})
	}
}

func (c *Churn) stop() {
	c.stopped.Store(true)
	c.callers.Wait()
	c.close(c.listener)
	c.answers.Wait()
}

// answer closes every connection to the listener, until that is closed. Should it have to end before, no
// caller waits for it in vain.
func (c *Churn) answer() {
	defer c.close(c.listener)
	for {
		server, err := c.listener.AcceptTCP()
		if err != nil {
			if !errors.Is(err, net.ErrClosed) {
				c.tb.Errorf("accept: %v", err)
				c.stopped.Store(true)
			}
			return
		}
		c.close(server)
	}
}

// patience is how long a call may take on a machine that has other things to do.
const patience = time.Minute

// call makes a connection, waits until the peer has closed it and closes it too, in a way that
// leaves no end in TIME_WAIT, of which there would soon be too many.
func call(to *net.TCPAddr) error {
	c, err := net.DialTCP("tcp4", nil, to)
	if err != nil {
		return err
	}
	err = c.SetDeadline(time.Now().Add(patience))
	if err == nil {
		_, err = io.Copy(io.Discard, c)
	}
	return errors.Join(err, c.SetLinger(0), c.Close())
}

func (c *Churn) close(closer io.Closer) {
	if err := closer.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		c.tb.Error(err)
	}
}
