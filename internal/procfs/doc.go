// Package procfs reads what tcptable needs from a proc filesystem: which processes hold which
// sockets, facts about processes, the connection tables net/tcp and net/tcp6, and the counters of
// net/snmp.
//
// Parsers work on bytes and compile on every operating system; the files are found under a root
// that the caller names.
//
// Sources: proc(5), proc_pid_fd(5), proc_pid_stat(5), proc_pid_net(5), and the kernel's
// fs/proc/{fd,array,base}.c, net/ipv4/{tcp_ipv4,proc}.c and net/ipv6/tcp_ipv6.c.
package procfs

import "errors"

// ErrMalformed is wrapped by the errors about text that is not what the kernel writes.
var ErrMalformed = errors.New("malformed proc file")
