package mib

import "encoding/binary"

// TcpRow is a MIB_TCPROW: 20 bytes.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpmib/ns-tcpmib-mib_tcprow_lh
type TcpRow struct {
	State TcpState
	TcpEndpoints
}

// TcpRow2 is a MIB_TCPROW2: 28 bytes.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpmib/ns-tcpmib-mib_tcprow2
type TcpRow2 struct {
	State TcpState
	TcpEndpoints
	OwningPid    uint32
	OffloadState TcpConnectionOffloadState
}

// TcpRowOwnerPid is a MIB_TCPROW_OWNER_PID: 24 bytes.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpmib/ns-tcpmib-mib_tcprow_owner_pid
type TcpRowOwnerPid struct {
	State TcpState
	TcpEndpoints
	OwningPid uint32
}

// TcpRowOwnerModule is a MIB_TCPROW_OWNER_MODULE: 160 bytes.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/tcpmib/ns-tcpmib-mib_tcprow_owner_module
type TcpRowOwnerModule struct {
	State TcpState
	TcpEndpoints
	OwningPid        uint32
	CreateTimestamp  int64
	OwningModuleInfo ModuleInfo
}

// ModuleInfo is the opaque part of the OWNER_MODULE rows.
type ModuleInfo [16]uint64

const tcpRowSize = 4 + tcpEndpointsSize // where the fields that MIB_TCPROW has not begin

func (r TcpRow) put(dst []byte) {
	binary.LittleEndian.PutUint32(dst, uint32(r.State))
	putTcpEndpoints(dst[4:], &r.TcpEndpoints)
}

func (TcpRow) get(src []byte) TcpRow {
	return TcpRow{
		State:        TcpState(binary.LittleEndian.Uint32(src)),
		TcpEndpoints: getTcpEndpoints(src[4:]),
	}
}

func (r TcpRow2) put(dst []byte) {
	TcpRow{r.State, r.TcpEndpoints}.put(dst)
	binary.LittleEndian.PutUint32(dst[tcpRowSize:], r.OwningPid)
	binary.LittleEndian.PutUint32(dst[tcpRowSize+4:], uint32(r.OffloadState))
}

func (TcpRow2) get(src []byte) TcpRow2 {
	row := TcpRow{}.get(src)
	return TcpRow2{
		State:        row.State,
		TcpEndpoints: row.TcpEndpoints,
		OwningPid:    binary.LittleEndian.Uint32(src[tcpRowSize:]),
		OffloadState: TcpConnectionOffloadState(binary.LittleEndian.Uint32(src[tcpRowSize+4:])),
	}
}

func (r TcpRowOwnerPid) put(dst []byte) {
	TcpRow{r.State, r.TcpEndpoints}.put(dst)
	binary.LittleEndian.PutUint32(dst[tcpRowSize:], r.OwningPid)
}

func (TcpRowOwnerPid) get(src []byte) TcpRowOwnerPid {
	row := TcpRow{}.get(src)
	return TcpRowOwnerPid{
		State:        row.State,
		TcpEndpoints: row.TcpEndpoints,
		OwningPid:    binary.LittleEndian.Uint32(src[tcpRowSize:]),
	}
}

func (r TcpRowOwnerModule) put(dst []byte) {
	TcpRowOwnerPid{r.State, r.TcpEndpoints, r.OwningPid}.put(dst)
	putModule(dst[tcpRowSize+4:], r.CreateTimestamp, &r.OwningModuleInfo)
}

func (TcpRowOwnerModule) get(src []byte) TcpRowOwnerModule {
	row := TcpRowOwnerPid{}.get(src)
	r := TcpRowOwnerModule{State: row.State, TcpEndpoints: row.TcpEndpoints, OwningPid: row.OwningPid}
	r.CreateTimestamp, r.OwningModuleInfo = getModule(src[tcpRowSize+4:])
	return r
}

// putModule writes what the OWNER_MODULE rows have and the OWNER_PID rows have not.
func putModule(dst []byte, created int64, info *ModuleInfo) {
	binary.LittleEndian.PutUint64(dst, uint64(created))
	for i, number := range info {
		binary.LittleEndian.PutUint64(dst[8+8*i:], number)
	}
}

func getModule(src []byte) (created int64, info ModuleInfo) {
	for i := range info {
		info[i] = binary.LittleEndian.Uint64(src[8+8*i:])
	}
	return int64(binary.LittleEndian.Uint64(src)), info
}
