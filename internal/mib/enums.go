package mib

import "strconv"

// TcpState is a MIB_TCP_STATE. The zero TcpState is no state.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpmib/ne-tcpmib-mib_tcp_state
type TcpState uint32

// tcpStateReserved is what Windows calls a value that the MIB does not define. Its own tools show
// it as "Bound".
const tcpStateReserved TcpState = 100

var tcpStateNames = [...]string{
	1: "CLOSED", 2: "LISTEN", 3: "SYN_SENT", 4: "SYN_RCVD", 5: "ESTAB", 6: "FIN_WAIT1",
	7: "FIN_WAIT2", 8: "CLOSE_WAIT", 9: "CLOSING", 10: "LAST_ACK", 11: "TIME_WAIT", 12: "DELETE_TCB",
}

// String returns the documented name of the state, for example "MIB_TCP_STATE_LISTEN".
func (s TcpState) String() string {
	switch {
	case s > 0 && int64(s) < int64(len(tcpStateNames)):
		return "MIB_TCP_STATE_" + tcpStateNames[s]
	case s == tcpStateReserved:
		return "MIB_TCP_STATE_RESERVED"
	}
	return "MIB_TCP_STATE(" + strconv.FormatUint(uint64(s), 10) + ")"
}

// TcpConnectionOffloadState is a TCP_CONNECTION_OFFLOAD_STATE. Zero is InHost.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpmib/ne-tcpmib-tcp_connection_offload_state
type TcpConnectionOffloadState uint32

var offloadStateNames = [...]string{"InHost", "Offloading", "Offloaded", "Uploading"}

// String returns the documented name of the offload state, for example
// "TcpConnectionOffloadStateInHost".
func (s TcpConnectionOffloadState) String() string {
	if int64(s) < int64(len(offloadStateNames)) {
		return "TcpConnectionOffloadState" + offloadStateNames[s]
	}
	return "TcpConnectionOffloadState(" + strconv.FormatUint(uint64(s), 10) + ")"
}
