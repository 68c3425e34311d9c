package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/netip"
	"strings"
	"syscall"
	"testing"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/choose"
	"github.com/tcptable/tcptable/internal/rights"
)

// fakeSource answers every query with the same rows, as far as the query asks for them.
type fakeSource struct {
	snap tcptable.Snapshot
	err  error

	queries []tcptable.Query
	closed  int
}

func (f *fakeSource) Read(_ context.Context, q tcptable.Query, into *tcptable.Snapshot) error {
	f.queries = append(f.queries, q)
	for _, c := range f.snap.Conns {
		if q.Match(&c) {
			into.Conns = append(into.Conns, c)
		}
	}
	into.Processes = append(into.Processes, f.snap.Processes...)
	if q.Owners == tcptable.OwnersAll {
		into.Holders = append(into.Holders, f.snap.Holders...)
	}
	into.Namespaces = append(into.Namespaces, f.snap.Namespaces...)
	into.Report = f.snap.Report
	return f.err
}

func (f *fakeSource) Close() error {
	f.closed++
	return nil
}

// sampleSource has a row for each question that the flags ask.
func sampleSource() *fakeSource {
	ap := netip.MustParseAddrPort
	known, denied := tcptable.OwnerKnown, tcptable.OwnerDenied
	return &fakeSource{snap: tcptable.Snapshot{
		Conns: []tcptable.Conn{
			{Local: ap("0.0.0.0:22"), Remote: ap("0.0.0.0:0"), State: tcptable.StateListen, PID: 22, Owner: known, Inode: 1, Cookie: 91},
			{Local: ap("10.0.0.1:22"), Remote: ap("10.9.8.7:50000"), State: tcptable.StateEstablished, Owner: denied, UID: 1000, Inode: 2},
			{Local: ap("127.0.0.1:40000"), Remote: ap("127.0.0.1:443"), State: tcptable.StateTimeWait, Owner: tcptable.OwnerKernel},
			{Local: ap("[::]:80"), Remote: ap("[::]:0"), State: tcptable.StateListen, DualStack: true, PID: 100, Owner: known, UID: 33, Inode: 3},
			{Local: ap("[::ffff:10.0.0.1]:80"), Remote: ap("[::ffff:10.9.8.7]:50001"), State: tcptable.StateEstablished, PID: 100, Owner: known, UID: 33, Inode: 4},
			{Local: ap("[fe80::1%eth0]:80"), Remote: ap("[fe80::2%eth0]:50002"), LocalScope: 2, RemoteScope: 2, State: tcptable.StateCloseWait, PID: 101, Owner: known, UID: 33, Inode: 5},
			{Local: ap("[::1]:7"), Remote: ap("[::]:0"), State: tcptable.StateClosed, PID: 22, Owner: known, Inode: 6},
		},
		Processes: []tcptable.Process{{PID: 22, Name: "sshd"}, {PID: 100, Name: "nginx"}, {PID: 101, Name: "nginx"}},
		Holders:   []tcptable.Holder{{Inode: 1, PID: 22}, {Inode: 3, PID: 100}, {Inode: 3, PID: 101}, {Inode: 4, PID: 100}, {Inode: 5, PID: 101}},
		Report:    tcptable.Report{Source: "fake", Processes: 9, Denied: 3},
	}}
}

// result is what a run of the program left behind.
type result struct {
	stdout, stderr string
	code           int
}

// testEnv is a world without a terminal, in which users 0 and 33 have names.
func testEnv(f *fakeSource, args ...string) Env {
	return Env{
		Args:          args,
		Stdin:         strings.NewReader(""),
		Stdout:        io.Discard,
		Stderr:        io.Discard,
		LookupEnv:     func(string) (string, bool) { return "", false },
		IsTerminal:    func() bool { return false },
		IsInteractive: func() bool { return false },
		Environ:       func() []string { return nil },
		Privilege:     func() string { return "as a test" },
		UserName:      func() string { return "alice" },
		Program:       func() (string, error) { return "/usr/bin/tcptable", nil },
		Rights: func(string) (rights.Rights, error) {
			return rights.Rights{Bounding: ^rights.Set(0), InitialUserNS: true}, nil
		},
		EnableColor: func() bool { return true },
		LookupUser: func(uid uint32) (string, error) {
			if name, ok := map[uint32]string{0: "root", 33: "www-data"}[uid]; ok {
				return name, nil
			}
			return "", errors.New("no such user")
		},
		LookupAddr: func(_ context.Context, addr string) ([]string, error) {
			if addr == "10.9.8.7" {
				return []string{"host.example."}, nil
			}
			return nil, errors.New("no such host")
		},
		LookupPort: func(_ context.Context, _, service string) (int, error) {
			if service == "http" {
				return 80, nil
			}
			return 0, errors.New("no such service")
		},
		PID:         4000,
		Signal:      func(tcptable.Process, syscall.Signal) error { return nil },
		CannotClose: func() error { return nil },
		Open: func(choose.Kind, ...tcptable.Option) (*tcptable.Table, error) {
			return tcptable.Open(tcptable.WithSource(f))
		},
		Namespaces: func(context.Context) ([]tcptable.Namespace, error) { return nil, errors.ErrUnsupported },
	}
}

func runEnv(env Env) result {
	var stdout, stderr bytes.Buffer
	env.Stdout, env.Stderr = &stdout, &stderr
	code := Main(context.Background(), env)
	return result{stdout.String(), stderr.String(), code}
}

func run(f *fakeSource, args ...string) result { return runEnv(testEnv(f, args...)) }

// mustRun is for runs that have nothing to complain about.
func mustRun(t *testing.T, f *fakeSource, args ...string) string {
	t.Helper()
	r := run(f, args...)
	if r.code != exitOK {
		t.Fatalf("tcptable %s: exit code %d: %s", strings.Join(args, " "), r.code, r.stderr)
	}
	return r.stdout
}
