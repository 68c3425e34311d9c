package procfs

import (
	"errors"
	"slices"
	"testing"
)

func TestReadRecordedCounters(t *testing.T) {
	f, err := OpenNetstat(recorded)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	counters, err := ReadTCPCounters(f)
	if err != nil || len(counters) != 135 {
		t.Fatalf("%d counters, %v", len(counters), err)
	}
	for _, want := range []Counter{{"SyncookiesSent", 3}, {"ListenDrops", 4294967297}, {"TCPTimeouts", 41}} {
		if !slices.Contains(counters, want) {
			t.Errorf("not there: %+v", want)
		}
	}
}

func TestParseTCPCountersRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":                 "",
		"another group":           "IpExt: A\nIpExt: 1\n",
		"titles alone":            "TcpExt: A B\n",
		"a line between":          "TcpExt: A\nIpExt: B\nTcpExt: 1\n",
		"more titles than values": "TcpExt: A B\nTcpExt: 1\n",
		"more values than titles": "TcpExt: A\nTcpExt: 1 2\n",
		"a word":                  "TcpExt: A\nTcpExt: many\n",
		"a negative count":        "TcpExt: A\nTcpExt: -1\n",
		"out of range":            "TcpExt: A\nTcpExt: 18446744073709551616\n",
	} {
		if counters, err := ParseTCPCounters([]byte(text)); counters != nil || !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %+v, %v", name, counters, err)
		}
	}
	if counters, err := ParseTCPCounters([]byte("TcpExt:\nTcpExt:\n")); len(counters) != 0 || err != nil {
		t.Errorf("a kernel without counters: %+v, %v", counters, err)
	}
}
