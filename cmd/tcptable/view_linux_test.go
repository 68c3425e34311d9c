package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// watching is how the view is run, of the connections of one listener: a marker before it and the exit code
// behind it stand on the terminal that it leaves behind. It ends by itself if the test does not end it.
func watching(c *peers, environ ...string) string {
	const command = `echo 'before the view'; env %s tcptable watch --interval 0.2 --times 5000 'port = %s'; echo "exit code $?"; read -r line`
	return fmt.Sprintf(command, strings.Join(environ, " "), c.port())
}

// peers are a listener and a connection to it, both ends of which are here.
type peers struct {
	listener       net.Listener
	client, server net.Conn
}

func newPeers(t *testing.T) *peers {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &peers{listener: l}
	p.client, p.server = p.connect(t)
	t.Cleanup(func() { _ = errors.Join(l.Close(), p.client.Close(), p.server.Close()) })
	return p
}

func (p *peers) port() string {
	_, port, _ := net.SplitHostPort(p.listener.Addr().String())
	return port
}

func (p *peers) connect(t *testing.T) (client, server net.Conn) {
	t.Helper()
	client, err := net.Dial("tcp4", p.listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if server, err = p.listener.Accept(); err != nil {
		t.Fatal(err)
	}
	return client, server
}

// talk sends a few bytes from the client to the server.
func (p *peers) talk() error {
	if _, err := p.client.Write([]byte("hello")); err != nil {
		return err
	}
	_, err := io.ReadFull(p.server, make([]byte, len("hello")))
	return err
}

// TestView drives the full-screen view as a person does, on a terminal.
func TestView(t *testing.T) {
	c := newPeers(t)
	p := openPane(t, watching(c))
	listener, client := c.listener.Addr().String(), c.client.LocalAddr().String()

	p.shows("tcptable  3 rows", "as root  only port = "+c.port(), "every 200ms", "LISTEN       "+listener, "ESTABLISHED  "+client, "tcptable.test", "? help  q quit")
	testSigns(t, p, c)
	testFilter(p, client)
	testDetail(p, c)
	testWindow(p, client)
	testKill(t, p, c)

	p.keys("q")
	p.shows("before the view", "exit code 0")
}

// testSigns looks for the signs of connections that come and go.
func testSigns(t *testing.T, p *pane, c *peers) {
	t.Helper()
	p.sees(c, false, `^ \+ESTABLISHED `)
	p.sees(c, true, `^ -(ESTABLISHED|CLOSED) `)
}

// sees makes connections until the line of one looks as it should, a moment after the connection was made
// or, if gone, closed. What is to be seen fades, so that on a busy machine one may not be enough.
func (p *pane) sees(c *peers, gone bool, looks string, options ...string) {
	p.t.Helper()
	const moment = 5 * time.Second
	p.until(fmt.Sprintf("a line like %s", looks), func(string) bool {
		client, server := c.connect(p.t)
		address := client.LocalAddr().String()
		closed := sync.OnceFunc(func() { reset(p.t, client); _ = server.Close() })
		defer closed()
		if gone {
			p.shows(address)
			closed()
		}
		for end := time.Now().Add(moment); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
			if regexp.MustCompile(looks).MatchString(line(p.screen(options...), address)) {
				return true
			}
		}
		return false
	})
}

// reset closes a connection without a farewell.
func reset(t *testing.T, c net.Conn) {
	t.Helper()
	if err := errors.Join(c.(*net.TCPConn).SetLinger(0), c.Close()); err != nil {
		t.Fatal(err)
	}
}

// testFilter types a filter with a mistake, mends it, and leaves the row of the client alone.
func testFilter(p *pane, client string) {
	p.t.Helper()
	_, port, _ := net.SplitHostPort(client)
	p.keys("/")
	p.text("sport = 1x")
	p.shows("/sport = 1x", "\n         ^~\n", "no port is called \"1x\" here")
	p.keys("C-w")
	p.text(port)
	p.shows("/sport = "+port, "  1 of ")
	p.keys("Enter")
	p.shows("esc all rows", ">", client)
}

// testDetail opens the view of the row that is left, and watches how the connection gets on.
func testDetail(p *pane, c *peers) {
	p.t.Helper()
	p.keys("Enter")
	course := regexp.MustCompile(`(?m)^ +rtt +\d+\.\d{3} ms +[▁-█]{3,}\n +sent +[1-9].*B/s +[▁-█]{2,}\n +received +0 B/s +▁{2,}$`)
	p.until("the course of the connection", func(screen string) bool {
		if err := c.talk(); err != nil {
			p.t.Fatal(err)
		}
		return course.MatchString(screen)
	})
	p.shows(c.client.LocalAddr().String()+" to "+c.listener.Addr().String()+", ESTABLISHED", "executable ")
	p.keys("End")
	p.shows("tcp_info", "segment size")
	p.keys("Escape")
	p.shows("esc all rows")
	p.keys("Escape")
	p.shows("tcptable  3 rows", "/ filter  s sort")
}

