package tcptable_test

import (
	"bytes"
	"errors"
	"io"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/sockfarm"
)

// TestTCPInfo holds what the library tells against what the socket itself is told by getsockopt,
// and against what was sent.
func TestTCPInfo(t *testing.T) {
	sockfarm.Enter(t)
	table := mustOpen(t, openDefault)
	for name, kind := range linkKinds(t) {
		l := connect(t, kind[0], kind[1], kind[2])
		const sent, answered = 300_000, 7
		if _, err := l.client.Write(bytes.Repeat([]byte{1}, sent/100)); err != nil {
			t.Fatal(err)
		}
		go func() { // the window is smaller than that
			if _, err := l.client.Write(bytes.Repeat([]byte{1}, sent-sent/100)); err != nil {
				t.Error(err)
			}
		}()
		if _, err := io.CopyN(io.Discard, l.server, sent); err != nil {
			t.Fatal(err)
		}
		if _, err := l.server.Write(make([]byte, answered)); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(l.client, make([]byte, answered)); err != nil {
			t.Fatal(err)
		}
		client := settled(t, table, l.client)
		if client.State != tcptable.StateEstablished || client.CAState != tcptable.CAOpen {
			t.Errorf("%s: state %v, %v", name, client.State, client.CAState)
		}
		if client.BytesAcked != sent+1 || client.BytesReceived != answered { // one is the SYN
			t.Errorf("%s: acknowledged %d, received %d, want %d, %d", name, client.BytesAcked, client.BytesReceived, sent+1, answered)
		}
		if !client.Timestamps || !client.SACK || !client.WindowScaling || client.RTT <= 0 || client.SndMSS == 0 || client.SndCwnd == 0 {
			t.Errorf("%s: %+v", name, client)
		}
		server := settled(t, table, l.server)
		if server.BytesReceived != sent || server.BytesAcked != answered || server.SegsIn == 0 {
			t.Errorf("%s: the server received %d, acknowledged %d, want %d, %d", name, server.BytesReceived, server.BytesAcked, sent, answered)
		}
	}
}

// settled returns the TCPInfo of a socket of this process once it says the same as getsockopt
// does before and after it: an acknowledgment may be on its way.
func settled(t *testing.T, table *tcptable.Table, c syscall.Conn) tcptable.TCPInfo {
	t.Helper()
	row := rowOf(t, table, c)
	var info tcptable.TCPInfo
	var own *unix.TCPInfo
	for end := time.Now().Add(patience); time.Now().Before(end); {
		before := ownTCPInfo(t, c)
		var err error
		if info, err = table.TCPInfo(t.Context(), row); err != nil {
			t.Fatal(err)
		}
		own = ownTCPInfo(t, c)
		if *stable(before) == *stable(own) && before.Unacked == 0 && own.Unacked == 0 {
			break
		}
	}
	if own.Unacked != 0 {
		t.Fatalf("%d segments are never acknowledged", own.Unacked)
	}
	checkAgainstOwn(t, &info, own)
	return info
}

// stable returns i without the times that pass while nothing happens.
func stable(i *unix.TCPInfo) *unix.TCPInfo {
	c := *i
	c.Last_data_sent, c.Last_ack_sent, c.Last_data_recv, c.Last_ack_recv = 0, 0, 0, 0
	return &c
}

func ownTCPInfo(t *testing.T, c syscall.Conn) (info *unix.TCPInfo) {
	t.Helper()
	raw, err := c.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var optErr error
	if err := raw.Control(func(fd uintptr) {
		info, optErr = unix.GetsockoptTCPInfo(int(fd), unix.IPPROTO_TCP, unix.TCP_INFO)
	}); err != nil || optErr != nil {
		t.Fatal(errors.Join(err, optErr))
	}
	return info
}

