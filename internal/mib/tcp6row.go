package mib

import "encoding/binary"

// Tcp6Row is a MIB_TCP6ROW: 52 bytes. Its state comes first; in the other IPv6 rows it comes
// after the endpoints.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpmib/ns-tcpmib-mib_tcp6row
type Tcp6Row struct {
	State TcpState
	Tcp6Endpoints
}

// Tcp6Row2 is a MIB_TCP6ROW2: 60 bytes.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpmib/ns-tcpmib-mib_tcp6row2
type Tcp6Row2 struct {
	Tcp6Endpoints
	State        TcpState
	OwningPid    uint32
	OffloadState TcpConnectionOffloadState
}

// Tcp6RowOwnerPid is a MIB_TCP6ROW_OWNER_PID: 56 bytes.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpmib/ns-tcpmib-mib_tcp6row_owner_pid
type Tcp6RowOwnerPid struct {
	Tcp6Endpoints
	State     TcpState
	OwningPid uint32
}

// Tcp6RowOwnerModule is a MIB_TCP6ROW_OWNER_MODULE: 192 bytes.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpmib/ns-tcpmib-mib_tcp6row_owner_module
type Tcp6RowOwnerModule struct {
	Tcp6Endpoints
	State            TcpState
	OwningPid        uint32
	CreateTimestamp  int64
	OwningModuleInfo ModuleInfo
}

func (r Tcp6Row) put(dst []byte) {
	binary.LittleEndian.PutUint32(dst, uint32(r.State))
	putTcp6Endpoints(dst[4:], &r.Tcp6Endpoints)
}

func (Tcp6Row) get(src []byte) Tcp6Row {
	return Tcp6Row{
		State:         TcpState(binary.LittleEndian.Uint32(src)),
		Tcp6Endpoints: getTcp6Endpoints(src[4:]),
	}
}

func (r Tcp6RowOwnerPid) put(dst []byte) {
	putTcp6Endpoints(dst, &r.Tcp6Endpoints)
	binary.LittleEndian.PutUint32(dst[tcp6EndpointsSize:], uint32(r.State))
	binary.LittleEndian.PutUint32(dst[tcp6EndpointsSize+4:], r.OwningPid)
}

func (Tcp6RowOwnerPid) get(src []byte) Tcp6RowOwnerPid {
	return Tcp6RowOwnerPid{
		Tcp6Endpoints: getTcp6Endpoints(src),
		State:         TcpState(binary.LittleEndian.Uint32(src[tcp6EndpointsSize:])),
		OwningPid:     binary.LittleEndian.Uint32(src[tcp6EndpointsSize+4:]),
	}
}

func (r Tcp6Row2) put(dst []byte) {
	Tcp6RowOwnerPid{r.Tcp6Endpoints, r.State, r.OwningPid}.put(dst)
	binary.LittleEndian.PutUint32(dst[tcp6EndpointsSize+8:], uint32(r.OffloadState))
}

func (Tcp6Row2) get(src []byte) Tcp6Row2 {
	row := Tcp6RowOwnerPid{}.get(src)
	return Tcp6Row2{
		Tcp6Endpoints: row.Tcp6Endpoints,
		State:         row.State,
		OwningPid:     row.OwningPid,
		OffloadState:  TcpConnectionOffloadState(binary.LittleEndian.Uint32(src[tcp6EndpointsSize+8:])),
	}
}

func (r Tcp6RowOwnerModule) put(dst []byte) {
	Tcp6RowOwnerPid{r.Tcp6Endpoints, r.State, r.OwningPid}.put(dst)
	putModule(dst[tcp6EndpointsSize+8:], r.CreateTimestamp, &r.OwningModuleInfo)
}

func (Tcp6RowOwnerModule) get(src []byte) Tcp6RowOwnerModule {
	row := Tcp6RowOwnerPid{}.get(src)
	r := Tcp6RowOwnerModule{Tcp6Endpoints: row.Tcp6Endpoints, State: row.State, OwningPid: row.OwningPid}
	r.CreateTimestamp, r.OwningModuleInfo = getModule(src[tcp6EndpointsSize+8:])
	return r
}
