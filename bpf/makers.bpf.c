//go:build ignore

/* SPDX-License-Identifier: MIT OR GPL-2.0-only */

/*
 * A program that notes, for connections that begin or end while it is loaded, when they were made
 * and by whom. The notes are read by maker.go when the kernel tells that a socket has ended.
 */

#include "kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

enum {
	IPPROTO_TCP = 6,
	TCP_ESTABLISHED = 1,
	TCP_SYN_SENT = 2,
	TCP_FIN_WAIT1 = 4,
	TCP_CLOSE = 7,
	TCP_LAST_ACK = 9,
	BPF_ANY = 0,
	BPF_MAP_TYPE_LRU_HASH = 9,
	MAX_PID_NS_LEVEL = 32,
};

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

/* Flavours of what is in kernel.h, with other fields. */

struct sock___protocol {
	__u16 sk_protocol;
};

struct inet_sock___port {
	__be16 inet_sport;
};

struct ns_common {
	unsigned int inum;
};

struct pid_namespace {
	struct ns_common ns;
};

struct net {
	struct ns_common ns;
};

typedef struct {
	struct net *net; /* without network namespaces it has no members */
} possible_net_t;

struct sock_common___net {
	possible_net_t skc_net;
};

struct upid___ns {
	int nr;
	struct pid_namespace *ns;
};

#pragma clang attribute pop

struct maker {
	__u64 opened; /* in ns since boot; 0: before the program was loaded */
	__u64 start;  /* of the process, in ns since boot */
	__u32 pid;    /* 0: not known */
	__u16 local_port;
	__u16 remote_port; /* 0: the addresses are not known */
	char name[16];
	__be32 local[4]; /* of an IPv4 address the first */
	__be32 remote[4];
};

/* The length in maker.go. */
_Static_assert(sizeof(struct maker) == 72, "length of a note");

/*
 * By cookie. The kernel makes room by forgetting connections that have been quiet for long: they have
 * been seen in the table meanwhile.
 */
struct {
	int (*type)[BPF_MAP_TYPE_LRU_HASH];
	int (*max_entries)[65536];
	__u64 *key;
	struct maker *value;
} makers SEC(".maps");

/* The PID namespace in whose numbers processes are named: its inode number. */
const volatile __u32 reader_ns = 0;

/* The network namespace that is watched, likewise. 0: all. */
const volatile __u32 watched_ns = 0;

static __always_inline int is_watched(struct sock *sk)
{
	struct sock_common___net *skc = (void *)sk;

	if (!watched_ns || !bpf_core_field_exists(skc->skc_net.net))
		return 1;
	return BPF_CORE_READ(skc, skc_net.net, ns.inum) == watched_ns;
}

static __always_inline void note_addresses(struct maker *m, struct sock *sk)
{
	struct sock_common *skc = &sk->__sk_common;
	__be16 sport = BPF_CORE_READ((struct inet_sock___port *)sk, inet_sport);

	if (!sport || !skc->skc_dport)
		return; /* not yet, or not any more */
	m->local_port = bpf_ntohs(sport);
	m->remote_port = bpf_ntohs(skc->skc_dport);
	if (skc->skc_family == AF_INET) {
		m->local[0] = skc->skc_rcv_saddr;
		m->remote[0] = skc->skc_daddr;
		return;
	}
	if (!bpf_core_field_exists(skc->skc_v6_rcv_saddr))
		return;
	m->local[0] = skc->skc_v6_rcv_saddr.in6_u.u6_addr32[0];
	m->local[1] = skc->skc_v6_rcv_saddr.in6_u.u6_addr32[1];
	m->local[2] = skc->skc_v6_rcv_saddr.in6_u.u6_addr32[2];
	m->local[3] = skc->skc_v6_rcv_saddr.in6_u.u6_addr32[3];
	m->remote[0] = skc->skc_v6_daddr.in6_u.u6_addr32[0];
	m->remote[1] = skc->skc_v6_daddr.in6_u.u6_addr32[1];
	m->remote[2] = skc->skc_v6_daddr.in6_u.u6_addr32[2];
	m->remote[3] = skc->skc_v6_daddr.in6_u.u6_addr32[3];
}

/* The number of a process in the reader's PID namespace, 0 if it is not in there. */
static __always_inline __u32 number_of(struct task_struct *leader)
{
	struct pid *pid = leader->thread_pid;
	__u32 level = pid->level;
	void *numbers;
	int i;

	numbers = (void *)pid + bpf_core_field_offset(struct pid, numbers);
	for (i = 0; i < MAX_PID_NS_LEVEL && i <= level; i++) {
		struct upid___ns *upid = numbers + i * bpf_core_type_size(struct upid___ns);

		if (BPF_CORE_READ(upid, ns, ns.inum) == reader_ns)
			return BPF_CORE_READ(upid, nr);
	}
	return 0;
}

static __always_inline void note_process(struct maker *m)
{
	struct task_struct *leader = bpf_get_current_task_btf()->group_leader;
	__u32 pid = number_of(leader);

	if (!pid)
		return;
	m->pid = pid;
	m->start = leader->start_boottime;
	bpf_probe_read_kernel(m->name, sizeof(m->name), &leader->comm);
}

/*
 * Whether only the process itself, by connect, shutdown or close, takes a socket into a state. All
 * others can come from a packet, in the context of whatever runs at that time.
 */
static __always_inline int is_made_by_process(int state)
{
	return state == TCP_SYN_SENT || state == TCP_FIN_WAIT1 || state == TCP_LAST_ACK;
}

SEC("tp_btf/inet_sock_set_state")
int socket_makers(__u64 *ctx)
{
	struct sock *sk = (void *)ctx[0];
	struct maker fresh = {};
	int state = ctx[2];
	struct maker *m;
	__u64 cookie;

	if (!is_made_by_process(state) && state != TCP_ESTABLISHED && state != TCP_CLOSE)
		return 0;
	if (BPF_CORE_READ((struct sock___protocol *)sk, sk_protocol) != IPPROTO_TCP || !is_watched(sk))
		return 0;
	cookie = bpf_get_socket_cookie(sk);
	m = bpf_map_lookup_elem(&makers, &cookie);
	if (!m) {
		if (state == TCP_SYN_SENT || state == TCP_ESTABLISHED)
			fresh.opened = bpf_ktime_get_boot_ns();
		else if (!sk->__sk_common.skc_dport)
			return 0; /* a listener that is closed */
		bpf_map_update_elem(&makers, &cookie, &fresh, BPF_ANY);
		m = bpf_map_lookup_elem(&makers, &cookie);
		if (!m)
			return 0;
	}
	note_addresses(m, sk);
	if (!m->pid && is_made_by_process(state))
		note_process(m);
	return 0;
}
