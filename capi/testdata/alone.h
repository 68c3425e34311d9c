// A program that includes this can be the first of a PID namespace. It says what is wrong and exits
// with 1.

#ifndef ALONE_H
#define ALONE_H

#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

#define CHECK(ok, ...)                                    \
	do {                                              \
		if (!(ok)) {                              \
			printf("%s:%d: ", __FILE__, __LINE__); \
			printf(__VA_ARGS__);              \
			printf("\n");                     \
			exit(1);                          \
		}                                         \
	} while (0)

#define MUST(call) CHECK((call) >= 0, "%s: %m", #call)

// alone makes a home of the new namespaces of the first process of a PID namespace: it hides the
// processes of the machine, among whom every call for owners would look, and gives it a network.
__attribute__((constructor)) static void alone(void)
{
	if (getpid() != 1)
		return;
	(void)!mount("proc", "/proc", "proc", 0, NULL); // else it takes longer
	struct ifreq lo = {.ifr_name = "lo", .ifr_flags = IFF_UP};
	int s;
	MUST(s = socket(AF_INET, SOCK_DGRAM, 0));
	MUST(ioctl(s, SIOCSIFFLAGS, &lo));
	MUST(close(s));
}

#endif
