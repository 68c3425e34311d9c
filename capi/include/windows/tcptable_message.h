/* FormatMessage. Included by windows.h. */
#ifndef TCPTABLE_MESSAGE_H
#define TCPTABLE_MESSAGE_H

#include <stdarg.h>
#include <string.h>

#include "tcptable_types.h"
#include "tcptable_errors.h"
#include "tcptable_lasterror.h"
#include "tcptable_heap.h"

#define FORMAT_MESSAGE_MAX_WIDTH_MASK  0x000000FFu
#define FORMAT_MESSAGE_ALLOCATE_BUFFER 0x00000100u
#define FORMAT_MESSAGE_IGNORE_INSERTS  0x00000200u
#define FORMAT_MESSAGE_FROM_STRING     0x00000400u
#define FORMAT_MESSAGE_FROM_HMODULE    0x00000800u
#define FORMAT_MESSAGE_FROM_SYSTEM     0x00001000u
#define FORMAT_MESSAGE_ARGUMENT_ARRAY  0x00002000u

#define LANG_NEUTRAL        0x00u
#define LANG_ENGLISH        0x09u
#define SUBLANG_NEUTRAL     0x00u
#define SUBLANG_DEFAULT     0x01u
#define SUBLANG_SYS_DEFAULT 0x02u
#define SUBLANG_ENGLISH_US  0x01u
#define MAKELANGID(primary, sub) ((WORD)((WORD)(sub) << 10 | (WORD)(primary)))

/* tcptable_system_text returns the English text of a code of the family, or NULL. */
static inline const char *tcptable_system_text(DWORD id)
{
	switch (id) {
	case ERROR_SUCCESS: return "The operation completed successfully.";
	case ERROR_ACCESS_DENIED: return "Access is denied.";
	case ERROR_NOT_ENOUGH_MEMORY: return "Not enough storage is available to process this command.";
	case ERROR_OUTOFMEMORY: return "Not enough storage is available to complete this operation.";
	case ERROR_GEN_FAILURE: return "A device attached to the system is not functioning.";
	case ERROR_NOT_SUPPORTED: return "The request is not supported.";
	case ERROR_NETWORK_ACCESS_DENIED: return "Network access is denied.";
	case ERROR_INVALID_PARAMETER: return "The parameter is incorrect.";
	case ERROR_CALL_NOT_IMPLEMENTED: return "This function is not supported on this system.";
	case ERROR_INSUFFICIENT_BUFFER: return "The data area passed to a system call is too small.";
	case ERROR_MOD_NOT_FOUND: return "The specified module could not be found.";
	case ERROR_NO_DATA: return "The pipe is being closed.";
	case ERROR_MORE_DATA: return "More data is available.";
	case ERROR_PARTIAL_COPY: return "Only part of a ReadProcessMemory or WriteProcessMemory request was completed.";
	case ERROR_MR_MID_NOT_FOUND:
		return "The system cannot find message text for message number 0x%1 in the message file for %2.";
	case ERROR_NOACCESS: return "Invalid access to memory location.";
	case ERROR_NOT_FOUND: return "Element not found.";
	case ERROR_INVALID_USER_BUFFER: return "The supplied user buffer is not valid for the requested operation.";
	case ERROR_RESOURCE_LANG_NOT_FOUND:
		return "The specified resource language ID cannot be found in the image file.";
	}
	return NULL;
}

/*
 * tcptable_find_message returns the text for FormatMessage, or NULL after setting the last error. An
 * NTSTATUS has a text only if FORMAT_MESSAGE_FROM_HMODULE is among the flags: on Windows it is in a
 * module, ntdll.dll, and not among the system's messages.
 */
