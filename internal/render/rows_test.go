package render_test

import (
	"iter"
	"net/netip"
	"slices"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/render"
)

func all(rows []render.Row) iter.Seq[render.Row] { return slices.Values(rows) }

// sampleRows has a row of each kind that is written in a way of its own.
func sampleRows() []render.Row {
	ap := netip.MustParseAddrPort
	return []render.Row{
		{
			Conn: &tcptable.Conn{
				Local: ap("0.0.0.0:22"), Remote: ap("0.0.0.0:0"), State: tcptable.StateListen,
				PID: 711, Owner: tcptable.OwnerKnown, Inode: 4026531, Cookie: 1, SendQ: 128,
			},
			Process: "sshd", User: "root",
		},
		{
			Conn: &tcptable.Conn{
				Local: ap("[::]:80"), Remote: ap("[::]:0"), State: tcptable.StateListen, DualStack: true,
				PID: 100, Owner: tcptable.OwnerKnown, UID: 33, Inode: 5000, Cookie: 2, RecvQ: 3, SendQ: 4096,
			},
			Process: "nginx", User: "www-data",
			Holders: []tcptable.Process{{PID: 100, Name: "nginx"}, {PID: 101, Name: "nginx"}, {PID: 102}},
		},
		{
			Conn: &tcptable.Conn{
				Local: ap("[2001:db8:ffff:ffff:ffff:ffff:ffff:fffe]:65535"), Remote: ap("[2001:db8::1]:443"),
				State: tcptable.StateTimeWait, Owner: tcptable.OwnerKernel, Cookie: 1<<64 - 1,
			},
		},
		{
			Conn: &tcptable.Conn{
				Local: ap("[fe80::1%eth0]:5000"), Remote: ap("[fe80::2%\x1b[31m]:6000"),
				LocalScope: 2, RemoteScope: 4294967295, Interface: 2, State: tcptable.StateEstablished,
				Owner: tcptable.OwnerDenied, UID: 4294967294, Inode: 1<<32 - 1, RecvQ: 4294967295, SendQ: 17,
				Offload: tcptable.OffloadOffloaded,
			},
			User: "4294967294",
		},
		{
			Conn: &tcptable.Conn{
				Local: ap("[::ffff:192.0.2.1]:8080"), Remote: ap("[::ffff:192.0.2.2]:1"),
				State: tcptable.StateCloseWait, PID: 4194304, Owner: tcptable.OwnerKnown, UID: 1000, Inode: 7,
			},
			Process: "a\x1b[2J\n\"q\",\\\xff\u202e\U000e0001é", User: `do,main\"user"`,
		},
		{
			Conn: &tcptable.Conn{
				Local: ap("127.0.0.1:1"), Remote: ap("127.0.0.1:2"), State: tcptable.StateEstablished,
				Owner: tcptable.OwnerUnaccepted,
			},
		},
		{
			Conn: &tcptable.Conn{
				Local: ap("127.0.0.1:3"), Remote: ap("127.0.0.1:4"), State: tcptable.StateFinWait2,
				PID: 9, Owner: tcptable.OwnerKnown, Inode: 8,
			},
			User: "root", // the process ended before its name was read
		},
		{
			Conn: &tcptable.Conn{
				Local: ap("[::1]:9"), Remote: ap("[::]:0"), State: tcptable.StateListen,
				Owner: tcptable.OwnerElsewhere, Inode: 9,
			},
			User: "root",
		},
		{
			Conn: &tcptable.Conn{
				Local: ap("127.0.0.1:5"), Remote: ap("127.0.0.1:6"), State: tcptable.StateSynSent,
				Owner: tcptable.OwnerGone, Inode: 10,
			},
			User: "root",
		},
	}
}
