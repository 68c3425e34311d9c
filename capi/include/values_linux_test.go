//go:build cgo

package include_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/tcptable/tcptable/iphlpapi"
)

// values are the constants of the headers, with what they are in Go.
var values = map[string]int64{
	"NO_ERROR":                      int64(iphlpapi.NO_ERROR),
	"ERROR_SUCCESS":                 int64(iphlpapi.ERROR_SUCCESS),
	"ERROR_ACCESS_DENIED":           int64(iphlpapi.ERROR_ACCESS_DENIED),
	"ERROR_NOT_ENOUGH_MEMORY":       int64(iphlpapi.ERROR_NOT_ENOUGH_MEMORY),
	"ERROR_OUTOFMEMORY":             int64(iphlpapi.ERROR_OUTOFMEMORY),
	"ERROR_GEN_FAILURE":             int64(iphlpapi.ERROR_GEN_FAILURE),
	"ERROR_NOT_SUPPORTED":           int64(iphlpapi.ERROR_NOT_SUPPORTED),
	"ERROR_NETWORK_ACCESS_DENIED":   int64(iphlpapi.ERROR_NETWORK_ACCESS_DENIED),
	"ERROR_INVALID_PARAMETER":       int64(iphlpapi.ERROR_INVALID_PARAMETER),
	"ERROR_CALL_NOT_IMPLEMENTED":    int64(iphlpapi.ERROR_CALL_NOT_IMPLEMENTED),
	"ERROR_INSUFFICIENT_BUFFER":     int64(iphlpapi.ERROR_INSUFFICIENT_BUFFER),
	"ERROR_MOD_NOT_FOUND":           int64(iphlpapi.ERROR_MOD_NOT_FOUND),
	"ERROR_NO_DATA":                 int64(iphlpapi.ERROR_NO_DATA),
	"ERROR_MORE_DATA":               int64(iphlpapi.ERROR_MORE_DATA),
	"ERROR_PARTIAL_COPY":            int64(iphlpapi.ERROR_PARTIAL_COPY),
	"ERROR_MR_MID_NOT_FOUND":        int64(iphlpapi.ERROR_MR_MID_NOT_FOUND),
	"ERROR_NOACCESS":                int64(iphlpapi.ERROR_NOACCESS),
	"ERROR_NOT_FOUND":               int64(iphlpapi.ERROR_NOT_FOUND),
	"ERROR_INVALID_USER_BUFFER":     int64(iphlpapi.ERROR_INVALID_USER_BUFFER),
	"ERROR_RESOURCE_LANG_NOT_FOUND": int64(iphlpapi.ERROR_RESOURCE_LANG_NOT_FOUND),

	"MIB_TCP_STATE_CLOSED":     int64(iphlpapi.MIB_TCP_STATE_CLOSED),
	"MIB_TCP_STATE_LISTEN":     int64(iphlpapi.MIB_TCP_STATE_LISTEN),
	"MIB_TCP_STATE_SYN_SENT":   int64(iphlpapi.MIB_TCP_STATE_SYN_SENT),
	"MIB_TCP_STATE_SYN_RCVD":   int64(iphlpapi.MIB_TCP_STATE_SYN_RCVD),
	"MIB_TCP_STATE_ESTAB":      int64(iphlpapi.MIB_TCP_STATE_ESTAB),
	"MIB_TCP_STATE_FIN_WAIT1":  int64(iphlpapi.MIB_TCP_STATE_FIN_WAIT1),
	"MIB_TCP_STATE_FIN_WAIT2":  int64(iphlpapi.MIB_TCP_STATE_FIN_WAIT2),
	"MIB_TCP_STATE_CLOSE_WAIT": int64(iphlpapi.MIB_TCP_STATE_CLOSE_WAIT),
	"MIB_TCP_STATE_CLOSING":    int64(iphlpapi.MIB_TCP_STATE_CLOSING),
	"MIB_TCP_STATE_LAST_ACK":   int64(iphlpapi.MIB_TCP_STATE_LAST_ACK),
	"MIB_TCP_STATE_TIME_WAIT":  int64(iphlpapi.MIB_TCP_STATE_TIME_WAIT),
	"MIB_TCP_STATE_DELETE_TCB": int64(iphlpapi.MIB_TCP_STATE_DELETE_TCB),

	"TcpConnectionOffloadStateInHost":     0,
	"TcpConnectionOffloadStateOffloading": 1,
	"TcpConnectionOffloadStateOffloaded":  2,
	"TcpConnectionOffloadStateUploading":  3,
	"TcpConnectionOffloadStateMax":        4,

	"MIB_TCP_RTO_OTHER":    1,
	"MIB_TCP_RTO_CONSTANT": 2,
	"MIB_TCP_RTO_RSRE":     3,
	"MIB_TCP_RTO_VANJ":     4,

	"TCP_TABLE_BASIC_LISTENER":           int64(iphlpapi.TCP_TABLE_BASIC_LISTENER),
	"TCP_TABLE_BASIC_CONNECTIONS":        int64(iphlpapi.TCP_TABLE_BASIC_CONNECTIONS),
	"TCP_TABLE_BASIC_ALL":                int64(iphlpapi.TCP_TABLE_BASIC_ALL),
	"TCP_TABLE_OWNER_PID_LISTENER":       int64(iphlpapi.TCP_TABLE_OWNER_PID_LISTENER),
	"TCP_TABLE_OWNER_PID_CONNECTIONS":    int64(iphlpapi.TCP_TABLE_OWNER_PID_CONNECTIONS),
	"TCP_TABLE_OWNER_PID_ALL":            int64(iphlpapi.TCP_TABLE_OWNER_PID_ALL),
	"TCP_TABLE_OWNER_MODULE_LISTENER":    int64(iphlpapi.TCP_TABLE_OWNER_MODULE_LISTENER),
	"TCP_TABLE_OWNER_MODULE_CONNECTIONS": int64(iphlpapi.TCP_TABLE_OWNER_MODULE_CONNECTIONS),
	"TCP_TABLE_OWNER_MODULE_ALL":         int64(iphlpapi.TCP_TABLE_OWNER_MODULE_ALL),
	"TCPIP_OWNER_MODULE_INFO_BASIC":      int64(iphlpapi.TCPIP_OWNER_MODULE_INFO_BASIC),
	"TCPIP_OWNING_MODULE_SIZE":           16,

	"TcpConnectionEstatsSynOpts":   int64(iphlpapi.TcpConnectionEstatsSynOpts),
	"TcpConnectionEstatsData":      int64(iphlpapi.TcpConnectionEstatsData),
	"TcpConnectionEstatsSndCong":   int64(iphlpapi.TcpConnectionEstatsSndCong),
	"TcpConnectionEstatsPath":      int64(iphlpapi.TcpConnectionEstatsPath),
	"TcpConnectionEstatsSendBuff":  int64(iphlpapi.TcpConnectionEstatsSendBuff),
	"TcpConnectionEstatsRec":       int64(iphlpapi.TcpConnectionEstatsRec),
	"TcpConnectionEstatsObsRec":    int64(iphlpapi.TcpConnectionEstatsObsRec),
	"TcpConnectionEstatsBandwidth": int64(iphlpapi.TcpConnectionEstatsBandwidth),
	"TcpConnectionEstatsFineRtt":   int64(iphlpapi.TcpConnectionEstatsFineRtt),
	"TcpConnectionEstatsMaximum":   int64(iphlpapi.TcpConnectionEstatsMaximum),
	"TcpBoolOptDisabled":           iphlpapi.TcpBoolOptDisabled,
	"TcpBoolOptEnabled":            iphlpapi.TcpBoolOptEnabled,
	"TcpBoolOptUnchanged":          iphlpapi.TcpBoolOptUnchanged,
}

