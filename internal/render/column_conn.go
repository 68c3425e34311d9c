package render

// connColumns are the fields of a row, in the order of JSON and CSV.
var connColumns = Columns{
	{
		Name: "family", Kind: KindText, Meaning: "`ipv4` or `ipv6`: of the socket, so `ipv6` for IPv4-mapped addresses",
		of: func(r *Row) value { return textOf(r.Conn.Family().String()) },
	},
	{
		Name: "state", title: "STATE", Kind: KindText, Meaning: "the state, by the names of the MIB: " + stateNames,
		of: func(r *Row) value { return textOf(r.Conn.State.String()) }, appendCell: appendState, wider: widerState,
	},
	{
		Name: "local_addr", Kind: KindAddr, Meaning: "local address without zone, IPv6 as in RFC 5952. A mapped address stays mapped: `::ffff:192.0.2.1`",
		of: func(r *Row) value { return endpointOf(r.Conn.Local) },
	},
	{
		Name: "local_port", Kind: KindNumber, right: true, Meaning: "local port",
		of: func(r *Row) value { return numberOf(uint64(r.Conn.Local.Port())) },
	},
	{
		Name: "local_scope", Kind: KindNumber, right: true, Meaning: "scope id of a link-local address: the index of the interface. 0: none",
		of: func(r *Row) value { return numberOf(uint64(r.Conn.LocalScope)) },
	},
	{
		Name: "remote_addr", Kind: KindAddr, Meaning: "remote address; of a listener `0.0.0.0` or `::`",
		of: func(r *Row) value { return endpointOf(r.Conn.Remote) },
	},
	{
		Name: "remote_port", Kind: KindNumber, right: true, Meaning: "remote port; of a listener 0",
		of: func(r *Row) value { return numberOf(uint64(r.Conn.Remote.Port())) },
	},
	{
		Name: "remote_scope", Kind: KindNumber, right: true, Meaning: "as `local_scope`",
		of: func(r *Row) value { return numberOf(uint64(r.Conn.RemoteScope)) },
	},
	{
		Name: "pid", Kind: KindNumber, Needs: NeedOwners, right: true,
		Meaning: "process that owns the socket: of several that hold it, the one that started first. 0: nobody known, and `owner` says why",
		of:      func(r *Row) value { return numberOf(uint64(r.Conn.PID)) }, appendCell: appendPID,
	},
	{
		Name: "process", Kind: KindText, Needs: NeedOwners,
		Meaning: "name of that process. Empty: not known. On Linux at most 15 bytes. In JSON a byte that is not UTF-8 is U+FFFD",
		of:      func(r *Row) value { return textOf(r.Process) }, appendCell: appendProcessName,
	},
	{
		Name: "owner", Kind: KindText, Needs: NeedOwners, Meaning: "`known`; or why `pid` is 0, see the table of reasons",
		of: func(r *Row) value { return textOf(r.Conn.Owner.String()) },
	},
	{
		Name: "uid", title: "UID", Kind: KindNumber, right: true,
		Meaning: "user who made the socket. null, in CSV empty: the kernel does not know it (TIME_WAIT, SYN_RCVD, not accepted yet, closed by its process)",
		of:      func(r *Row) value { return value{known: r.Conn.HasUser(), number: uint64(r.Conn.UID)} }, appendCell: appendUID,
	},
	{
		Name: "user", title: "USER", Kind: KindText, Meaning: "name of that user; the number in digits where it has no name, and with `-n`. Empty where `uid` is null",
		of: func(r *Row) value { return textOf(r.User) }, appendCell: appendUser, wider: widerUser,
	},
	{
		Name: "offload", title: "OFFLOAD", Kind: KindText, Meaning: "`IN_HOST`, `OFFLOADING`, `OFFLOADED` or `UPLOADING`",
		of: func(r *Row) value { return textOf(r.Conn.Offload.String()) }, appendCell: appendOffload,
	},
	{
		Name: "inode", title: "INODE", Kind: KindNumber, right: true,
		Meaning: "inode of the socket, as in `socket:[N]` under `/proc/PID/fd`. 0: no descriptor refers to it, or the system has none",
		of:      func(r *Row) value { return numberOf(r.Conn.Inode) }, appendCell: appendInode,
	},
	{
		Name: "cookie", title: "COOKIE", Kind: KindDigits, right: true,
		Meaning: "number of the socket that no other socket of this boot has, as decimal digits: it can be above 2^53, where JSON readers begin to round. `0`: not known",
		of:      func(r *Row) value { return numberOf(r.Conn.Cookie) }, appendCell: appendCookie,
	},
	{
		Name: "dual_stack", title: "DUAL-STACK", Kind: KindBool, Meaning: "a listener on an IPv6 address that takes IPv4 connections too",
		of: func(r *Row) value { return boolOf(r.Conn.DualStack) }, appendCell: appendDualStack,
	},
	{
		Name: "recv_q", title: "RECV-Q", Kind: KindNumber, right: true,
		Meaning: "bytes that were received and not read yet; of a listener, connections that wait to be accepted",
		of:      func(r *Row) value { return numberOf(uint64(r.Conn.RecvQ)) }, appendCell: appendRecvQ,
	},
	{
		Name: "send_q", title: "SEND-Q", Kind: KindNumber, right: true,
		Meaning: "bytes that are not acknowledged yet; of a listener, the greatest `recv_q` that it allows",
		of:      func(r *Row) value { return numberOf(uint64(r.Conn.SendQ)) }, appendCell: appendSendQ,
	},
}

const stateNames = "`CLOSED`, `LISTEN`, `SYN_SENT`, `SYN_RCVD`, `ESTABLISHED`, `FIN_WAIT1`, `FIN_WAIT2`, `CLOSE_WAIT`, " +
	"`CLOSING`, `LAST_ACK` or `TIME_WAIT`"
