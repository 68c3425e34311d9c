package mib

import (
	"encoding/binary"
	"reflect"
	"slices"
)

// subject is a structure of this package with its name in C and its decoder.
type subject struct {
	name   string // in C
	goType reflect.Type
	bits   int // the data model it is for; 0: every one

	// recode decodes src and encodes the result again. The header, where there is one, is
	// followed by rows of size bytes.
	recode       func(src []byte) ([]byte, error)
	header, size int

	// decode returns what our decoder says and what encoding/binary says, which goes by the Go
	// type alone. It is nil for a table.
	decode func(src []byte) (got, want any, err error)

	ports []int    // the offsets of the ports in a row
	pads  [][2]int // where padding begins and ends in a row
}

// subjects is the one list that the layout tests, the round trips and the fuzz target go by: a
// structure that is not in it fails TestEveryStructureIsTested.
var subjects = []subject{
	row[TcpRow]("MIB_TCPROW", 8, 16),
	row[TcpRow2]("MIB_TCPROW2", 8, 16),
	row[TcpRowOwnerPid]("MIB_TCPROW_OWNER_PID", 8, 16),
	row[TcpRowOwnerModule]("MIB_TCPROW_OWNER_MODULE", 8, 16),
	row[Tcp6Row]("MIB_TCP6ROW", 24, 48),
	row[Tcp6Row2]("MIB_TCP6ROW2", 20, 44),
	row[Tcp6RowOwnerPid]("MIB_TCP6ROW_OWNER_PID", 20, 44),
	row[Tcp6RowOwnerModule]("MIB_TCP6ROW_OWNER_MODULE", 20, 44),
	table[TcpTable, TcpRow]("MIB_TCPTABLE", 8, 16),
	table[TcpTable2, TcpRow2]("MIB_TCPTABLE2", 8, 16),
	table[TcpTableOwnerPid, TcpRowOwnerPid]("MIB_TCPTABLE_OWNER_PID", 8, 16),
	table[TcpTableOwnerModule, TcpRowOwnerModule]("MIB_TCPTABLE_OWNER_MODULE", 8, 16),
	table[Tcp6Table, Tcp6Row]("MIB_TCP6TABLE", 24, 48),
	table[Tcp6Table2, Tcp6Row2]("MIB_TCP6TABLE2", 20, 44),
	table[Tcp6TableOwnerPid, Tcp6RowOwnerPid]("MIB_TCP6TABLE_OWNER_PID", 20, 44),
	table[Tcp6TableOwnerModule, Tcp6RowOwnerModule]("MIB_TCP6TABLE_OWNER_MODULE", 20, 44),
	row[TcpStats]("MIB_TCPSTATS"),
	padded(row[TcpStats2]("MIB_TCPSTATS2"), 36, 40),
	only(32, row[OwnerModuleBasicInfo32]("TCPIP_OWNER_MODULE_BASIC_INFO")),
	only(64, row[OwnerModuleBasicInfo64]("TCPIP_OWNER_MODULE_BASIC_INFO")),
	row[EstatsRw]("TCP_ESTATS_DATA_RW_v0"),
	row[EstatsRw]("TCP_ESTATS_SND_CONG_RW_v0"),
	row[EstatsRw]("TCP_ESTATS_PATH_RW_v0"),
	row[EstatsRw]("TCP_ESTATS_SEND_BUFF_RW_v0"),
	row[EstatsRw]("TCP_ESTATS_REC_RW_v0"),
	row[EstatsRw]("TCP_ESTATS_OBS_REC_RW_v0"),
	row[EstatsRw]("TCP_ESTATS_FINE_RTT_RW_v0"),
	row[EstatsBandwidthRw]("TCP_ESTATS_BANDWIDTH_RW_v0"),
	padded(row[EstatsSynOptsRos]("TCP_ESTATS_SYN_OPTS_ROS_v0"), 1, 4),
	padded(row[EstatsDataRod]("TCP_ESTATS_DATA_ROD_v0"), 68, 72, 84, 88),
	row[EstatsSndCongRos]("TCP_ESTATS_SND_CONG_ROS_v0"),
	only(32, row[EstatsSndCongRod32]("TCP_ESTATS_SND_CONG_ROD_v0")),
	padded(only(64, row[EstatsSndCongRod64]("TCP_ESTATS_SND_CONG_ROD_v0")), 84, 88),
	row[EstatsPathRod]("TCP_ESTATS_PATH_ROD_v0"),
	only(32, row[EstatsSendBuffRod32]("TCP_ESTATS_SEND_BUFF_ROD_v0")),
	only(64, row[EstatsSendBuffRod64]("TCP_ESTATS_SEND_BUFF_ROD_v0")),
	padded(only(32, row[EstatsRecRod32]("TCP_ESTATS_REC_ROD_v0")), 53, 56),
	padded(only(64, row[EstatsRecRod64]("TCP_ESTATS_REC_ROD_v0")), 44, 48, 65, 72),
	padded(row[EstatsObsRecRod]("TCP_ESTATS_OBS_REC_ROD_v0"), 13, 16),
	padded(row[EstatsBandwidthRod]("TCP_ESTATS_BANDWIDTH_ROD_v0"), 34, 40),
	row[EstatsFineRttRod]("TCP_ESTATS_FINE_RTT_ROD_v0"),
}

func row[T Structure[T]](name string, ports ...int) subject {
	return subject{
		name:   name,
		goType: reflect.TypeFor[T](),
		size:   Size[T](),
		ports:  ports,
		recode: func(src []byte) ([]byte, error) {
			v, err := Decode[T](src)
			if err != nil {
				return nil, err
			}
			dst := make([]byte, Size[T]())
			return dst, Encode(dst, v)
		},
		decode: func(src []byte) (got, want any, err error) {
			var reference T
			if _, err := binary.Decode(src, binary.LittleEndian, &reference); err != nil {
				return nil, nil, err
			}
			got, err = Decode[T](src)
			return got, reference, err
		},
	}
}

func table[Table any, T Row[T]](name string, ports ...int) subject {
	return subject{
		name:   name,
		goType: reflect.TypeFor[Table](),
		header: HeaderSize[T](),
		size:   Size[T](),
		ports:  ports,
		recode: func(src []byte) ([]byte, error) {
			rows, err := AppendRows[T](nil, src)
			if err != nil {
				return nil, err
			}
			dst := make([]byte, TableSize[T](len(rows)))
			_, err = EncodeTable(dst, len(rows), func(i int) T { return rows[i] })
			return dst, err
		},
	}
}

// padded says where the padding of a structure begins and ends, pair by pair.
func padded(s subject, bounds ...int) subject {
	for pair := range slices.Chunk(bounds, 2) {
		s.pads = append(s.pads, [2]int(pair))
	}
	return s
}

func only(bits int, s subject) subject {
	s.bits = bits
	return s
}
