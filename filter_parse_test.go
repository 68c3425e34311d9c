package tcptable_test

import (
	"errors"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/tcptable/tcptable"
)

// filterRows are rows that filters tell apart, by the names that the tests give them.
func filterRows() map[string]tcptable.Conn {
	ap := netip.MustParseAddrPort
	return map[string]tcptable.Conn{
		"web4": {Local: ap("10.0.0.1:443"), Remote: ap("192.0.2.7:50000"), State: tcptable.StateEstablished, Inode: 11, UID: 1000, RecvQ: 7, Cookie: 0x1f},
		"web6": {Local: ap("[2001:db8::1]:443"), Remote: ap("[2001:db8:1::2]:50001"), State: tcptable.StateCloseWait, Inode: 12, NetNS: 5},
		"map":  {Local: ap("[::ffff:10.0.0.1]:22"), Remote: ap("[::ffff:192.0.2.8]:50002"), State: tcptable.StateEstablished, Inode: 13, UID: 33, SendQ: 9},
		"ll":   {Local: ap("[fe80::1%lo]:22"), Remote: ap("[fe80::2%lo]:50003"), LocalScope: 1, RemoteScope: 1, Interface: 1, State: tcptable.StateFinWait2},
		"tw":   {Local: ap("10.0.0.1:50004"), Remote: ap("192.0.2.7:443"), State: tcptable.StateTimeWait, Owner: tcptable.OwnerKernel},
		"syn":  {Local: ap("10.0.0.2:8000"), Remote: ap("192.0.2.9:50005"), State: tcptable.StateSynReceived},
		"out":  {Local: ap("10.0.0.2:50006"), Remote: ap("192.0.2.9:8005"), State: tcptable.StateSynSent, Inode: 14},
		"any":  {Local: ap("[::]:8080"), Remote: ap("[::]:0"), State: tcptable.StateListen, DualStack: true, Inode: 15, Interface: 3},
		"l4":   {Local: ap("0.0.0.0:22"), Remote: ap("0.0.0.0:0"), State: tcptable.StateListen, Inode: 16},
		"end":  {Local: ap("10.0.0.1:9"), Remote: ap("0.0.0.0:0"), State: tcptable.StateClosed, Inode: 17},
	}
}

