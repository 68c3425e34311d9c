/*
 * Prints the counts of segments in 64 bits, with GetTcpStatisticsEx2. Windows 10 from version 1709 has it.
 */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <iphlpapi.h>
#include <stdio.h>

#ifdef _MSC_VER
#pragma comment(lib, "iphlpapi.lib")
#endif

int main(void)
{
	static const int families[] = {AF_INET, AF_INET6};
	int i;
	for (i = 0; i < 2; i++) {
		MIB_TCPSTATS2 stats;
		ULONG code = GetTcpStatisticsEx2(&stats, (ULONG)families[i]);
		if (code != NO_ERROR) {
			fprintf(stderr, "GetTcpStatisticsEx2: %lu\n", (unsigned long)code);
			return 1;
		}
		printf("GetTcpStatisticsEx2 %s\n", families[i] == AF_INET ? "AF_INET" : "AF_INET6");
		printf("  segments in %llu out %llu again %lu\n", (unsigned long long)stats.dw64InSegs,
			(unsigned long long)stats.dw64OutSegs, (unsigned long)stats.dwRetransSegs);
		printf("  established %lu\n", (unsigned long)stats.dwCurrEstab);
		printf("  connections %lu\n", (unsigned long)stats.dwNumConns);
	}
	return 0;
}
