//go:build cgo && (linux || windows)

package main

// #cgo CFLAGS: -Wall -Wextra -fvisibility=hidden
// #cgo linux LDFLAGS: -pthread
// #include "calls.h"
import "C"

import "github.com/tcptable/tcptable/iphlpapi"

//export tcptableTable
func tcptableTable(call C.int, table, size C.uintptr_t, order C.int32_t, family, class, reserved C.uint32_t) C.uint32_t {
	sorted := order != 0
	return answer(func(m memory) error {
		return fillBuffer(m, uintptr(table), uintptr(size), func(b []byte, size *uint32) error {
			switch call {
			case C.TABLE_TCP:
				return iphlpapi.GetTcpTable(b, size, sorted)
			case C.TABLE_TCP_2:
				return iphlpapi.GetTcpTable2(b, size, sorted)
			case C.TABLE_TCP6:
				return iphlpapi.GetTcp6Table(b, size, sorted)
			case C.TABLE_TCP6_2:
				return iphlpapi.GetTcp6Table2(b, size, sorted)
			}
			return iphlpapi.GetExtendedTcpTable(b, size, sorted, uint32(family), iphlpapi.TcpTableClass(class), uint32(reserved))
		})
	})
}

//export tcptableOwnerModule
func tcptableOwnerModule(family C.int, row C.uintptr_t, class C.uint32_t, buffer, size C.uintptr_t) C.uint32_t {
	kind := iphlpapi.TcpipOwnerModuleInfoClass(class)
	return answer(func(m memory) error {
		if family == C.ROW_TCP6 {
			return ownerModule(m, uintptr(row), kind, uintptr(buffer), uintptr(size), iphlpapi.GetOwnerModuleFromTcp6Entry)
		}
		return ownerModule(m, uintptr(row), kind, uintptr(buffer), uintptr(size), iphlpapi.GetOwnerModuleFromTcpEntry)
	})
}

//export tcptableStatistics
func tcptableStatistics(stats C.uintptr_t, family C.uint32_t) C.uint32_t {
	return answer(func(m memory) error {
		return fillStructure(m, uintptr(stats), uint32(family), iphlpapi.GetTcpStatisticsEx)
	})
}

//export tcptableStatistics2
func tcptableStatistics2(stats C.uintptr_t, family C.uint32_t) C.uint32_t {
	return answer(func(m memory) error {
		return fillStructure(m, uintptr(stats), uint32(family), iphlpapi.GetTcpStatisticsEx2)
	})
}

//export tcptableSetEntry
func tcptableSetEntry(row C.uintptr_t) C.uint32_t {
	return answer(func(m memory) error {
		r, err := loadRow[iphlpapi.MibTcpRow](m, uintptr(row))
		if err != nil {
			return err
		}
		return iphlpapi.SetTcpEntry(r)
	})
}

//export tcptableGetEStats
func tcptableGetEStats(family C.int, row C.uintptr_t, kind C.uint32_t, rw, ros, rod C.struct_estats_buffer) C.uint32_t {
	buffers := [3]estatsBuffer{bufferOf(rw), bufferOf(ros), bufferOf(rod)}
	return answer(func(m memory) error {
		if family == C.ROW_TCP6 {
			return getEstats(m, uintptr(row), iphlpapi.TcpEstatsType(kind), buffers, iphlpapi.GetPerTcp6ConnectionEStats)
		}
		return getEstats(m, uintptr(row), iphlpapi.TcpEstatsType(kind), buffers, iphlpapi.GetPerTcpConnectionEStats)
	})
}

//export tcptableSetEStats
func tcptableSetEStats(family C.int, row C.uintptr_t, kind C.uint32_t, rw C.struct_estats_buffer, offset C.uint32_t) C.uint32_t {
	return answer(func(m memory) error {
		if family == C.ROW_TCP6 {
			return setEstats(m, uintptr(row), iphlpapi.TcpEstatsType(kind), bufferOf(rw), uint32(offset), iphlpapi.SetPerTcp6ConnectionEStats)
		}
		return setEstats(m, uintptr(row), iphlpapi.TcpEstatsType(kind), bufferOf(rw), uint32(offset), iphlpapi.SetPerTcpConnectionEStats)
	})
}

func bufferOf(b C.struct_estats_buffer) estatsBuffer {
	return estatsBuffer{at: uintptr(b.at), version: uint32(b.version), size: uint32(b.size)}
}

// answer runs a call and returns its code.
func answer(call func(memory) error) C.uint32_t { return C.uint32_t(codeOf(withMemory(call))) }
