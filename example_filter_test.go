package tcptable_test

import (
	"errors"
	"fmt"
	"net/netip"

	"github.com/tcptable/tcptable"
)

func ExampleParseFilter() {
	where, err := tcptable.ParseFilter("state established and (dport = :443 or dport = 22) and not dst 10/8")
	if err != nil {
		fmt.Println(err)
		return
	}
	// Query{Where: where} asks for such rows alone. A row that is there already can be asked about, too.
	c := tcptable.Conn{
		State:  tcptable.StateEstablished,
		Local:  netip.MustParseAddrPort("192.0.2.10:42758"),
		Remote: netip.MustParseAddrPort("198.51.100.7:443"),
	}
	fmt.Println(where.Match(&c))
	fmt.Println(where)
	// Output:
	// true
	// state established and ( dport = :443 or dport = :22 ) and not dst 10.0.0.0/8
}

func ExampleFilterError_Caret() {
	_, err := tcptable.ParseFilter("state established and dprot = :443")
	var wrong *tcptable.FilterError
	if errors.As(err, &wrong) {
		fmt.Println(wrong)
		fmt.Println(wrong.Caret())
	}
	// Output:
	// filter: "dprot" is no condition; did you mean dport, as in dport = :443?
	// state established and dprot = :443
	//                       ^~~~~
}

func ExampleFilter_String() {
	servers := netip.MustParsePrefix("2001:db8::/32")
	where := tcptable.And(tcptable.RemotePrefix(servers), tcptable.Not(tcptable.Port(443)))
	fmt.Println(where)
	// Output:
	// dst 2001:db8::/32 and not port = :443
}
