// Package sockdiag reads TCP sockets from the kernel over NETLINK_SOCK_DIAG: all of them, or one.
// It can close one, too.
//
// The decoders are pure and compile on every operating system; only [Dial] needs Linux. A Row
// holds what the kernel said, in host byte order, with the kernel's own numbers: what it means
// is for the caller to say.
//
// Sources: sock_diag(7), netlink(7), and the kernel's include/uapi/linux/{netlink,inet_diag,
// sock_diag,tls,tcp}.h, net/ipv4/{inet_diag,tcp_diag}.c and net/netlink/af_netlink.c.
package sockdiag