// ours are the constants that the headers of mingw-w64 10 do not have, or have wrong: its
// SIZEOF_TCP6TABLE_OWNER_MODULE counts rows of another class.
var ours = map[string]int64{
	"TcpErrorNone":              0,
	"TcpErrorBelowDataWindow":   1,
	"TcpErrorAboveDataWindow":   2,
	"TcpErrorBelowAckWindow":    3,
	"TcpErrorAboveAckWindow":    4,
	"TcpErrorBelowTsWindow":     5,
	"TcpErrorAboveTsWindow":     6,
	"TcpErrorDataChecksumError": 7,
	"TcpErrorDataLengthError":   8,
	"TcpErrorMaxSoftError":      9,

	"ANY_SIZE":   1,
	"ALIGN_SIZE": 8,
	// A table of n rows, with the 8 bytes that are documented.
	"SIZEOF_TCPTABLE(2)":               4 + 2*20 + 8,
	"SIZEOF_TCPTABLE2(0)":              4 + 8,
	"SIZEOF_TCPTABLE_OWNER_PID(1)":     4 + 24 + 8,
	"SIZEOF_TCPTABLE_OWNER_MODULE(3)":  8 + 3*160 + 8,
	"SIZEOF_TCP6TABLE(1)":              4 + 52 + 8,
	"SIZEOF_TCP6TABLE2(0)":             12,
	"SIZEOF_TCP6TABLE2(1)":             72,
	"SIZEOF_TCP6TABLE2(2)":             132,
	"SIZEOF_TCP6TABLE_OWNER_PID(2)":    4 + 2*56 + 8,
	"SIZEOF_TCP6TABLE_OWNER_MODULE(2)": 8 + 2*192 + 8,

	"MIB_TCP_STATE_RESERVED":  int64(iphlpapi.MIB_TCP_STATE_RESERVED),
	"TcpRtoAlgorithmOther":    1,
	"TcpRtoAlgorithmConstant": 2,
	"TcpRtoAlgorithmRsre":     3,
	"TcpRtoAlgorithmVanj":     4,
	"MIB_TCP_MAXCONN_DYNAMIC": 0xFFFFFFFF,
}

