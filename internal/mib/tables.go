package mib

import "unsafe"

// The tables, as C declares them: a count, padding up to the alignment of the row, and an array
// of one row that stands for as many as the count says. The first row is at offset 8 where rows
// hold 64-bit numbers, and at offset 4 elsewhere. [EncodeTable] and [AppendRows] write and read
// whole tables.
type (
	// TcpTable is a MIB_TCPTABLE.
	TcpTable struct {
		NumEntries uint32
		Table      [1]TcpRow
	}
	// TcpTable2 is a MIB_TCPTABLE2.
	TcpTable2 struct {
		NumEntries uint32
		Table      [1]TcpRow2
	}
	// TcpTableOwnerPid is a MIB_TCPTABLE_OWNER_PID.
	TcpTableOwnerPid struct {
		NumEntries uint32
		Table      [1]TcpRowOwnerPid
	}
	// TcpTableOwnerModule is a MIB_TCPTABLE_OWNER_MODULE.
	TcpTableOwnerModule struct {
		NumEntries uint32
		_          [4]byte
		Table      [1]TcpRowOwnerModule
	}
	// Tcp6Table is a MIB_TCP6TABLE.
	Tcp6Table struct {
		NumEntries uint32
		Table      [1]Tcp6Row
	}
	// Tcp6Table2 is a MIB_TCP6TABLE2.
	Tcp6Table2 struct {
		NumEntries uint32
		Table      [1]Tcp6Row2
	}
	// Tcp6TableOwnerPid is a MIB_TCP6TABLE_OWNER_PID.
	Tcp6TableOwnerPid struct {
		NumEntries uint32
		Table      [1]Tcp6RowOwnerPid
	}
	// Tcp6TableOwnerModule is a MIB_TCP6TABLE_OWNER_MODULE.
	Tcp6TableOwnerModule struct {
		NumEntries uint32
		_          [4]byte
		Table      [1]Tcp6RowOwnerModule
	}
)

func (TcpRow) header() uintptr             { return unsafe.Offsetof(TcpTable{}.Table) }
func (TcpRow2) header() uintptr            { return unsafe.Offsetof(TcpTable2{}.Table) }
func (TcpRowOwnerPid) header() uintptr     { return unsafe.Offsetof(TcpTableOwnerPid{}.Table) }
func (TcpRowOwnerModule) header() uintptr  { return unsafe.Offsetof(TcpTableOwnerModule{}.Table) }
func (Tcp6Row) header() uintptr            { return unsafe.Offsetof(Tcp6Table{}.Table) }
func (Tcp6Row2) header() uintptr           { return unsafe.Offsetof(Tcp6Table2{}.Table) }
func (Tcp6RowOwnerPid) header() uintptr    { return unsafe.Offsetof(Tcp6TableOwnerPid{}.Table) }
func (Tcp6RowOwnerModule) header() uintptr { return unsafe.Offsetof(Tcp6TableOwnerModule{}.Table) }
