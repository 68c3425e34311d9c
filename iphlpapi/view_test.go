package iphlpapi

import (
	"encoding/binary"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/tcptable/tcptable"
)

// TestView says for rows of the kernel where Windows shows them, and how. Empty: not there.
func TestView(t *testing.T) {
	const listen = tcptable.StateListen
	for _, test := range []struct {
		name     string
		conn     tcptable.Conn
		in4, in6 string // local and remote end
	}{
		{
			"IPv4 connection", conn("192.0.2.1:1", "192.0.2.2:2", established, 1),
			"192.0.2.1:1 192.0.2.2:2", "",
		},
		{"IPv4 listener", conn("0.0.0.0:1", "0.0.0.0:0", listen, 1), "0.0.0.0:1 0.0.0.0:0", ""},
		{
			"IPv6 connection", conn("[2001:db8::1]:1", "[2001:db8::2]:2", established, 1),
			"", "[2001:db8::1]:1 [2001:db8::2]:2",
		},
		{
			"link-local connection", scoped(conn("[fe80::1%eth0]:1", "[fe80::2%eth0]:2", established, 1), 3, 3),
			"", "[fe80::1%3]:1 [fe80::2%3]:2",
		},
		{"IPv6 listener", conn("[::]:1", "[::]:0", listen, 1), "", "[::]:1 [::]:0"},
		{
			"dual-stack listener", dualStack(conn("[::]:1", "[::]:0", listen, 1)),
			"0.0.0.0:1 0.0.0.0:0", "[::]:1 [::]:0",
		},
		{
			"dual-stack listener on one IPv6 address", dualStack(conn("[2001:db8::1]:1", "[::]:0", listen, 1)),
			"", "[2001:db8::1]:1 [::]:0",
		},
		{
			"dual-stack listener on one IPv4 address", dualStack(conn("[::ffff:192.0.2.1]:1", "[::]:0", listen, 1)),
			"192.0.2.1:1 0.0.0.0:0", "",
		},
		{
			"dual-stack listener on the mapped unspecified address", dualStack(conn("[::ffff:0.0.0.0]:1", "[::]:0", listen, 1)),
			"0.0.0.0:1 0.0.0.0:0", "",
		},
		{
			"listener whose remote end is mapped", conn("[::]:1", "[::ffff:192.0.2.2]:2", listen, 1),
			"", "[::]:1 [::]:0",
		},
		{
			"mapped connection", conn("[::ffff:192.0.2.1]:1", "[::ffff:192.0.2.2]:2", established, 1),
			"192.0.2.1:1 192.0.2.2:2", "",
		},
		{
			"mapped connection with scopes that mean nothing",
			scoped(conn("[::ffff:192.0.2.1]:1", "[::ffff:192.0.2.2]:2", tcptable.StateTimeWait, 0), 4, 5),
			"192.0.2.1:1 192.0.2.2:2", "",
		},
		{
			"mapped connection without a local address", conn("[::]:1", "[::ffff:192.0.2.2]:2", tcptable.StateSynSent, 1),
			"0.0.0.0:1 192.0.2.2:2", "",
		},
		{
			"connection that is mapped at one end", conn("[::ffff:192.0.2.1]:1", "[2001:db8::2]:2", established, 1),
			"", "[::ffff:192.0.2.1]:1 [2001:db8::2]:2",
		},
		{
			"connection flagged as dual-stack", dualStack(conn("[::]:1", "[2001:db8::2]:2", tcptable.StateSynSent, 1)),
			"", "[::]:1 [2001:db8::2]:2",
		},
	} {
		source := &fakeSource{tables: [][]tcptable.Conn{{test.conn}}}
		rows4, err4 := list(source.caller(), tcpTable2, tcptable.AllStates, false)
		rows6, err6 := list(source.caller(), tcp6Table2, tcptable.AllStates, false)
		var got4, got6 []string
		for _, row := range rows4 {
			got4 = append(got4, row.Local().String()+" "+row.Remote().String())
		}
		for _, row := range rows6 {
			got6 = append(got6, row.Local().String()+" "+row.Remote().String())
			if row.State == MIB_TCP_STATE_LISTEN && row.RemoteScopeId != 0 {
				t.Errorf("%s: the remote scope of the listener is %d", test.name, row.RemoteScopeId)
			}
		}
		if err4 != nil || err6 != nil || strings.Join(got4, ",") != test.in4 || strings.Join(got6, ",") != test.in6 {
			t.Errorf("%s: the IPv4 table holds %q, the IPv6 table %q, want %q and %q (errors %v, %v)",
				test.name, got4, got6, test.in4, test.in6, err4, err6)
		}
	}
}