// testWindow makes the window larger, smaller and as it was, and asks for help in between.
func testWindow(p *pane, client string) {
	p.t.Helper()
	for _, size := range []struct {
		width, height int
		titles        string // how the line of titles ends
	}{{120, 40, "AGE"}, {60, 8, ">"}, {80, 24, "USER"}} {
		p.tmux("resize-window", "-x", fmt.Sprint(size.width), "-y", fmt.Sprint(size.height))
		p.until(fmt.Sprintf("a screen of %d by %d", size.width, size.height), func(screen string) bool {
			lines := strings.Split(strings.TrimSuffix(screen, "\n"), "\n")
			return len(lines) == size.height && strings.HasSuffix(lines[2], size.titles) &&
				strings.HasPrefix(lines[size.height-1], "/ filter") && strings.HasSuffix(lines[size.height-1], "q quit") &&
				strings.Contains(screen, client)
		})
	}
	p.keys("?")
	p.shows("Signs before a row", "any key: back")
	p.keys("x")
	p.shows("/ filter  s sort")
	p.keys("p")
	p.shows(" PAUSED")
	p.keys("p")
	p.shows("every 200ms")
	p.keys("s")
	p.shows("sorted by REMOTE ADDRESS")
	p.keys("g")
	p.shows("by process", "[+] ", "3 rows: 1 LISTEN, 2 ESTABLISHED")
	p.keys("g", "g", "g", "g", "g", "g")
	p.shows("grouped by none", "LISTEN ")
}

// testKill asks to close the client's connection and takes that back, and then closes it.
func testKill(t *testing.T, p *pane, c *peers) {
	t.Helper()
	_, port, _ := net.SplitHostPort(c.client.LocalAddr().String())
	p.keys("/")
	p.text("sport = " + port)
	p.keys("Enter")
	p.shows("  1 of 3 rows", "esc all rows")
	question := fmt.Sprintf("Close %v to %v, ESTABLISHED?", c.client.LocalAddr(), c.listener.Addr())
	p.keys("K")
	p.shows(question, "y: yes", "other keys: no")
	p.keys("n")
	p.shows("nothing was closed")
	if err := c.talk(); err != nil {
		t.Fatalf("nothing was to be closed: %v", err)
	}
	p.keys("K")
	p.shows(question)
	p.keys("y")
	p.shows("closed " + c.client.LocalAddr().String())
	if err := c.client.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	if _, err := c.client.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNABORTED) {
		t.Errorf("a connection that was closed by somebody else: %v", err)
	}
}

// TestViewColors looks at how a new row is written on terminals with different numbers of colours.
func TestViewColors(t *testing.T) {
	for name, test := range map[string]struct {
		environ   []string
		has, lack string // of the line
	}{
		"true colour": {[]string{"COLORTERM=truecolor"}, `38;2;\d+;\d+;\d+m \+`, `38;5;`},
		"256":         {[]string{"COLORTERM="}, `38;5;\d+m \+`, `38;2;`},
		"16":          {[]string{"TERM=xterm"}, `\x1b\[(1;)?32m \+`, `38;`},
		"none":        {[]string{"NO_COLOR=1"}, `\x1b\[(0;)?1m \+`, `\x1b\[[0-9;]*\b(3[0-8]|9[0-7])\b`},
	} {
		t.Run(name, func(t *testing.T) {
			c := newPeers(t)
			p := openPane(t, watching(c, test.environ...))
			p.shows("tcptable  3 rows")
			p.sees(c, false, test.has, "-e")
			if screen := p.screen("-e"); regexp.MustCompile(test.lack).MatchString(screen) {
				t.Errorf("the screen has %s:\n%q", test.lack, screen)
			}
		})
	}
}

// TestViewHangup takes the terminal away. The view must not live on without one.
func TestViewHangup(t *testing.T) {
	file := filepath.Join(t.TempDir(), "pid")
	p := openPane(t, "echo $$ >"+file+"; exec tcptable watch --times 5000")
	p.shows("every 1s", "q quit")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	p.tmux("kill-session")
	for end := time.Now().Add(patience); ; time.Sleep(time.Millisecond) {
		_, err := os.Stat("/proc/" + strings.TrimSpace(string(text)))
		if errors.Is(err, os.ErrNotExist) {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("the view goes on without a terminal: %v", err)
		}
	}
}
