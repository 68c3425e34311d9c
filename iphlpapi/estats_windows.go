package iphlpapi

import (
	"unsafe"

	"github.com/tcptable/tcptable/internal/winapi"
)

func getPerTcp6ConnectionEStats(row *MibTcp6Row, kind TcpEstatsType, rw, ros, rod estatsBuffer) error {
	return fromDLL(winapi.GetPerTcp6ConnectionEStats((*byte)(unsafe.Pointer(row)), uint32(kind),
		unsafe.SliceData(rw.bytes), rw.version, rw.size, unsafe.SliceData(ros.bytes), ros.version, ros.size,
		unsafe.SliceData(rod.bytes), rod.version, rod.size))
}

func getPerTcpConnectionEStats(row *MibTcpRow, kind TcpEstatsType, rw, ros, rod estatsBuffer) error {
	return fromDLL(winapi.GetPerTcpConnectionEStats((*byte)(unsafe.Pointer(row)), uint32(kind),
		unsafe.SliceData(rw.bytes), rw.version, rw.size, unsafe.SliceData(ros.bytes), ros.version, ros.size,
		unsafe.SliceData(rod.bytes), rod.version, rod.size))
}

func setPerTcp6ConnectionEStats(row *MibTcp6Row, kind TcpEstatsType, rw estatsBuffer, offset uint32) error {
	return fromDLL(winapi.SetPerTcp6ConnectionEStats((*byte)(unsafe.Pointer(row)), uint32(kind),
		unsafe.SliceData(rw.bytes), rw.version, rw.size, offset))
}

func setPerTcpConnectionEStats(row *MibTcpRow, kind TcpEstatsType, rw estatsBuffer, offset uint32) error {
	return fromDLL(winapi.SetPerTcpConnectionEStats((*byte)(unsafe.Pointer(row)), uint32(kind),
		unsafe.SliceData(rw.bytes), rw.version, rw.size, offset))
}
