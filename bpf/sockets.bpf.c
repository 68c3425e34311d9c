//go:build ignore

/* SPDX-License-Identifier: MIT OR GPL-2.0-only */

/*
 * Two iterators: one writes a record for each TCP socket of a network namespace, the other a
 * record for each descriptor of a process that refers to such a socket. The records are read by
 * record.go. All numbers are in the machine's byte order, addresses in network order.
 */

#include "kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>

/*
 * The kernel lets only programs call bpf_seq_write whose licence is compatible with the GPL:
 * hence the second licence beside that of the rest of tcptable.
 */
char LICENSE[] SEC("license") = "Dual MIT/GPL";

#define SOCKET_V6ONLY 1
#define SOCKET_OFFLOADED 2

struct socket_record {
	__u64 inode;
	__u64 cookie;
	__u32 uid;
	__u32 interface;
	__u32 recv_queue;
	__u32 send_queue;
	__u16 local_port;
	__u16 remote_port;
	__u8 family;
	__u8 state;
	__u8 flags;
	__u8 unused;
	__be32 local[4]; /* of an IPv4 address the first */
	__be32 remote[4];
};

/* A descriptor. Where the process is that of the record before, the inode number alone is written. */
struct holder_record {
	__u64 zero;  /* no inode has that number: a process follows */
	__u64 start; /* of the process, in ns since boot */
	__u32 pid;
	__u32 unused;
	char name[16];
	__u64 inode;
};

/* The lengths in record.go. */
_Static_assert(sizeof(struct socket_record) == 72, "length of a socket's record");
_Static_assert(sizeof(struct holder_record) == 48, "length of a holder's record");

static __always_inline void fill_addresses(struct socket_record *r, struct sock_common *skc)
{
	if (r->family == AF_INET) {
		r->local[0] = skc->skc_rcv_saddr;
		r->remote[0] = skc->skc_daddr;
		return;
	}
	if (!bpf_core_field_exists(skc->skc_v6_rcv_saddr))
		return;
	r->local[0] = skc->skc_v6_rcv_saddr.in6_u.u6_addr32[0];
	r->local[1] = skc->skc_v6_rcv_saddr.in6_u.u6_addr32[1];
	r->local[2] = skc->skc_v6_rcv_saddr.in6_u.u6_addr32[2];
	r->local[3] = skc->skc_v6_rcv_saddr.in6_u.u6_addr32[3];
	r->remote[0] = skc->skc_v6_daddr.in6_u.u6_addr32[0];
	r->remote[1] = skc->skc_v6_daddr.in6_u.u6_addr32[1];
	r->remote[2] = skc->skc_v6_daddr.in6_u.u6_addr32[2];
	r->remote[3] = skc->skc_v6_daddr.in6_u.u6_addr32[3];
}

/* The number in "socket:[N]", 0 if no process has had a descriptor yet, or none has one any more. */
static __always_inline __u64 inode_of(struct sock *sk)
{
	struct socket_alloc *socket;
	unsigned long inode = 0;

	if (bpf_core_field_exists(sk->sk_ino))
		return sk->sk_ino;
	socket = (void *)sk->sk_socket; /* the first member of a struct socket_alloc */
	if (socket)
		bpf_probe_read_kernel(&inode, sizeof(inode), &socket->vfs_inode.i_ino);
	return inode;
}

/* Whether a device that runs TCP as a whole makes the TLS records of the socket. */
static __always_inline int is_offloaded(struct tcp_sock *tp)
{
	const struct tcp_ulp_ops *ops = tp->inet_conn.icsk_ulp_ops;
	struct tls_context *tls = tp->inet_conn.icsk_ulp_data;

	if (!bpf_core_type_exists(struct tls_context) || !ops || !tls)
		return 0;
	if (ops->name[0] != 't' || ops->name[1] != 'l' || ops->name[2] != 's' || ops->name[3])
		return 0;
	return BPF_CORE_READ_BITFIELD_PROBED(tls, tx_conf) == TLS_HW_RECORD ||
	       BPF_CORE_READ_BITFIELD_PROBED(tls, rx_conf) == TLS_HW_RECORD;
}

/* What only a socket has that is neither a request nor what is left of a connection. */
static __always_inline void fill_full(struct socket_record *r, struct tcp_sock *tp, __u32 uid)
{
	struct sock *sk = &tp->inet_conn.icsk_inet.sk;
	__s32 unread;

	r->inode = inode_of(sk);
	r->uid = uid;
	if (r->state == TCP_LISTEN) {
		r->recv_queue = sk->sk_ack_backlog;
		r->send_queue = sk->sk_max_ack_backlog;
	} else {
		unread = tp->rcv_nxt - tp->copied_seq;
		r->recv_queue = unread > 0 ? unread : 0;
		r->send_queue = tp->write_seq - tp->snd_una;
	}
	if (is_offloaded(tp))
		r->flags |= SOCKET_OFFLOADED;
}