func checkAgainstOwn(t *testing.T, info *tcptable.TCPInfo, own *unix.TCPInfo) {
	t.Helper()
	for name, n := range map[string][2]uint64{
		"RTO": {us(info.RTO), uint64(own.Rto)}, "ATO": {us(info.ATO), uint64(own.Ato)},
		"SndMSS": {uint64(info.SndMSS), uint64(own.Snd_mss)}, "RcvMSS": {uint64(info.RcvMSS), uint64(own.Rcv_mss)},
		"AdvMSS": {uint64(info.AdvMSS), uint64(own.Advmss)}, "PMTU": {uint64(info.PMTU), uint64(own.Pmtu)},
		"RTT": {us(info.RTT), uint64(own.Rtt)}, "RTTVar": {us(info.RTTVar), uint64(own.Rttvar)},
		"SndCwnd": {uint64(info.SndCwnd), uint64(own.Snd_cwnd)}, "RcvSsthresh": {uint64(info.RcvSsthresh), uint64(own.Rcv_ssthresh)},
		"Reordering": {uint64(info.Reordering), uint64(own.Reordering)}, "TotalRetrans": {uint64(info.TotalRetrans), uint64(own.Total_retrans)},
		"RcvSpace": {uint64(info.RcvSpace), uint64(own.Rcv_space)}, "RcvRTT": {us(info.RcvRTT), uint64(own.Rcv_rtt)},
		"PacingRate": {info.PacingRate, own.Pacing_rate}, "MaxPacingRate": {info.MaxPacingRate, own.Max_pacing_rate},
		"BytesAcked": {info.BytesAcked, own.Bytes_acked}, "BytesReceived": {info.BytesReceived, own.Bytes_received},
		"SegsOut": {uint64(info.SegsOut), uint64(own.Segs_out)}, "SegsIn": {uint64(info.SegsIn), uint64(own.Segs_in)},
		"DataSegsIn": {uint64(info.DataSegsIn), uint64(own.Data_segs_in)}, "DataSegsOut": {uint64(info.DataSegsOut), uint64(own.Data_segs_out)},
		"DeliveryRate": {info.DeliveryRate, own.Delivery_rate}, "BusyTime": {us(info.BusyTime), own.Busy_time},
		"Delivered": {uint64(info.Delivered), uint64(own.Delivered)}, "BytesSent": {info.BytesSent, own.Bytes_sent},
		"BytesRetrans": {info.BytesRetrans, own.Bytes_retrans}, "SndWnd": {uint64(info.SndWnd), uint64(own.Snd_wnd)},
	} {
		if n[0] != n[1] {
			t.Errorf("%s = %d, getsockopt says %d", name, n[0], n[1])
		}
	}
}

func us(d time.Duration) uint64 { return uint64(d / time.Microsecond) }

// TestTCPInfoEveryState: the kernel keeps the structure for whole sockets, which have left
// SYN_RCVD and are not in TIME_WAIT, and the library tells it of connections alone.
func TestTCPInfoEveryState(t *testing.T) {
	sockfarm.Enter(t)
	sockfarm.New(t)
	table := mustOpen(t, openDefault)
	told := tcptable.StateSet(0)
	for _, row := range mustSnapshot(t, table, tcptable.Query{}).Conns {
		info, err := table.TCPInfo(t.Context(), row)
		switch row.State {
		case tcptable.StateListen, tcptable.StateSynReceived, tcptable.StateTimeWait:
			if !errors.Is(err, errors.ErrUnsupported) {
				t.Errorf("%v to %v in %v: %v, want errors.ErrUnsupported", row.Local, row.Remote, row.State, err)
			}
			continue
		case tcptable.StateFinWait2: // the kernel replaces orphans in this state by something smaller
			if row.Inode == 0 && errors.Is(err, errors.ErrUnsupported) {
				continue
			}
		}
		if err != nil || info.State != row.State {
			t.Errorf("%v to %v in %v: state %v, %v", row.Local, row.Remote, row.State, info.State, err)
		}
		told |= tcptable.States(row.State)
	}
	want := tcptable.AllStates &^ tcptable.States(tcptable.StateListen, tcptable.StateSynReceived, tcptable.StateTimeWait)
	if told != want {
		t.Errorf("told in the states %#x, want %#x", told, want)
	}
}
