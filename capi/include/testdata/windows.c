/*
 * Tries the functions of the folder windows. It prints "code text" for each code of standard input,
 * and fails with a line number where something else is wrong. other.c is linked with it.
 */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <iphlpapi.h>
#include <pthread.h>
#include <stdio.h>

#define CHECK(condition)                                                    \
	do {                                                                \
		if (!(condition)) {                                         \
			fprintf(stderr, "line %d: %s\n", __LINE__, #condition); \
			exit(1);                                            \
		}                                                           \
	} while (0)

#define FROM_SYSTEM (FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS)

#ifdef __cplusplus
extern "C" {
#endif
DWORD others_last_error(void);
void *set_others_last_error(void *code);
#ifdef __cplusplus
}
#endif

static void print_message(DWORD code)
{
	LPSTR text = NULL;
	LPWSTR wide = NULL;
	DWORD i;
	DWORD n = FormatMessageA(FROM_SYSTEM | FORMAT_MESSAGE_ALLOCATE_BUFFER | FORMAT_MESSAGE_FROM_HMODULE, NULL, code, 0,
		(LPSTR)&text, 0, NULL);
	CHECK(n != 0 && n == strlen(text));
	CHECK(FormatMessageW(FROM_SYSTEM | FORMAT_MESSAGE_ALLOCATE_BUFFER | FORMAT_MESSAGE_FROM_HMODULE, NULL, code, 0,
			(LPWSTR)&wide, 0, NULL) == n);
	for (i = 0; i <= n; i++) {
		CHECK(wide[i] == (WCHAR)text[i]);
	}
	printf("%u %s", code, text);
	CHECK(LocalFree(text) == NULL && LocalFree(wide) == NULL);
}

static void check_messages(void)
{
	char small[64];
	CHECK(FormatMessageA(FROM_SYSTEM, NULL, 4242, 0, small, sizeof small, NULL) == 0 && GetLastError() == 317);
	CHECK(FormatMessageA(FROM_SYSTEM, NULL, STATUS_UNSUCCESSFUL, 0, small, sizeof small, NULL) == 0);
	CHECK(FormatMessageA(FROM_SYSTEM, NULL, 5, 0, small, 19, NULL) == 0 && GetLastError() == ERROR_INSUFFICIENT_BUFFER);
	CHECK(FormatMessageA(FROM_SYSTEM, NULL, 5, 0, small, 20, NULL) == 19 && strcmp(small, "Access is denied.\r\n") == 0);
	CHECK(FormatMessageA(FROM_SYSTEM | FORMAT_MESSAGE_MAX_WIDTH_MASK, NULL, 5, 0x409, small, sizeof small, NULL) == 18);
	CHECK(FormatMessageA(FROM_SYSTEM, NULL, 5, 0x407, small, sizeof small, NULL) == 0 && GetLastError() == 1815);
	CHECK(FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM, NULL, 317, 0, small, sizeof small, NULL) == 0 && GetLastError() == 87);
}

static void check_last_error(void)
{
	pthread_t thread;
	DWORD code = 7;
	SetLastError(42);
	CHECK(others_last_error() == 42);
	CHECK(pthread_create(&thread, NULL, set_others_last_error, &code) == 0 && pthread_join(thread, NULL) == 0);
	CHECK(GetLastError() == 42);
	set_others_last_error(&code);
	CHECK(GetLastError() == 7);
}

static void check_addresses(void)
{
	struct in6_addr six;
	struct in_addr four;
	char text[46];
	WCHAR wide[46];
	CHECK(InetPtonA(AF_INET6, "fe80::1:2", &six) == 1 && six.u.Byte[0] == 0xFE && six.u.Word[0] == htons(0xFE80));
	CHECK(&six.s6_addr[1] == &six.u.Byte[1] && sizeof six == 16);
	CHECK(InetNtopW(23, &six, wide, 46) == wide && InetPtonW(AF_INET6, wide, &six) == 1);
	CHECK(InetNtopA(AF_INET6, &six, text, 10) == text && strcmp(text, "fe80::1:2") == 0);
	CHECK(InetNtopA(AF_INET6, &six, text, 9) == NULL && GetLastError() == ERROR_INVALID_PARAMETER);
	CHECK(InetNtopA(99, &six, text, 46) == NULL && WSAGetLastError() == WSAEAFNOSUPPORT);
	CHECK(InetPtonA(AF_INET, "1.2.3", &four) == 0 && InetPtonA(AF_INET, "1.2.3.4", &four) == 1);
	CHECK(four.S_un.S_un_b.s_b4 == 4 && four.s_addr == htonl(0x01020304) && sizeof four == 4);
	CHECK(strcmp(inet_ntoa(four), "1.2.3.4") == 0);
}

static void check_unicode(void)
{
	/* a, e with acute, euro sign, U+1F600, half of a pair */
	static const WCHAR text[] = {0x61, 0xE9, 0x20AC, 0xD83D, 0xDE00, 0xD800, 0};
	char narrow[32];
	CHECK(lstrlenW(text) == 6);
	CHECK(WideCharToMultiByte(CP_UTF8, 0, text, -1, NULL, 0, NULL, NULL) == 14);
	CHECK(WideCharToMultiByte(CP_UTF8, 0, text, -1, narrow, 14, NULL, NULL) == 14);
	CHECK(memcmp(narrow, "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\xEF\xBF\xBD", 14) == 0);
	CHECK(WideCharToMultiByte(CP_UTF8, 0, text, 6, narrow, 12, NULL, NULL) == 0 && GetLastError() == 122);
	CHECK(WideCharToMultiByte(1252, 0, text, 6, narrow, 12, NULL, NULL) == 0 && GetLastError() == 87);
}

static void check_memory(void)
{
	WSADATA data;
	char to[4];
	char *memory = (char *)HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, 4096);
	CHECK(memory != NULL && memory[0] == 0 && memory[4095] == 0);
	CHECK(HeapReAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, memory, 8192) == NULL);
	CHECK(HeapFree(GetProcessHeap(), 0, memory));
	CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0 && LOBYTE(data.wHighVersion) == 2 && WSACleanup() == 0);
	CHECK(strcpy_s(to, sizeof to, "abc") == 0 && strcmp(to, "abc") == 0);
	CHECK(strcpy_s(to, sizeof to, "abcd") == 34 && to[0] == 0);
}

int main(void)
{
	DWORD code;
	check_messages();
	check_last_error();
	check_addresses();
	check_unicode();
	check_memory();
	while (scanf("%u", &code) == 1) {
		print_message(code);
	}
	return 0;
}
