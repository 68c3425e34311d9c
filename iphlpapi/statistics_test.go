package iphlpapi

import "testing"

func TestNilStatistics(t *testing.T) {
	for name, err := range map[string]error{
		"GetTcpStatistics":                     GetTcpStatistics(nil),
		"GetTcpStatisticsEx":                   GetTcpStatisticsEx(nil, AF_INET),
		"GetTcpStatisticsEx2":                  GetTcpStatisticsEx2(nil, AF_INET6),
		"GetTcpStatisticsEx, no such family":   GetTcpStatisticsEx(nil, 0),
		"GetTcpStatisticsEx2, no such family ": GetTcpStatisticsEx2(nil, 0),
	} {
		if err != ERROR_INVALID_PARAMETER {
			t.Errorf("%s: %v, want %v", name, err, ERROR_INVALID_PARAMETER)
		}
	}
}
