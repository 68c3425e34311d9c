package cli

import (
	"encoding/json"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// Every flag that chooses rows chooses them for watch too.
func TestWatchChooses(t *testing.T) {
	for _, test := range []struct {
		args string
		want []string // the local addresses
	}{
		{"--pid 100", []string{"[::]:80", "[::ffff:10.0.0.1]:80"}},
		{"--pid 101", []string{"[::]:80", "[fe80::1]:80"}},
		{"--pid 0", []string{"10.0.0.1:22", "127.0.0.1:40000"}},
		{"--pid 0,101 --state established", []string{"10.0.0.1:22"}},
		{"-l --port 22", []string{"0.0.0.0:22"}},
		{"--address 10.0.0.0/8 -6", []string{"[::ffff:10.0.0.1]:80"}},
		{"--pid 100 state established", []string{"[::ffff:10.0.0.1]:80"}},
	} {
		args := append([]string{"watch", "--times", "1"}, strings.Fields(test.args)...)
		got := localAddresses(t, mustRun(t, sampleSource(), args...))
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.args, got, test.want)
		}
	}
}

func localAddresses(t *testing.T, ndjson string) []string {
	t.Helper()
	var got []string
	for line := range strings.Lines(ndjson) {
		var row struct {
			Addr string `json:"local_addr"`
			Port uint16 `json:"local_port"`
		}
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
		got = append(got, net.JoinHostPort(row.Addr, fmt.Sprint(row.Port)))
	}
	return got
}

// What was chosen is shown on the screen, as it was typed.
func TestChosen(t *testing.T) {
	for args, want := range map[string]string{
		"":                                   "",
		"-l":                                 "--listening",
		"--port 80,443 -n state established": "--port 80,443 state established",
		"-N blue --color never":              "--netns blue",
		"--source auto --all-netns":          "--all-netns",
	} {
		s := newSelection()
		var set pflag.FlagSet
		s.define(&set)
		set.BoolP("numeric", "n", false, "")
		set.String("color", "", "")
		if err := set.Parse(strings.Fields(args)); err != nil {
			t.Fatal(err)
		}
		if got := s.chosen(&set, set.Args()); got != want {
			t.Errorf("%s: %q, want %q", args, got, want)
		}
	}
}

// The zone of an address has to be an interface of this machine, since nobody else knows its number.
func TestWatchZone(t *testing.T) {
	r := run(sampleSource(), "watch", "--times", "1", "--address", "fe80::1%nowhere")
	if r.code != exitUsage || r.stdout != "" || !strings.Contains(r.stderr, `no interface has the name "nowhere"`) {
		t.Errorf("%+v", r)
	}
	interfaces, err := net.Interfaces()
	if err != nil || len(interfaces) == 0 {
		t.Skipf("there is no interface here: %v", err)
	}
	here := interfaces[0]
	for other, want := range map[int][]string{0: {"[fe80::1]:80"}, 1: nil} {
		source := sampleSource()
		scoped := &source.snap.Conns[5]
		scoped.LocalScope = uint32(here.Index + other)
		scoped.RemoteScope = scoped.LocalScope
		out := mustRun(t, source, "watch", "--times", "1", "--address", "fe80::1%"+here.Name)
		if got := localAddresses(t, out); !slices.Equal(got, want) {
			t.Errorf("scope %d, zone %s: %v", scoped.LocalScope, here.Name, got)
		}
	}
}