static inline const char *tcptable_find_message(DWORD flags, DWORD id, DWORD language)
{
	const char *text = NULL;
	DWORD code = ERROR_MR_MID_NOT_FOUND;
	if ((flags & FORMAT_MESSAGE_FROM_HMODULE) != 0 && id == STATUS_UNSUCCESSFUL) {
		text = "{Operation Failed} The requested operation was unsuccessful.";
	} else if ((flags & FORMAT_MESSAGE_FROM_SYSTEM) != 0) {
		text = tcptable_system_text(id);
	} else if ((flags & FORMAT_MESSAGE_FROM_HMODULE) == 0) {
		code = ERROR_INVALID_PARAMETER; /* a text of the caller's own is not supported */
	}
	if (text != NULL && (language & 0x3FF) != LANG_NEUTRAL && (language & 0x3FF) != LANG_ENGLISH) {
		text = NULL;
		code = ERROR_RESOURCE_LANG_NOT_FOUND;
	}
	/* What a message asks to be inserted is not among the arguments of any caller. */
	if (text != NULL && (flags & FORMAT_MESSAGE_IGNORE_INSERTS) == 0 && strchr(text, '%') != NULL) {
		text = NULL;
		code = ERROR_INVALID_PARAMETER;
	}
	if (text == NULL) {
		SetLastError(code);
	}
	return text;
}

/* tcptable_message_room returns where length units and a zero are to go, or NULL. */
static inline void *tcptable_message_room(DWORD flags, size_t length, size_t unit, void *buffer, DWORD units)
{
	void *room = buffer;
	DWORD code = ERROR_INVALID_PARAMETER;
	if (buffer != NULL && (flags & FORMAT_MESSAGE_ALLOCATE_BUFFER) != 0) {
		code = ERROR_NOT_ENOUGH_MEMORY;
		room = LocalAlloc(LMEM_FIXED, (length + 1 > units ? length + 1 : units) * unit);
		memcpy(buffer, &room, sizeof room); /* the buffer is the caller's pointer */
	} else if (length + 1 > units) {
		code = ERROR_INSUFFICIENT_BUFFER;
		room = NULL;
	}
	if (room == NULL) {
		SetLastError(code);
	}
	return room;
}

/* A text ends with a line break. With FORMAT_MESSAGE_MAX_WIDTH_MASK a space stands for it. */
static inline const char *tcptable_message_end(DWORD flags)
{
	return (flags & FORMAT_MESSAGE_MAX_WIDTH_MASK) == FORMAT_MESSAGE_MAX_WIDTH_MASK ? " " : "\r\n";
}

/*
 * FormatMessage returns the number of characters, without the zero at the end, or 0 with the last error.
 * The texts are English, and those of the IP Helper's codes; 317 is the error for any other.
 */
static inline DWORD FormatMessageA(DWORD flags, LPCVOID source, DWORD id, DWORD language, LPSTR buffer, DWORD size,
	va_list *arguments)
{
	const char *text = tcptable_find_message(flags, id, language);
	const char *end = tcptable_message_end(flags);
	char *to;
	(void)source;
	(void)arguments;
	if (text == NULL) {
		return 0;
	}
	to = (char *)tcptable_message_room(flags, strlen(text) + strlen(end), sizeof *to, buffer, size);
	if (to == NULL) {
		return 0;
	}
	strcat(strcpy(to, text), end);
	return (DWORD)strlen(to);
}

static inline DWORD FormatMessageW(DWORD flags, LPCVOID source, DWORD id, DWORD language, LPWSTR buffer, DWORD size,
	va_list *arguments)
{
	const char *text = tcptable_find_message(flags, id, language);
	const char *end = tcptable_message_end(flags);
	WCHAR *to;
	DWORD n = 0;
	(void)source;
	(void)arguments;
	if (text == NULL) {
		return 0;
	}
	to = (WCHAR *)tcptable_message_room(flags, strlen(text) + strlen(end), sizeof *to, buffer, size);
	if (to == NULL) {
		return 0;
	}
	while (*text != 0 || *end != 0) { /* all of it is ASCII */
		to[n++] = (WCHAR)(*text != 0 ? *text++ : *end++);
	}
	to[n] = 0;
	return n;
}

#ifdef UNICODE
#define FormatMessage FormatMessageW
#else
#define FormatMessage FormatMessageA
#endif

#endif
