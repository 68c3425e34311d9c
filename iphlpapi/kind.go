package iphlpapi

import (
	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/mib"
)

// kind is one of the eight tables.
type kind[T mib.Row[T]] struct {
	family tcptable.Family
	owners tcptable.OwnerDetail // what its rows say about owners
	row    func(c *tcptable.Conn, snap *tcptable.Snapshot) T
}

// query asks for every kernel row that may stand in the table, without owners. Rows of the IPv4
// table may come from IPv6 sockets.
func (k kind[T]) query(states tcptable.StateSet) tcptable.Query {
	if k.family == tcptable.IPv4 {
		return tcptable.Query{States: states}
	}
	return tcptable.Query{Family: k.family, States: states}
}

var (
	tcpTable = kind[MibTcpRow]{
		tcptable.IPv4, tcptable.OwnersNone,
		func(c *tcptable.Conn, _ *tcptable.Snapshot) MibTcpRow {
			return MibTcpRow{State: state(c), TcpEndpoints: endpoints(c)}
		},
	}
	tcpTable2 = kind[MibTcpRow2]{
		tcptable.IPv4, tcptable.OwnersPID,
		func(c *tcptable.Conn, _ *tcptable.Snapshot) MibTcpRow2 {
			return MibTcpRow2{State: state(c), TcpEndpoints: endpoints(c), OwningPid: c.PID, OffloadState: offload(c)}
		},
	}
	tcpTableOwnerPid = kind[MibTcpRowOwnerPid]{
		tcptable.IPv4, tcptable.OwnersPID,
		func(c *tcptable.Conn, _ *tcptable.Snapshot) MibTcpRowOwnerPid {
			return MibTcpRowOwnerPid{State: state(c), TcpEndpoints: endpoints(c), OwningPid: c.PID}
		},
	}
	tcpTableOwnerModule = kind[MibTcpRowOwnerModule]{
		tcptable.IPv4, tcptable.OwnersProcess,
		func(c *tcptable.Conn, snap *tcptable.Snapshot) MibTcpRowOwnerModule {
			return MibTcpRowOwnerModule{
				State: state(c), TcpEndpoints: endpoints(c), OwningPid: c.PID,
				OwningModuleInfo: moduleInfo(c, snap),
			}
		},
	}
	tcp6Table = kind[MibTcp6Row]{
		tcptable.IPv6, tcptable.OwnersNone,
		func(c *tcptable.Conn, _ *tcptable.Snapshot) MibTcp6Row {
			return MibTcp6Row{State: state(c), Tcp6Endpoints: endpoints6(c)}
		},
	}
	tcp6Table2 = kind[MibTcp6Row2]{
		tcptable.IPv6, tcptable.OwnersPID,
		func(c *tcptable.Conn, _ *tcptable.Snapshot) MibTcp6Row2 {
			return MibTcp6Row2{Tcp6Endpoints: endpoints6(c), State: state(c), OwningPid: c.PID, OffloadState: offload(c)}
		},
	}
	tcp6TableOwnerPid = kind[MibTcp6RowOwnerPid]{
		tcptable.IPv6, tcptable.OwnersPID,
		func(c *tcptable.Conn, _ *tcptable.Snapshot) MibTcp6RowOwnerPid {
			return MibTcp6RowOwnerPid{Tcp6Endpoints: endpoints6(c), State: state(c), OwningPid: c.PID}
		},
	}
	tcp6TableOwnerModule = kind[MibTcp6RowOwnerModule]{
		tcptable.IPv6, tcptable.OwnersProcess,
		func(c *tcptable.Conn, snap *tcptable.Snapshot) MibTcp6RowOwnerModule {
			return MibTcp6RowOwnerModule{
				Tcp6Endpoints: endpoints6(c), State: state(c), OwningPid: c.PID,
				OwningModuleInfo: moduleInfo(c, snap),
			}
		},
	}
)

func state(c *tcptable.Conn) MibTcpState { return MibTcpState(c.State) }

func offload(c *tcptable.Conn) TcpConnectionOffloadState { return TcpConnectionOffloadState(c.Offload) }

func endpoints(c *tcptable.Conn) mib.TcpEndpoints {
	return mib.TcpEndpoints{
		LocalAddr:  c.Local.Addr().As4(),
		LocalPort:  mib.NewPort(c.Local.Port()),
		RemoteAddr: c.Remote.Addr().As4(),
		RemotePort: mib.NewPort(c.Remote.Port()),
	}
}

func endpoints6(c *tcptable.Conn) mib.Tcp6Endpoints {
	return mib.Tcp6Endpoints{
		LocalAddr:     c.Local.Addr().As16(),
		LocalScopeId:  c.LocalScope,
		LocalPort:     mib.NewPort(c.Local.Port()),
		RemoteAddr:    c.Remote.Addr().As16(),
		RemoteScopeId: c.RemoteScope,
		RemotePort:    mib.NewPort(c.Remote.Port()),
	}
}

// moduleInfo is what an OWNER_MODULE row says to a later question for the module: the service tag,
// which Linux has none of, and when the owner started, so that a process with a reused PID is not
// taken for it.
func moduleInfo(c *tcptable.Conn, snap *tcptable.Snapshot) (info mib.ModuleInfo) {
	if owner, ok := snap.Process(c.PID); ok && c.PID != 0 {
		info[1] = owner.Start
	}
	return info
}
