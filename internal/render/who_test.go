package render_test

import (
	"bytes"
	"errors"
	"io"
	"net/netip"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/render"
)

// sampleWho has everything that there can be to say. Times are those of a time zone.
func sampleWho(zone *time.Location) []render.Who {
	rows := sampleRows()
	now := time.Date(2026, 11, 29, 12, 0, 0, 0, zone)
	taken := render.Use{
		Rows: 12, Hosts: 5, States: map[tcptable.State]int{tcptable.StateEstablished: 10, tcptable.StateTimeWait: 1, tcptable.StateCloseWait: 1},
		By: []render.User{{Conn: rows[1].Conn, Process: "nginx", Rows: 11}, {Conn: rows[2].Conn, Rows: 1}},
	}
	known := rows[1]
	known.More = &render.More{
		Now: now, RunsAs: "root", NetNS: "blue\n", Created: now.Add(-90 * time.Minute),
		Facts: &tcptable.ProcessFacts{
			Process: tcptable.Process{PID: 100, Name: "nginx"}, Executable: "/usr/sbin/ng\x1b[2Jinx", Deleted: true,
			CommandLine: []string{"nginx:", "a\x1b[31m\nb", strings.Repeat("x", 100_000)}, Started: now.Add(-76 * time.Hour),
			Cgroup: "/system.slice/nginx.service", Unit: "nginx\u202e.service",
			Container: tcptable.Container{ID: strings.Repeat("ab", 32), Name: "web\x07", Runtime: "docker", Pod: "6d2f"},
		},
	}
	again := known
	again.Conn = &tcptable.Conn{
		Local: netip.MustParseAddrPort("10.1.2.3:80"), Remote: netip.MustParseAddrPort("0.0.0.0:0"), State: tcptable.StateListen,
		PID: 100, Owner: tcptable.OwnerKnown, Inode: 5001, Cookie: 3, RecvQ: 1, SendQ: 128, Interface: 4, NetNS: 4026531840,
	}
	thread := rows[7]
	thread.Conn = &tcptable.Conn{
		Local: netip.MustParseAddrPort("[fe80::1%eth0]:80"), Remote: netip.MustParseAddrPort("[::]:0"), State: tcptable.StateListen,
		PID: 7, Owner: tcptable.OwnerKnown, Inode: 5002,
	}
	thread.More = &render.More{Facts: &tcptable.ProcessFacts{Kernel: true}}
	return []render.Who{
		{
			Port: 80, Name: "http",
			Listeners: []render.Listener{
				{
					Row: known, Sockets: []render.Row{known, again, again}, Taken: taken,
					Parents: []tcptable.Process{{PID: 40, Name: "sh\t"}, {PID: 1, Name: "systemd"}},
				},
				{Row: thread, Sockets: []render.Row{thread}},
				{Row: rows[7], Sockets: []render.Row{rows[7]}},
			},
			Kept: render.Use{Rows: 1, Hosts: 1, States: map[tcptable.State]int{tcptable.StateSynSent: 1}, By: []render.User{{Conn: rows[8].Conn, Rows: 1}}},
		},
		{Port: 443, Outgoing: taken},
		{Port: 9},
	}
}

func TestWhoGolden(t *testing.T) {
	plain := render.WhoOptions{Place: "this machine"}
	missing := render.WhoOptions{
		Place: "its network namespace", Namespaces: true, Color: true,
		Missing: tcptable.FieldDualStack | tcptable.FieldListenSendQ,
	}
	none := missing
	none.Missing |= tcptable.FieldQueues
	all := tcptable.FieldQueues | tcptable.FieldListenSendQ | tcptable.FieldDualStack
	for _, test := range []struct {
		name  string
		write func(w io.Writer) error
	}{
		{"who.txt", func(w io.Writer) error { return render.WhoText(w, sampleWho(time.Local), plain) }},
		{"who_color.txt", func(w io.Writer) error { return render.WhoText(w, sampleWho(time.Local), missing) }},
		{"who_no_queues.txt", func(w io.Writer) error { return render.WhoText(w, sampleWho(time.Local)[:1], none) }},
		{"who_nothing.txt", func(w io.Writer) error { return render.WhoText(w, nil, plain) }},
		{"who_nothing.json", func(w io.Writer) error { return render.WhoJSON(w, sampleReport(), nil, nil) }},
		{"who.json", func(w io.Writer) error {
			answers := sampleWho(time.UTC)
			answers[0].Listeners[0].Row.More.Facts.CommandLine[2] = "x"
			return errors.Join(render.WhoJSON(w, sampleReport(), errors.New("half of it"), answers),
				render.WhoJSON(w, &tcptable.Report{Source: "proc", Missing: all}, nil, answers[:1]))
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got bytes.Buffer
			if err := test.write(&got); err != nil {
				t.Fatal(err)
			}
			compareGolden(t, filepath.Join("testdata", test.name), got.Bytes())
		})
	}
}

// Nobody has to read 100 KB of a command line, and whoever wants to can.
func TestWhoWide(t *testing.T) {
	for _, wide := range []bool{false, true} {
		var got bytes.Buffer
		if err := render.WhoText(&got, sampleWho(time.Local), render.WhoOptions{Wide: wide}); err != nil {
			t.Fatal(err)
		}
		if long := got.Len() > 100_000; long != wide {
			t.Errorf("wide %t: %d bytes", wide, got.Len())
		}
	}
}

func TestReachOf(t *testing.T) {
	for address, want := range map[string]render.Reach{
		"0.0.0.0:1":            render.ReachAnyIPv4,
		"[::]:1":               render.ReachAnyIPv6,
		"[::ffff:0.0.0.0]:1":   render.ReachAnyIPv4,
		"127.0.0.1:1":          render.ReachLoopback,
		"127.9.9.9:1":          render.ReachLoopback,
		"[::1]:1":              render.ReachLoopback,
		"[::ffff:127.0.0.1]:1": render.ReachLoopback,
		"[fe80::1%eth0]:1":     render.ReachLink,
		"169.254.1.1:1":        render.ReachLink,
		"10.0.0.1:1":           render.ReachAddress,
		"[2001:db8::1]:1":      render.ReachAddress,
	} {
		c := tcptable.Conn{Local: netip.MustParseAddrPort(address)}
		if got := render.ReachOf(&c); got != want {
			t.Errorf("%s is reached %v, want %v", address, got, want)
		}
	}
	c := tcptable.Conn{Local: netip.MustParseAddrPort("[::]:1"), DualStack: true}
	if got := render.ReachOf(&c); got != render.ReachAny || got.String() != "any" {
		t.Errorf("a dual-stack listener is reached %v", got)
	}
}
