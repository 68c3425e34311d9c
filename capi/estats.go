//go:build cgo && (linux || windows)

package main

import (
	"github.com/tcptable/tcptable/internal/mib"
	"github.com/tcptable/tcptable/iphlpapi"
)

// estatsBuffer is a buffer of the caller's.
type estatsBuffer struct {
	at            uintptr
	version, size uint32
}

// local returns a buffer of our own that is as long as the caller's, but not longer than the
// structure of need bytes. Where there is no structure it is only told whether there is a buffer.
func (b estatsBuffer) local(need int) []byte {
	if b.at == 0 {
		return nil
	}
	return make([]byte, min(uint64(b.size), uint64(max(need, 1))))
}

// hasNoMemory reports whether a buffer is what a Go slice cannot be: NULL, but with a size. Only
// the codes for a wrong type, version or offset go before that for it.
func hasNoMemory(kind iphlpapi.TcpEstatsType, offset uint32, buffers ...estatsBuffer) bool {
	if kind >= iphlpapi.TcpConnectionEstatsMaximum || offset != 0 {
		return false
	}
	none := false
	for _, b := range buffers {
		if b.version != 0 {
			return false
		}
		none = none || b.at == 0 && b.size != 0
	}
	return none
}

type getEstatsCall[Row any] func(
	row *Row, kind iphlpapi.TcpEstatsType,
	rw []byte, rwVersion uint32, ros []byte, rosVersion uint32, rod []byte, rodVersion uint32,
) error

func getEstats[Row mib.Structure[Row]](
	m memory, rowAt uintptr, kind iphlpapi.TcpEstatsType, buffers [3]estatsBuffer, get getEstatsCall[Row],
) error {
	row, err := loadRow[Row](m, rowAt)
	if err != nil {
		return err
	}
	if hasNoMemory(kind, 0, buffers[:]...) {
		return iphlpapi.ERROR_INVALID_USER_BUFFER
	}
	var needs [3]int
	needs[0], needs[1], needs[2] = iphlpapi.TcpEstatsSizes(kind)
	var locals [3][]byte
	for i, b := range buffers {
		locals[i] = b.local(needs[i])
	}
	err = get(row, kind, locals[0], buffers[0].version, locals[1], buffers[1].version, locals[2], buffers[2].version)
	if err != nil {
		return err
	}
	for i, b := range buffers {
		if needs[i] != 0 && len(locals[i]) != 0 && !m.store(b.at, locals[i]) {
			return iphlpapi.ERROR_NOACCESS
		}
	}
	return nil
}

type setEstatsCall[Row any] func(row *Row, kind iphlpapi.TcpEstatsType, rw []byte, rwVersion, offset uint32) error

func setEstats[Row mib.Structure[Row]](
	m memory, rowAt uintptr, kind iphlpapi.TcpEstatsType, rw estatsBuffer, offset uint32, set setEstatsCall[Row],
) error {
	row, err := loadRow[Row](m, rowAt)
	if err != nil {
		return err
	}
	if hasNoMemory(kind, offset, rw) {
		return iphlpapi.ERROR_INVALID_USER_BUFFER
	}
	need, _, _ := iphlpapi.TcpEstatsSizes(kind)
	wanted := rw.local(need)
	if len(wanted) != 0 && !m.load(wanted, rw.at) {
		return iphlpapi.ERROR_NOACCESS
	}
	return set(row, kind, wanted, rw.version, offset)
}
