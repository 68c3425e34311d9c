/*
 * Prints what the system counts of TCP, with GetTcpStatistics and GetTcpStatisticsEx.
 */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <iphlpapi.h>
#include <stdio.h>

#ifdef _MSC_VER
#pragma comment(lib, "iphlpapi.lib")
#endif

static int print_stats(const char *call, ULONG code, const MIB_TCPSTATS *stats)
{
	if (code != NO_ERROR) {
		fprintf(stderr, "%s: %lu\n", call, (unsigned long)code);
		return 1;
	}
	printf("%s\n", call);
	printf("  rto %lu: %lu to %lu ms\n", (unsigned long)stats->dwRtoAlgorithm, (unsigned long)stats->dwRtoMin,
		(unsigned long)stats->dwRtoMax);
	if (stats->dwMaxConn == (DWORD)MIB_TCP_MAXCONN_DYNAMIC) {
		printf("  no limit\n");
	} else {
		printf("  limit %lu\n", (unsigned long)stats->dwMaxConn);
	}
	printf("  opened %lu accepted %lu failed %lu reset %lu\n", (unsigned long)stats->dwActiveOpens,
		(unsigned long)stats->dwPassiveOpens, (unsigned long)stats->dwAttemptFails, (unsigned long)stats->dwEstabResets);
	printf("  established %lu\n", (unsigned long)stats->dwCurrEstab);
	printf("  segments in %lu out %lu again %lu bad %lu resets %lu\n", (unsigned long)stats->dwInSegs,
		(unsigned long)stats->dwOutSegs, (unsigned long)stats->dwRetransSegs, (unsigned long)stats->dwInErrs,
		(unsigned long)stats->dwOutRsts);
	printf("  connections %lu\n", (unsigned long)stats->dwNumConns);
	return 0;
}

int main(void)
{
	MIB_TCPSTATS stats;
	ULONG code = GetTcpStatistics(&stats);
	int failed = print_stats("GetTcpStatistics", code, &stats);
	code = GetTcpStatisticsEx(&stats, AF_INET);
	failed |= print_stats("GetTcpStatisticsEx AF_INET", code, &stats);
	code = GetTcpStatisticsEx(&stats, AF_INET6);
	failed |= print_stats("GetTcpStatisticsEx AF_INET6", code, &stats);
	return failed;
}