SEC("iter/tcp")
int tcp_sockets(struct bpf_iter__tcp *ctx)
{
	struct sock_common *skc = ctx->sk_common;
	struct tcp_timewait_sock *tw;
	struct socket_record r = {};
	struct tcp_sock *tp;

	if (!skc)
		return 0;
	r.family = skc->skc_family;
	r.state = skc->skc_state;
	r.local_port = skc->skc_num; /* in the machine's order, in requests too */
	r.remote_port = bpf_ntohs(skc->skc_dport);
	r.interface = skc->skc_bound_dev_if;
	fill_addresses(&r, skc);
	if (BPF_CORE_READ_BITFIELD(skc, skc_ipv6only))
		r.flags |= SOCKET_V6ONLY;
	if (r.state == TCP_TIME_WAIT) {
		tw = bpf_skc_to_tcp_timewait_sock(skc);
		if (tw)
			r.state = tw->tw_sk.tw_substate; /* it may still be in FIN_WAIT2 */
	} else if (r.state != TCP_NEW_SYN_RECV) {
		tp = bpf_skc_to_tcp_sock(skc);
		if (tp)
			fill_full(&r, tp, ctx->uid);
	}
	r.cookie = bpf_get_socket_cookie(skc);
	bpf_seq_write(ctx->meta->seq, &r, sizeof(r));
	return 0;
}

/* Whether the socket is one of the Internet's: it can be in the table. */
static __always_inline int is_wanted(struct socket *socket)
{
	int family = socket->ops->family;

	return family == AF_INET || family == AF_INET6;
}

/*
 * The number of the process in the reader's PID namespace. The iterator shows no process that is
 * not in it, so that each has a number at the namespace's level.
 */
static __always_inline __u32 pid_of(struct task_struct *leader, struct task_struct *reader)
{
	void *pid = leader->thread_pid;
	__u32 level = reader->thread_pid->level;
	int nr = 0;

	pid += bpf_core_field_offset(struct pid, numbers) + bpf_core_field_offset(struct upid, nr);
	bpf_probe_read_kernel(&nr, sizeof(nr), pid + level * bpf_core_type_size(struct upid));
	return nr;
}

/* The time since boot as the reader's time namespace counts it, as /proc/PID/stat does. */
static __always_inline __u64 start_of(struct task_struct *leader, struct task_struct *reader)
{
	struct nsproxy *proxy = reader->nsproxy;
	struct time_namespace *ns;

	if (!bpf_core_field_exists(proxy->time_ns))
		return leader->start_boottime;
	ns = proxy->time_ns;
	if (!bpf_core_field_exists(ns->offsets))
		return leader->start_boottime;
	return leader->start_boottime + ns->offsets.boottime.tv_sec * 1000000000LL + ns->offsets.boottime.tv_nsec;
}

/*
 * The process that was written last. One instance of the iterator is read at a time: the others
 * would only find that their process has to be written again.
 */
static struct {
	__u64 session;
	__u64 start;
	__s32 tgid;
} last;

/*
 * The sock behind the socket is not looked at, although it would tell the protocol and the network
 * namespace: that takes as long as all the rest, since it is seldom in a cache.
 */
SEC("iter/task_file")
int socket_holders(struct bpf_iter__task_file *ctx)
{
	struct task_struct *task = ctx->task, *reader, *leader;
	__u64 session = ctx->meta->session_id;
	struct file *file = ctx->file;
	struct holder_record r = {};
	struct socket *socket;

	if (!task || !file)
		return 0;
	socket = bpf_sock_from_file(file);
	if (!socket || !is_wanted(socket))
		return 0;
	r.inode = file->f_inode->i_ino;
	leader = task->group_leader;
	if (last.session == session && last.tgid == leader->tgid && last.start == leader->start_boottime) {
		bpf_seq_write(ctx->meta->seq, &r.inode, sizeof(r.inode));
		return 0;
	}
	reader = bpf_get_current_task_btf();
	r.start = start_of(leader, reader);
	r.pid = pid_of(leader, reader);
	bpf_probe_read_kernel(r.name, sizeof(r.name), &leader->comm);
	/* What does not fit is asked for again. */
	if (bpf_seq_write(ctx->meta->seq, &r, sizeof(r)))
		return 0;
	last.session = session;
	last.tgid = leader->tgid;
	last.start = leader->start_boottime;
	return 0;
}