func TestParseFilter(t *testing.T) {
	checkFilters(t, map[string]string{
		"":                                "any end l4 ll map out syn tw web4 web6",
		" \t\n":                           "any end l4 ll map out syn tw web4 web6",
		"state established":               "map web4",
		"state ESTAB":                     "map web4",
		"state = SynReceived":             "syn",
		"state != established":            "any end l4 ll out syn tw web6",
		"state listening state time-wait": "any l4 tw",
		"state connected exclude fin-wait-2 exclude close-wait": "map out syn tw web4",
		"state connected":                       "ll map out syn tw web4 web6",
		"state synchronized":                    "ll map syn tw web4 web6",
		"state bucket":                          "syn tw",
		"state big":                             "any end l4 ll map out web4 web6",
		"state all":                             "any end l4 ll map out syn tw web4 web6",
		"state closed":                          "end",
		"exclude listening exclude closed":      "ll map out syn tw web4 web6",
		"not state established state listening": "any l4",
		"(state established) state listening":   "",
		"state established or state listening":  "any l4 map web4",
		"(state listening or state time-wait) and not src [::]": "l4 tw",
		"sport = :443":                         "web4 web6",
		"sport :443":                           "web4 web6",
		"sport 443":                            "web4 web6",
		"sport=443":                            "web4 web6",
		"sport = :https":                       "web4 web6",
		"sport = HTTPS":                        "web4 web6",
		"sport eq ssh":                         "l4 ll map",
		"sport = *:443":                        "web4 web6",
		"sport = inet:443":                     "web4",
		"sport = inet6::https":                 "web6",
		"sport = *":                            "any end l4 ll map out syn tw web4 web6",
		"sport 8000-8080":                      "any syn",
		"sport != 443 sport ne 22 sport neq 9": "any out syn tw",
		"sport >= 50004":                       "out tw",
		"sport gt :50004":                      "out",
		"sport < 22":                           "end",
		"sport <= 9":                           "end",
		"sport le 9 or sport lt 0":             "end",
		"sport > 65535":                        "",
		"dport = 0":                            "any end l4",
		"dport = :443 or dport = :8005":        "out tw",
		"port = :443":                          "tw web4 web6",
		"port != :443 and port != 22":          "any end out syn",
		"port > 50005":                         "out",
		"dst 192.0.2.7":                        "tw web4",
		"dst = 192.0.2.0/29":                   "tw web4",
		"dst != 192.0.2/24":                    "any end l4 ll web6",
		"src 10/8":                             "end map out syn tw web4",
		"src inet:10/8":                        "end out syn tw web4",
		"src inet6:*":                          "any ll map web6",
		"src inet6:":                           "any ll map web6",
		"sport inet:":                          "end l4 out syn tw web4",
		"src 10.0.0.1:443":                     "web4",
		"src [2001:db8::1]:https":              "web6",
		"src [2001:db8::]/32:443":              "web6",
		"src 2001:db8::/32":                    "web6",
		"src 2001:db8::/32:443":                "web6",
		"src 2001:db8::1":                      "web6",
		"src :22":                              "l4 ll map",
		"src *:22":                             "l4 ll map",
		"src *":                                "any end l4 ll map out syn tw web4 web6",
		"src ::ffff:10.0.0.1":                  "map",
		"src ::/0":                             "any ll map web6",
		"addr 192.0.2.9":                       "out syn",
		"addr 192.0.2.9:8005":                  "out",
		"src fe80::1":                          "ll",
		"src [fe80::1%1]:22":                   "ll",
		"src [fe80::1%9]":                      "",
		"scope 1":                              "ll",
		"scope != 1":                           "any end l4 map out syn tw web4 web6",
		"dev 3":                                "any",
		"dev != 0":                             "any ll",
		"uid = 1000":                           "web4",
		"uid != 1000":                          "any end l4 map out web6",
		"not uid = 1000":                       "any end l4 ll map out syn tw web6",
		"uid > 0 uid < 1000":                   "map",
		"user != 0":                            "map web4",
		"dual":                                 "any",
		"not dual and state listening":         "l4",
		"mapped":                               "map",
		"family inet6":                         "any ll map web6",
		"family = IPv4":                        "end l4 out syn tw web4",
		"recvq > 0 or sendq > 0":               "map web4",
		"cookie = 0x1f":                        "web4",
		"ino 12":                               "web6",
		"inode >= 16":                          "end l4",
		"netns = 5":                            "web6",
		"dport = :50000 or sport = :22 and src 10/8":        "map web4", // "and" binds closer, unlike in ss
		"sport = :22 & src 10/8 | dport = :50000":           "map web4",
		"sport = :22 && ( src 10/8 || src 0.0.0.0 )":        "l4 map",
		"!sport=:22 !sport=:443 !dport=:0 exclude syn-sent": "syn tw",
		"not not sport 443":                                 "web4 web6",
		"((sport=443)(dport=50000))":                        "web4",
		"NOT (SPORT = 443 OR DPORT > 0)":                    "any end l4",
		"'sport' = \"443\"":                                 "web4 web6",
	})
}

