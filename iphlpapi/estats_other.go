//go:build !windows

package iphlpapi

import (
	"context"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/mib"
)

func getPerTcp6ConnectionEStats(row *MibTcp6Row, kind TcpEstatsType, rw, ros, rod estatsBuffer) error {
	return getEstats(system(), endsOf6(row), kind, rw, ros, rod)
}

func getPerTcpConnectionEStats(row *MibTcpRow, kind TcpEstatsType, rw, ros, rod estatsBuffer) error {
	return getEstats(system(), endsOf(row), kind, rw, ros, rod)
}

func setPerTcp6ConnectionEStats(row *MibTcp6Row, kind TcpEstatsType, rw estatsBuffer, offset uint32) error {
	return setEstats(system(), endsOf6(row), kind, rw, offset)
}

func setPerTcpConnectionEStats(row *MibTcpRow, kind TcpEstatsType, rw estatsBuffer, offset uint32) error {
	return setEstats(system(), endsOf(row), kind, rw, offset)
}

// hasCounterpart reports whether Linux knows enough of what the type is about.
func hasCounterpart(kind TcpEstatsType) bool {
	return kind != TcpConnectionEstatsSynOpts && kind != TcpConnectionEstatsSendBuff
}

// checkEstats returns what is wrong with the arguments, in the order that docs/contract.md gives.
// needs are the sizes of the structures that go with the buffers.
func checkEstats(kind TcpEstatsType, buffers []estatsBuffer, needs []int, offset uint32) error {
	if kind >= TcpConnectionEstatsMaximum {
		return ERROR_INVALID_PARAMETER
	}
	for _, b := range buffers {
		if b.version != 0 || offset != 0 {
			return ERROR_NOT_SUPPORTED
		}
	}
	for _, b := range buffers {
		if b.bytes == nil && b.size != 0 {
			return ERROR_INVALID_USER_BUFFER
		}
	}
	for i, b := range buffers {
		if room := len(b.room()); room != 0 && room < needs[i] {
			return ERROR_INSUFFICIENT_BUFFER
		}
	}
	return nil
}

// room returns the bytes that may be used.
func (b estatsBuffer) room() []byte { return b.bytes[:min(uint64(len(b.bytes)), uint64(b.size))] }

func getEstats(c caller, e ends, kind TcpEstatsType, rw, ros, rod estatsBuffer) error {
	rwSize, rosSize, rodSize := TcpEstatsSizes(kind)
	err := checkEstats(kind, []estatsBuffer{rw, ros, rod}, []int{rwSize, rosSize, rodSize}, 0)
	if err != nil {
		return err
	}
	if !hasCounterpart(kind) {
		return ERROR_NOT_SUPPORTED
	}
	return c.onConn(e, ERROR_NOT_FOUND, func(t *tcptable.Table, conn tcptable.Conn) error {
		info, err := t.TCPInfo(context.Background(), conn)
		if err != nil {
			return err
		}
		return writeEstats(kind, &info, &conn, rw.room(), ros.room(), rod.room())
	})
}

// setEstats refuses what would change something, and nothing else.
func setEstats(c caller, e ends, kind TcpEstatsType, rw estatsBuffer, offset uint32) error {
	rwSize, _, _ := TcpEstatsSizes(kind)
	err := checkEstats(kind, []estatsBuffer{rw}, []int{rwSize}, offset)
	if err != nil || len(rw.room()) == 0 {
		return err
	}
	if !hasCounterpart(kind) {
		return ERROR_NOT_SUPPORTED
	}
	wanted, err := wantedBy(kind, rw.room())
	if err != nil {
		return err
	}
	for _, value := range wanted {
		if value != TcpBoolOptDisabled && value != TcpBoolOptEnabled && value != TcpBoolOptUnchanged {
			return ERROR_INVALID_PARAMETER
		}
	}
	return c.onConn(e, ERROR_NOT_FOUND, func(*tcptable.Table, tcptable.Conn) error {
		if wanted[0] == TcpBoolOptDisabled {
			return ERROR_NOT_SUPPORTED
		}
		return nil
	})
}

// wantedBy returns the members of an RW structure. The first is about something that Linux counts,
// the second, the inbound bandwidth, about something that it never does. Of a BOOLEAN, 0xFF is "unchanged", and all else
// that is not 0 is TRUE.
func wantedBy(kind TcpEstatsType, room []byte) ([]int32, error) {
	if kind == TcpConnectionEstatsBandwidth {
		rw, err := mib.Decode[TcpEstatsBandwidthRw](room)
		return []int32{rw.EnableCollectionOutbound, rw.EnableCollectionInbound}, err
	}
	rw, err := mib.Decode[TcpEstatsRw](room)
	switch rw.EnableCollection {
	case 0:
		return []int32{TcpBoolOptDisabled}, err
	case 0xFF:
		return []int32{TcpBoolOptUnchanged}, err
	}
	return []int32{TcpBoolOptEnabled}, err
}

// writeEstats writes the structures of a type that has a counterpart into the buffers that are not
// empty.
func writeEstats(kind TcpEstatsType, info *tcptable.TCPInfo, conn *tcptable.Conn, rw, ros, rod []byte) error {
	if err := writeRw(kind, rw); err != nil {
		return err
	}
	switch kind {
	case TcpConnectionEstatsData:
		return write(rod, dataRod(info))
	case TcpConnectionEstatsSndCong:
		if err := write(ros, TcpEstatsSndCongRos{}); err != nil {
			return err
		}
		return writeOfWord[mib.EstatsSndCongRod32](rod, sndCongRod(info))
	case TcpConnectionEstatsPath:
		return write(rod, pathRod(info))
	case TcpConnectionEstatsRec:
		return writeOfWord[mib.EstatsRecRod32](rod, recRod(info, conn))
	case TcpConnectionEstatsObsRec:
		return write(rod, obsRecRod(info))
	case TcpConnectionEstatsBandwidth:
		return write(rod, bandwidthRod(info))
	}
	return write(rod, fineRttRod(info))
}

func writeRw(kind TcpEstatsType, rw []byte) error {
	if kind == TcpConnectionEstatsBandwidth {
		return write(rw, TcpEstatsBandwidthRw{EnableCollectionOutbound: TcpBoolOptEnabled})
	}
	return write(rw, TcpEstatsRw{EnableCollection: TcpBoolOptEnabled})
}

// write leaves an empty buffer alone.
func write[T mib.Structure[T]](b []byte, v T) error {
	if len(b) == 0 {
		return nil
	}
	return mib.Encode(b, v)
}

// wideRod is a structure that has another form where pointers have 32 bits.
type wideRod[T, Narrow any] interface {
	mib.Structure[T]
	Narrow() Narrow
}

func writeOfWord[Narrow mib.Structure[Narrow], Wide wideRod[Wide, Narrow]](b []byte, v Wide) error {
	if wordSize == 8 {
		return write(b, v)
	}
	return write(b, v.Narrow())
}
