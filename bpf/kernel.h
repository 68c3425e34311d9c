/* SPDX-License-Identifier: MIT OR GPL-2.0-only */

/*
 * The parts of the kernel's structures that sockets.bpf.c reads. Fields are found by name when
 * the program is loaded (CO-RE): their order here, and what is left out, does not matter.
 */

typedef unsigned char __u8;
typedef unsigned short __u16;
typedef unsigned int __u32;
typedef unsigned long long __u64;
typedef signed char __s8;
typedef short __s16;
typedef int __s32;
typedef long long __s64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;

enum {
	AF_INET = 2,
	AF_INET6 = 10,
	TCP_TIME_WAIT = 6,
	TCP_LISTEN = 10,
	TCP_NEW_SYN_RECV = 12,
	TLS_HW_RECORD = 3,
};

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct seq_file;

struct bpf_iter_meta {
	struct seq_file *seq;
	__u64 session_id;
};

/* Network. */

struct in6_addr {
	union {
		__be32 u6_addr32[4];
	} in6_u;
};

struct sock_common {
	__be32 skc_daddr;
	__be32 skc_rcv_saddr;
	__be16 skc_dport;
	__u16 skc_num;
	unsigned short skc_family;
	volatile unsigned char skc_state;
	unsigned char skc_ipv6only : 1;
	int skc_bound_dev_if;
	struct in6_addr skc_v6_daddr;
	struct in6_addr skc_v6_rcv_saddr;
};

struct socket;

struct sock {
	struct sock_common __sk_common;
	struct socket *sk_socket;
	__u32 sk_ack_backlog;
	__u32 sk_max_ack_backlog;
	unsigned long sk_ino; /* since Linux 6.17 */
};

struct proto_ops {
	int family;
};

struct socket {
	const struct proto_ops *ops;
};

struct inode {
	unsigned long i_ino;
};

struct socket_alloc {
	struct socket socket;
	struct inode vfs_inode;
};

struct inet_sock {
	struct sock sk;
};

struct tcp_ulp_ops {
	char name[16];
};

struct inet_connection_sock {
	struct inet_sock icsk_inet;
	const struct tcp_ulp_ops *icsk_ulp_ops;
	void *icsk_ulp_data;
};

struct tcp_sock {
	struct inet_connection_sock inet_conn;
	__u32 rcv_nxt;
	__u32 copied_seq;
	__u32 write_seq;
	__u32 snd_una;
};

struct inet_timewait_sock {
	volatile unsigned char tw_substate;
};

struct tcp_timewait_sock {
	struct inet_timewait_sock tw_sk;
};

struct tls_context {
	__u8 tx_conf : 3;
	__u8 rx_conf : 3;
};

/* Processes. */

struct upid {
	int nr;
};

struct pid {
	unsigned int level;
	struct upid numbers[1];
};

struct timespec64 {
	__s64 tv_sec;
	long tv_nsec;
};

struct timens_offsets {
	struct timespec64 boottime;
};

struct time_namespace {
	struct timens_offsets offsets;
};

struct nsproxy {
	struct time_namespace *time_ns;
};

struct task_struct {
	__s32 tgid;
	struct task_struct *group_leader;
	struct pid *thread_pid;
	struct nsproxy *nsproxy;
	__u64 start_boottime;
	char comm[16];
};

struct file {
	struct inode *f_inode;
};

#pragma clang attribute pop

/* What the iterators hand to the programs. These layouts are fixed: pointers take 64 bits. */

#define POINTER(type, name)   \
	union {               \
		type name;    \
		__u64 : 64;   \
	} __attribute__((aligned(8)))

struct bpf_iter__tcp {
	POINTER(struct bpf_iter_meta *, meta);
	POINTER(struct sock_common *, sk_common);
	__u32 uid __attribute__((aligned(8)));
};

struct bpf_iter__task_file {
	POINTER(struct bpf_iter_meta *, meta);
	POINTER(struct task_struct *, task);
	__u32 fd __attribute__((aligned(8)));
	POINTER(struct file *, file);
};
