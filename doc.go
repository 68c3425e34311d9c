// Package tcptable reads the TCP connection table of the machine: every endpoint with its
// addresses, its state, the process that owns it and, where no owner can be named, the reason.
//
//	conns, err := tcptable.List(ctx, tcptable.Query{Owners: tcptable.OwnersPID, Sorted: true})
//
// [Query.Where] is a [Filter]: on Linux the kernel decides what it can of it, before it makes a row.
// [ParseFilter] reads one in the language of ss; docs/filters.md describes it.
//
// A program that reads the table more than once opens it and keeps it: [Open], then
// [Table.Append] into a slice that is used again, [Table.All] for a loop in constant memory, or
// [Table.Snapshot] for the names of processes and a [Report] on how the table was got.
//
// # Rows
//
// A [Conn] is what the kernel says: an IPv4-mapped address stays mapped, a listener on "::" that
// takes IPv4 too is one row with DualStack set. Package iphlpapi shows the same sockets the way
// Windows' IP Helper does. Numbers of states and offload states are those of IP Helper in both.
//
// # Watching
//
// [Table.Watch] yields what opens, closes, and changes its state or its owner. Where the kernel tells of
// sockets as they end, it sees connections that are shorter than its interval, too. [Changes] compares
// snapshots for those who take them anyway, and [Table.OpenEnds] collects the ends.
//
// # Consistency
//
// The kernel lists a table while it changes. Its dumps leave out a socket whose neighbour in a
// crowded chain of the kernel's hash table goes away meanwhile, and tell one twice when a neighbour
// comes. Over netlink, rows that come twice are dropped, and a table in which connections came or
// went is listed once more and joined by cookie: what both listings leave out is still missing.
// [Report] says what was done. [Table.All] without owners or order keeps no rows, and so does
// neither; nor does the proc filesystem, which has no cookies. Package bpf reads a table that has
// every socket which exists from the beginning of a read to its end, once.
//
// A row is never made of two sockets. Processes are looked at after the table was read or, where it
// is large, while it is read and once more for what was missed. An error never hides: rows that are
// missing come with one.
//
// # Processes, containers and namespaces
//
// [Table.ProcessFacts] tells what a process is: program, command line, user, parent, start, systemd unit
// and container. A Table reads one network namespace, the caller's own or that of [WithNetNS], whose
// path [FindNetNS] finds; with [WithAllNetNS] it reads all that [Namespaces] lists, as one table.
//
// # Privileges
//
// Rows need none. Owners of other users' sockets need CAP_SYS_PTRACE on Linux, or being root;
// without it those rows have the owner status [OwnerDenied]. [WithNetNS] and [WithAllNetNS] need
// CAP_SYS_ADMIN, and [Table.Kill] CAP_NET_ADMIN. Older kernels tell the TLS mode, which decides Offload, only to
// CAP_NET_ADMIN.
//
// # Platforms
//
// Linux: 4.4 and later, through NETLINK_SOCK_DIAG or, where that is missing or forbidden, the
// proc filesystem. Windows: 10 and later, as Go itself, through iphlpapi.dll; a row there has
// fewer fields, see [Report.Missing]. Elsewhere [Open] returns an error that is
// [errors.ErrUnsupported]; values, names and ordering work everywhere. docs/platforms.md holds the
// whole matrix.
//
// # Out of scope
//
// UDP, raw and Unix sockets, packet capture, name resolution.
package tcptable
