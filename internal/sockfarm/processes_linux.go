package sockfarm

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable"
)

// plantShared makes sockets that other processes hold, alone or together with this one.
func (f *Farm) plantShared(kinds []kind) {
	f.tb.Helper()
	last := kinds[min(1, len(kinds)-1)] // IPv6 where there is some
	f.plantPreforked(ipv4)
	f.plantPreforked(last)
	f.plantPassed(ipv4)
	f.plantPassedTwice(last)
	f.plantKept(last)
	f.plantInFlight(ipv4)
}

// plantPreforked makes a listener that two children inherit, as servers do that fork workers.
func (f *Farm) plantPreforked(k kind) {
	f.tb.Helper()
	e := f.server(k, "of a pre-forked server", 5)
	w := f.last()
	first, second := f.startHolder(e.fd), f.startHolder(e.fd)
	w.PIDs = f.inStartOrder(os.Getpid(), first.pid, second.pid)
}

// plantPassed hands a connection to another process and closes it, as inetd-like servers do.
func (f *Farm) plantPassed(k kind) {
	f.tb.Helper()
	client, server := f.pair(k, f.server(k, "that passes connections on", 5))
	to := f.startHolder()
	f.give(to, server.fd)
	f.close(server.fd)
	f.held(k.name+" client of a connection passed on", client, tcptable.StateEstablished)
	w := f.held(k.name+" ESTABLISHED passed on", server, tcptable.StateEstablished)
	w.PIDs = f.inStartOrder(to.pid)
}

// plantPassedTwice hands a listener to two processes, to the later one first, and closes it.
func (f *Farm) plantPassedTwice(k kind) {
	f.tb.Helper()
	e := f.server(k, "passed on to two processes", 5)
	w := f.last()
	older, younger := f.startHolder(), f.startHolder()
	f.give(younger, e.fd)
	f.give(older, e.fd)
	f.close(e.fd)
	w.PIDs = f.inStartOrder(older.pid, younger.pid)
}

// plantKept hands a listener to another process and keeps it.
func (f *Farm) plantKept(k kind) {
	f.tb.Helper()
	e := f.server(k, "passed on and kept", 5)
	w := f.last()
	to := f.startHolder()
	f.give(to, e.fd)
	w.PIDs = f.inStartOrder(os.Getpid(), to.pid)
}

// plantInFlight puts a listener into a message that nobody receives, and closes it: it listens
// on, and no process holds it.
func (f *Farm) plantInFlight(k kind) {
	f.tb.Helper()
	e := f.server(k, "in flight", 5)
	w := f.last()
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	f.must("socketpair", err)
	f.keep(pair[0])
	f.keep(pair[1])
	f.must("sendmsg", unix.Sendmsg(pair[0], []byte{0}, unix.UnixRights(e.fd), nil, 0))
	f.close(e.fd)
	w.Owner, w.PIDs = tcptable.OwnerElsewhere, nil
}

// last returns the want that was added last.
func (f *Farm) last() *Want { return f.wants[len(f.wants)-1] }

// inStartOrder sorts processes by the time they started and, if that is the same, by their ids.
func (f *Farm) inStartOrder(pids ...int) []uint32 {
	f.tb.Helper()
	started := make(map[int]uint64)
	for _, pid := range pids {
		ticks, err := startTime(pid)
		f.must("start time", err)
		started[pid] = ticks
	}
	slices.SortFunc(pids, func(a, b int) int {
		return cmp.Or(cmp.Compare(started[a], started[b]), cmp.Compare(a, b))
	})
	var sorted []uint32
	for _, pid := range pids {
		sorted = append(sorted, uint32(pid))
	}
	return sorted
}

// startTime reads field 22 of /proc/PID/stat. The second field may hold spaces and parentheses.
//
// Source: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
func startTime(pid int) (uint64, error) {
	path := fmt.Sprintf("/proc/%d/stat", pid)
	data, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	rest := string(data)[strings.LastIndexByte(string(data), ')')+1:]
	fields := strings.Fields(rest)
	if len(fields) < 20 {
		return 0, fmt.Errorf("%s: %d fields after the name, want 20 or more", path, len(fields))
	}
	return strconv.ParseUint(fields[22-3], 10, 64)
}