// TestPopulation counts the states of each class of GetExtendedTcpTable. In the IPv4 tables of the
// machine there are two connections ESTABLISHED and two in TIME_WAIT, one of them mapped; in the
// IPv6 tables two are ESTABLISHED, one of them link-local. Every other state but LISTEN is there
// once.
func TestPopulation(t *testing.T) {
	for class := range TCP_TABLE_OWNER_MODULE_ALL + 1 {
		testPopulation(t, AF_INET, class, 0, map[MibTcpState]int{
			MIB_TCP_STATE_LISTEN: 3, MIB_TCP_STATE_ESTAB: 2, MIB_TCP_STATE_TIME_WAIT: 2,
		})
	}
	for class := TCP_TABLE_OWNER_PID_LISTENER; class <= TCP_TABLE_OWNER_MODULE_ALL; class++ {
		testPopulation(t, AF_INET6, class, 48, map[MibTcpState]int{MIB_TCP_STATE_LISTEN: 2, MIB_TCP_STATE_ESTAB: 2})
	}
}

func testPopulation(t *testing.T, family uint32, class TcpTableClass, stateAt int, several map[MibTcpState]int) {
	t.Helper()
	rowSizes := map[uint32][]int{AF_INET: {20, 24, 160}, AF_INET6: {0, 56, 192}}
	header, size := []int{4, 4, 8}[class/3], rowSizes[family][class/3]
	table, room := make([]byte, 1<<14), uint32(1<<14)
	if err := getExtended(machine().caller(), table, &room, false, family, class, 0); err != nil {
		t.Fatal(err)
	}
	got := map[MibTcpState]int{}
	for row := range slices.Chunk(table[header:room], size) {
		got[MibTcpState(binary.LittleEndian.Uint32(row[stateAt:]))]++
	}
	want := map[MibTcpState]int{}
	for state := MIB_TCP_STATE_LISTEN; state <= MIB_TCP_STATE_TIME_WAIT; state++ {
		isListener, population := state == MIB_TCP_STATE_LISTEN, class%3
		if population == 2 || isListener == (population == 0) {
			want[state] = max(1, several[state])
		}
	}
	if !maps.Equal(got, want) {
		t.Errorf("family %d, class %d: rows in each state %v, want %v", family, class, got, want)
	}
}

// TestModuleInfo: the start of the owner is where a later question for the module can find it, and
// a row without an owner has none.
func TestModuleInfo(t *testing.T) {
	rows, err := list(machine().caller(), tcp6TableOwnerModule, tcptable.AllStates, false)
	if err != nil {
		t.Fatal(err)
	}
	starts := map[uint32]uint64{5: 0x0102030405060708, 3: 0x0303, 80: 0x8080, 0x01020304: 0x2222}
	for _, row := range rows {
		if row.CreateTimestamp != 0 || row.OwningModuleInfo[1] != starts[row.OwningPid] {
			t.Errorf("row of process %d: created %d, start %#x, want 0 and %#x",
				row.OwningPid, row.CreateTimestamp, row.OwningModuleInfo[1], starts[row.OwningPid])
		}
		row.OwningModuleInfo[1] = 0
		if slices.Max(row.OwningModuleInfo[:]) != 0 {
			t.Errorf("row of process %d: module info %v", row.OwningPid, row.OwningModuleInfo)
		}
	}
}

// TestBadRow: a row that no table can hold is an error, never a shorter table.
func TestBadRow(t *testing.T) {
	good := conn("192.0.2.1:1", "192.0.2.2:2", established, 1)
	for name, bad := range map[string]tcptable.Conn{
		"no addresses":     {State: established},
		"no remote":        {Local: good.Local, State: established},
		"mixed families":   {Local: good.Local, Remote: conn("[::1]:1", "[::1]:1", established, 1).Remote, State: established},
		"mixed, IPv6 here": {Local: conn("[::1]:1", "[::1]:1", established, 1).Remote, Remote: good.Local, State: established},
	} {
		source := &fakeSource{tables: [][]tcptable.Conn{{good, bad, good}}}
		if bad.Family() == 0 {
			source.tables[0][1].Local = conn("[::1]:1", "[::1]:1", established, 1).Local // so that it gets through the fake's filter
		}
		rows, err := list(source.caller(), tcpTable2, tcptable.AllStates, false)
		if len(rows) != 2 || !errors.Is(err, ERROR_GEN_FAILURE) {
			t.Errorf("%s: %d rows, error %v, want the 2 good ones and %v", name, len(rows), err, ERROR_GEN_FAILURE)
		}
		size := uint32(1000)
		if err := get(source.caller(), tcpTable2, tcptable.AllStates, make([]byte, 1000), &size, false); !errors.Is(err, ERROR_GEN_FAILURE) || size != 1000 {
			t.Errorf("%s: size %d, error %v, want %v", name, size, err, ERROR_GEN_FAILURE)
		}
	}
}
