package tcptable

import (
	"context"
	"errors"
	"io/fs"
	"testing"

	"golang.org/x/sys/unix"
)

// scripted is a source that gives its rows and then its error.
type scripted struct {
	name  string
	rows  []Conn
	err   error
	reads int
}

func (s *scripted) Read(_ context.Context, _ Query, into *Snapshot) error {
	s.reads++
	into.Conns = append(into.Conns, s.rows...)
	into.Report.Source = s.name
	return s.err
}

func (s *scripted) Stream(_ context.Context, _ Query, yield func(Conn) bool) error {
	s.reads++
	for _, c := range s.rows {
		if !yield(c) {
			return nil
		}
	}
	return s.err
}

func (s *scripted) Close() error { return s.err }

func TestFallback(t *testing.T) {
	row := Conn{State: StateListen}
	tests := []struct {
		name     string
		netlink  scripted
		fallback bool
		want     error
	}{
		{"netlink works", scripted{rows: []Conn{row}}, false, nil},
		{"the table is empty", scripted{}, false, nil},
		{"forbidden", scripted{err: unix.EACCES}, true, nil},
		{"filtered by seccomp", scripted{err: unix.EPERM}, true, nil},
		{"no module for TCP", scripted{err: unix.ENOENT}, true, nil},
		{"out of memory", scripted{err: unix.ENOMEM}, false, unix.ENOMEM},
		{"fails within the table", scripted{rows: []Conn{row}, err: unix.EACCES}, false, unix.EACCES},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			netlink, proc := tt.netlink, &scripted{name: "proc", rows: []Conn{row, row}}
			netlink.name = "netlink"
			s := &fallbackSource{netlink: &netlink, proc: proc}
			streamed := 0
			err := s.Stream(t.Context(), Query{}, func(Conn) bool { streamed++; return true })
			if wantRows := rowsOf(tt.fallback, proc, &netlink); !errors.Is(err, tt.want) || streamed != wantRows {
				t.Errorf("Stream: %d rows, %v", streamed, err)
			}
			for range 2 {
				var snap Snapshot
				err := s.Read(t.Context(), Query{}, &snap)
				if !errors.Is(err, tt.want) || len(snap.Conns) != rowsOf(tt.fallback, proc, &netlink) {
					t.Errorf("Read: %d rows, %v", len(snap.Conns), err)
				}
				if fellBack := snap.Report.Source == "proc"; fellBack != tt.fallback || (snap.Report.Fallback != nil) != fellBack {
					t.Errorf("read from %s because of %v", snap.Report.Source, snap.Report.Fallback)
				}
				if tt.fallback && !errors.Is(snap.Report.Fallback, tt.netlink.err) {
					t.Errorf("the report gives %v as the reason, want %v", snap.Report.Fallback, tt.netlink.err)
				}
			}
			if tt.fallback && netlink.reads != 2 {
				t.Errorf("netlink was tried %d times, once to stream and once to read are enough", netlink.reads)
			}
		})
	}
}

func rowsOf(fallback bool, proc, netlink *scripted) int {
	if fallback {
		return len(proc.rows)
	}
	return len(netlink.rows)
}

func TestFallbackWithoutNetlink(t *testing.T) {
	s := &fallbackSource{proc: &scripted{name: "proc"}, reason: unix.EPROTONOSUPPORT}
	var snap Snapshot
	if err := s.Read(t.Context(), Query{}, &snap); err != nil || !errors.Is(snap.Report.Fallback, unix.EPROTONOSUPPORT) {
		t.Errorf("Read: %v, because of %v", err, snap.Report.Fallback)
	}
	if err := s.Stream(t.Context(), Query{}, func(Conn) bool { return true }); err != nil {
		t.Errorf("Stream: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestOpenErrors(t *testing.T) {
	if _, err := Open(WithNetNS("/nonexistent/netns")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Open of a missing namespace: %v", err)
	}
	if _, err := Open(WithNetNS("/proc/self/ns/mnt")); !errors.Is(err, unix.EINVAL) {
		t.Errorf("Open of another kind of namespace: %v", err)
	}
}
