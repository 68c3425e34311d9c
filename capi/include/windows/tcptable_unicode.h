/* Strings of UTF-16. Included by windows.h. */
#ifndef TCPTABLE_UNICODE_H
#define TCPTABLE_UNICODE_H

#include "tcptable_types.h"
#include "tcptable_errors.h"
#include "tcptable_lasterror.h"

#define CP_ACP  0u     /* here the same as CP_UTF8 */
#define CP_UTF8 65001u

/* The literals of UTF-16. With -fshort-wchar these are L"…", as on Windows. */
#if defined(__SIZEOF_WCHAR_T__) && __SIZEOF_WCHAR_T__ == 2
#define TCPTABLE_WIDE(text) L##text
#else
#define TCPTABLE_WIDE(text) u##text
#endif

#ifdef UNICODE
typedef WCHAR TCHAR;
typedef LPWSTR LPTSTR, PTSTR;
typedef LPCWSTR LPCTSTR, PCTSTR;
#define TEXT(text) TCPTABLE_WIDE(text)
#else
typedef CHAR TCHAR;
typedef LPSTR LPTSTR, PTSTR;
typedef LPCSTR LPCTSTR, PCTSTR;
#define TEXT(text) text
#endif

static inline int lstrlenW(LPCWSTR text)
{
	int n = 0;
	while (text != NULL && text[n] != 0) {
		n++;
	}
	return n;
}

/*
 * tcptable_next_rune returns the character that begins at *at, and moves *at behind it. Half of a
 * surrogate pair is U+FFFD.
 */
static inline uint32_t tcptable_next_rune(LPCWSTR *at, LPCWSTR end)
{
	uint32_t unit = (uint16_t)*(*at)++;
	if (unit < 0xD800 || unit > 0xDFFF) {
		return unit;
	}
	if (unit <= 0xDBFF && *at < end && ((uint16_t)**at & 0xFC00u) == 0xDC00u) {
		return 0x10000u + ((unit & 0x3FFu) << 10) + ((uint16_t)*(*at)++ & 0x3FFu);
	}
	return 0xFFFD;
}

/* tcptable_put_rune writes a character in UTF-8, 1 to 4 bytes, and returns how many. */
static inline int tcptable_put_rune(char *to, uint32_t rune)
{
	int more = rune < 0x80 ? 0 : rune < 0x800 ? 1 : rune < 0x10000 ? 2 : 3;
	int i;
	if (more == 0) {
		to[0] = (char)rune;
		return 1;
	}
	to[0] = (char)((0xF00u >> (more + 1)) | rune >> (6 * more));
	for (i = 1; i <= more; i++) {
		to[i] = (char)(0x80u | (rune >> (6 * (more - i)) & 0x3Fu));
	}
	return more + 1;
}

/*
 * WideCharToMultiByte makes UTF-8 of UTF-16 and returns the number of bytes: with a length of -1
 * those of the zero at the end, too. With a size of 0 it only counts. It returns 0 with the last error,
 * ERROR_INSUFFICIENT_BUFFER or ERROR_INVALID_PARAMETER. Only the code pages CP_UTF8 and CP_ACP are there.
 */
static inline int WideCharToMultiByte(UINT page, DWORD flags, LPCWSTR text, int length, LPSTR buffer, int size,
	LPCSTR unknown, LPBOOL unknown_used)
{
	LPCWSTR end;
	int n = 0;
	if ((page != CP_UTF8 && page != CP_ACP) || flags != 0 || text == NULL || length == 0 || length < -1 || size < 0 ||
		(buffer == NULL && size != 0) || unknown != NULL || unknown_used != NULL) {
		SetLastError(ERROR_INVALID_PARAMETER);
		return 0;
	}
	end = text + (length == -1 ? lstrlenW(text) + 1 : length);
	while (text < end) {
		char bytes[4];
		int count = tcptable_put_rune(bytes, tcptable_next_rune(&text, end));
		int i;
		if (size != 0 && count > size - n) {
			SetLastError(ERROR_INSUFFICIENT_BUFFER);
			return 0;
		}
		for (i = 0; size != 0 && i < count; i++) {
			buffer[n + i] = bytes[i];
		}
		n += count;
	}
	return n;
}

#endif
