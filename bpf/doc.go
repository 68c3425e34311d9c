// Package bpf reads the TCP connection table, and the processes behind it, with two BPF iterators:
// the fastest way there is on Linux, and the only one that loses no row and doubles none while the
// table changes. [Open] returns the Source for [tcptable.WithSource].
//
// # What it takes
//
// Linux 5.15 or later with BTF (CONFIG_DEBUG_INFO_BTF), and CAP_BPF with CAP_PERFMON, or
// CAP_SYS_ADMIN, in the initial user namespace: root has them. To open the Source takes some tens
// of milliseconds, so that it pays for large tables and for tables that are read again and again.
//
// # What it tells
//
// All that netlink tells, under the same rules, and the owners of all processes: the kernel does not
// ask who may look at whom, so that [tcptable.OwnerDenied] does not come up, unless the reading of
// the owners fails with an error. Processes are those of the caller's PID namespace and the ones
// below it. A thread that has a table of descriptors of its own counts for its process.
//
// Sockets in CLOSED, which have to be asked for by name, are not in the iterator's table: they are
// read over netlink. Report.Processes counts the processes that hold a socket of the Internet
// families, in whatever network namespace, because the kernel passes over the others.
//
// The rows stand in no order, but listeners come first: a query for them alone ends after them and
// takes no longer on a machine with a million connections.
//
// # What it notes
//
// For [tcptable.Table.OpenEnds] a third program is loaded, which notes of each connection of the network
// namespace when it began, which process made or first closed it, and its addresses, from the
// inet_sock_set_state tracepoint. So connections that are shorter than the interval of a watch have an
// owner, but for one that was accepted and then reset by its peer, and those have addresses that their
// own process has reset. The notes are of the last 65,536 connections, in some 8 MiB of the kernel's.
// Where the program cannot be loaded, ends come without what it notes.
//
// The BPF programs are licensed under MIT or GPL-2.0, see LICENSE-bpf.
package bpf
