package iphlpapi_test

import (
	"fmt"
	"log"
	"net"

	"github.com/tcptable/tcptable/iphlpapi"
)

func ExampleGetTcpStatistics() {
	var before, after iphlpapi.MibTcpStats
	if err := iphlpapi.GetTcpStatistics(&before); err != nil {
		log.Fatal(err)
	}
	listener, address := listen()
	defer listener.Close()
	client, err := net.Dial("tcp", address.String())
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	if err := iphlpapi.GetTcpStatistics(&after); err != nil {
		log.Fatal(err)
	}
	fmt.Println("connections were opened:", after.ActiveOpens != before.ActiveOpens)
	// Output: connections were opened: true
}

func ExampleGetTcpStatisticsEx() {
	var stats iphlpapi.MibTcpStats
	err := iphlpapi.GetTcpStatisticsEx(&stats, 7)
	fmt.Println(err)

	if err := iphlpapi.GetTcpStatisticsEx(&stats, iphlpapi.AF_INET6); err != nil {
		log.Fatal(err)
	}
	fmt.Println(stats.RtoAlgorithm == iphlpapi.MIB_TCP_RTO_OTHER, stats.MaxConn == iphlpapi.MIB_TCP_MAXCONN_DYNAMIC)
	// Output:
	// The parameter is incorrect.
	// true true
}

// Segments are counted in 64 bits, which do not wrap.
func ExampleGetTcpStatisticsEx2() {
	listener, address := listen()
	defer listener.Close()
	client, err := net.Dial("tcp", address.String())
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	var stats iphlpapi.MibTcpStats2
	if err := iphlpapi.GetTcpStatisticsEx2(&stats, iphlpapi.AF_INET); err != nil {
		log.Fatal(err)
	}
	fmt.Println(stats.InSegs > 0, stats.OutSegs > 0, stats.NumConns > 0)
	// Output: true true true
}