func TestValues(t *testing.T) {
	eachTarget(t, func(t *testing.T, target target, compile func(string) (string, error)) {
		var b strings.Builder
		b.WriteString(assertMacro)
		for _, name := range slices.Sorted(maps.Keys(values)) {
			fmt.Fprintf(&b, "ASSERT((long long)(%s) == %d);\n", name, values[name])
		}
		for _, name := range slices.Sorted(maps.Keys(ours)) {
			if !target.system {
				fmt.Fprintf(&b, "ASSERT((long long)(%s) == %d);\n", name, ours[name])
			}
		}
		if target.command != mingw { // there it is in ntstatus.h, which is not for every program
			fmt.Fprintf(&b, "ASSERT(STATUS_UNSUCCESSFUL == %du);\n", uint32(iphlpapi.STATUS_UNSUCCESSFUL))
		}
		if out, err := compile(b.String()); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	})
}

// prototypes are the documented signatures of the calls.
var prototypes = map[string]string{
	"GetTcp6Table2":               "ULONG (WINAPI *%s)(PMIB_TCP6TABLE2, PULONG, BOOL)",
	"GetTcp6Table":                "ULONG (WINAPI *%s)(PMIB_TCP6TABLE, PULONG, BOOL)",
	"GetTcpTable2":                "ULONG (WINAPI *%s)(PMIB_TCPTABLE2, PULONG, BOOL)",
	"GetTcpTable":                 "ULONG (WINAPI *%s)(PMIB_TCPTABLE, PULONG, BOOL)",
	"GetExtendedTcpTable":         "DWORD (WINAPI *%s)(PVOID, PDWORD, BOOL, ULONG, TCP_TABLE_CLASS, ULONG)",
	"GetOwnerModuleFromTcp6Entry": "DWORD (WINAPI *%s)(PMIB_TCP6ROW_OWNER_MODULE, TCPIP_OWNER_MODULE_INFO_CLASS, PVOID, PDWORD)",
	"GetOwnerModuleFromTcpEntry":  "DWORD (WINAPI *%s)(PMIB_TCPROW_OWNER_MODULE, TCPIP_OWNER_MODULE_INFO_CLASS, PVOID, PDWORD)",
	"GetTcpStatistics":            "ULONG (WINAPI *%s)(PMIB_TCPSTATS)",
	"GetTcpStatisticsEx":          "ULONG (WINAPI *%s)(PMIB_TCPSTATS, ULONG)",
	"GetTcpStatisticsEx2":         "ULONG (WINAPI *%s)(PMIB_TCPSTATS2, ULONG)",
	"SetTcpEntry":                 "DWORD (WINAPI *%s)(PMIB_TCPROW)",
	"GetPerTcp6ConnectionEStats":  "ULONG (WINAPI *%s)(PMIB_TCP6ROW, TCP_ESTATS_TYPE, PUCHAR, ULONG, ULONG, PUCHAR, ULONG, ULONG, PUCHAR, ULONG, ULONG)",
	"GetPerTcpConnectionEStats":   "ULONG (WINAPI *%s)(PMIB_TCPROW, TCP_ESTATS_TYPE, PUCHAR, ULONG, ULONG, PUCHAR, ULONG, ULONG, PUCHAR, ULONG, ULONG)",
	"SetPerTcp6ConnectionEStats":  "ULONG (WINAPI *%s)(PMIB_TCP6ROW, TCP_ESTATS_TYPE, PUCHAR, ULONG, ULONG, ULONG)",
	"SetPerTcpConnectionEStats":   "ULONG (WINAPI *%s)(PMIB_TCPROW, TCP_ESTATS_TYPE, PUCHAR, ULONG, ULONG, ULONG)",
	"tcptable_abi_version":        "uint32_t (*%s)(void)",
}

func TestPrototypes(t *testing.T) {
	eachTarget(t, func(t *testing.T, target target, compile func(string) (string, error)) {
		var b strings.Builder
		for _, name := range slices.Sorted(maps.Keys(prototypes)) {
			if target.system && (name == "GetTcpStatisticsEx2" || name == "tcptable_abi_version") {
				continue
			}
			variable := "p_" + name
			fmt.Fprintf(&b, "extern "+prototypes[name]+";\n", variable)
			fmt.Fprintf(&b, prototypes[name]+" = %s;\n", variable, name)
		}
		if out, err := compile(b.String()); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	})
}

// TestPrototypesAreTheExports fails if the library has a symbol that no header declares, or the
// other way round.
func TestPrototypesAreTheExports(t *testing.T) {
	want := slices.Sorted(maps.Keys(prototypes))
	if got := exports(t); !slices.Equal(got, want) {
		t.Errorf("the library exports\n%v, the headers declare\n%v", got, want)
	}
}
