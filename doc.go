// Package tcptable reads the TCP connection table of the machine: every endpoint with its
// addresses, its state, the process that owns it and, where no owner can be named, the reason.
//
//	conns, err := tcptable.List(ctx, tcptable.Query{Owners: tcptable.OwnersPID, Sorted: true})
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
// # Consistency
//
// The kernel lists a table while it changes. A socket that exists from the beginning of a read to
// its end is in the table, with two exceptions that no reader of these interfaces can avoid: a
// connection that changes its place in the kernel's hash table meanwhile, by entering TIME_WAIT
// for example, can be listed twice or not at all, and so can one whose neighbour in a crowded
// chain of that hash table goes away. A row is never made of two sockets. Processes are looked at
// after the table was read. An error never hides: rows that are missing come with one.
//
// # Privileges
//
// Rows need none. Owners of other users' sockets need CAP_SYS_PTRACE on Linux, or being root;
// without it those rows have the owner status [OwnerDenied]. [WithNetNS] needs CAP_SYS_ADMIN, and
// [Table.Kill] CAP_NET_ADMIN. Older kernels tell the TLS mode, which decides Offload, only to
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