// checkFilters compares the names of the rows that the filters hold for with those that are wanted.
func checkFilters(t *testing.T, wants map[string]string) {
	t.Helper()
	rows := filterRows()
	for text, want := range wants {
		f, err := tcptable.ParseFilter(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if got := matching(f, rows); got != want {
			t.Errorf("%q:\n got %s\nwant %s", text, got, want)
		}
		if text != "" && f.Owners() != tcptable.OwnersNone {
			t.Errorf("%q needs owners", text)
		}
	}
}

// matching returns the names of the rows that match, in order.
func matching(f tcptable.Filter, rows map[string]tcptable.Conn) string {
	var names []string
	for name, c := range rows {
		if f.Match(&c) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

func TestFilterErrors(t *testing.T) {
	checkFilterErrors(t, map[string]string{
		"state established and dprot = :443": `
state established and dprot = :443
                      ^~~~~
"dprot" is no condition; did you mean dport, as in dport = :443?`,
		"dport = :htps": `
dport = :htps
         ^~~~
no port is called "htps" here; did you mean https?`,
		"dport = :70000": `
dport = :70000
         ^~~~~
there is no port 70000: the highest is 65535`,
		"dport =": `
dport =
       ^
a value is missing behind dport, as in dport = :443`,
		"dport = and sport = 1": `
dport = and sport = 1
        ^~~
a value is missing behind dport, as in dport = :443; if it is to be and, put that in quotes`,
		"( dport = 1": `
( dport = 1
^
this parenthesis is not closed`,
		"dport = 1 )": `
dport = 1 )
          ^
no parenthesis is open that this one could close`,
		"dport = 1 or": `
dport = 1 or
            ^
a condition is missing at the end, for example dport = :443`,
		"process = tmux: server": `
process = tmux: server
                ^~~~~~
"server" is no condition; a value of several words is put in quotes: process = 'tmux: server'`,
		"process !~ a b": `
process !~ a b
             ^
"b" is no condition; a value of several words is put in quotes: process !~ 'a b'`,
		"process = 'tmux:": `
process = 'tmux:
          ^
the quote that begins here does not end`,
		"process ~ a(b": `
process ~ a(b
          ^~~
this regular expression cannot be read: missing closing ): ` + "`a(b`",
		"state estblished": `
state estblished
      ^~~~~~~~~~
"estblished" is no state; did you mean established?`,
		"state estab,listen": `
state estab,listen
      ^~~~~~~~~~~~
"estab,listen" is no state; several are written as in state established state time-wait`,
		"dport 443,80": `
dport 443,80
      ^~~~~~
"443,80" is not a port: several are written as in port = :443 or port = :80, or as a range, 8000-8010`,
		"established": `
established
^~~~~~~~~~~
"established" is no condition; did you mean state established?`,
		"10.0.0.1:80": `
10.0.0.1:80
^~~~~~~~~~~
"10.0.0.1:80" is no condition; did you mean addr 10.0.0.1:80?`,
		":443": `
:443
^~~~
":443" is no condition; did you mean port :443?`,
		"fwmark = 1": `
fwmark = 1
^~~~~~
fwmark is a condition of ss that is not known here`,
		"dst < 10.0.0.0/8": `
dst < 10.0.0.0/8
    ^
dst takes = or !=, as in dst 10.0.0.0/8`,
		"dst example.com": `
dst example.com
    ^~~~~~~~~~~
"example.com" is not an address: names of hosts are not looked up, and addresses are written as in 10.0.0.0/8 or [2001:db8::1]:443`,
		"owner = denyed": `
owner = denyed
        ^~~~~~
"denyed" says nothing about an owner; did you mean denied?`,
		"process = '日本\x1b\xff' prot": `
process = '日本\x1b\xff' prot
                         ^~~~
"prot" is no condition; did you mean port, as in port = :443?`,
		"pid = 47x": `
pid = 47x
      ^~~
"47x" is not a number, as in pid = 4711`,
	})
}

// TestLongFilterErrors: a text as long as can be given is refused soon, and in a few words.
func TestLongFilterErrors(t *testing.T) {
	for _, text := range []string{
		strings.Repeat("a", 60_000),
		strings.Repeat("日本", 1<<15),
		"x " + strings.Repeat("b ", 30_000),
		strings.Repeat("dual ", 10_000) + "x",
		"process ~ (" + strings.Repeat("a", 60_000),
		"dev = " + strings.Repeat("\x00", 60_000),
	} {
		_, err := tcptable.ParseFilter(text)
		var e *tcptable.FilterError
		if !errors.As(err, &e) {
			t.Fatalf("%.20q...: %v", text, err)
		}
		if len(e.Message) > 2000 || len(e.Caret()) > 1000 {
			t.Errorf("%.20q...: a message of %d bytes and two lines of %d", text, len(e.Message), len(e.Caret()))
		}
	}
}

// checkFilterErrors compares the two lines of Caret, and then the message, with those that are wanted.
func checkFilterErrors(t *testing.T, wants map[string]string) {
	t.Helper()
	for text, want := range wants {
		_, err := tcptable.ParseFilter(text)
		var e *tcptable.FilterError
		if !errors.As(err, &e) {
			t.Errorf("%q: %v", text, err)
			continue
		}
		message, _, _ := strings.Cut(e.Message, " here; what would is") // lists the interfaces of the machine
		if message != e.Message {
			message += " here"
		}
		if got := "\n" + e.Caret() + "\n" + message; got != want {
			t.Errorf("%q:%s\nwant:%s", text, got, want)
		}
		if e.Text != text || strings.ContainsAny(e.Error(), "\n\x1b") {
			t.Errorf("%q: Text %q, Error %q", text, e.Text, e.Error())
		}
	}
}
