/*
 * What Go programs need of Windows and Debian's Wine 8 has not. It goes into a Wine prefix as
 * bcryptprimitives.dll, which the runtime of every Go program loads when it starts.
 */
#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include <winternl.h>

/* RtlGenRandom, under the name that it is exported by. */
BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG length);

/* ProcessPrng is the random numbers of the Go runtime. It never fails. */
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T length)
{
	while (length > 0) {
		ULONG part = length < MAXLONG ? (ULONG)length : MAXLONG;

		if (!SystemFunction036(data, part))
			return FALSE;
		data += part;
		length -= part;
	}
	return TRUE;
}

typedef NTSTATUS NTAPI set_information(HANDLE, PIO_STATUS_BLOCK, PVOID, ULONG, FILE_INFORMATION_CLASS);

static set_information *wine_set_information;

/*
 * A Windows that does not know a class of information says STATUS_INVALID_INFO_CLASS, and os.RemoveAll
 * then deletes in the older way. Wine says STATUS_NOT_IMPLEMENTED, which ends the attempt.
 */
static NTSTATUS NTAPI known_information(HANDLE file, PIO_STATUS_BLOCK io, PVOID data, ULONG length,
                                        FILE_INFORMATION_CLASS class)
{
	NTSTATUS status = wine_set_information(file, io, data, length, class);

	return status == STATUS_NOT_IMPLEMENTED ? STATUS_INVALID_INFO_CLASS : status;
}

/* exported returns where a DLL says at which offset from its start a function is, or NULL. */
static DWORD *exported(BYTE *dll, const char *name)
{
	IMAGE_NT_HEADERS *nt = (void *)(dll + ((IMAGE_DOS_HEADER *)dll)->e_lfanew);
	IMAGE_EXPORT_DIRECTORY *exports =
		(void *)(dll + nt->OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_EXPORT].VirtualAddress);
	DWORD *names = (void *)(dll + exports->AddressOfNames);
	WORD *ordinals = (void *)(dll + exports->AddressOfNameOrdinals);
	DWORD *functions = (void *)(dll + exports->AddressOfFunctions);

	for (DWORD i = 0; i < exports->NumberOfNames; i++)
		if (lstrcmpA((char *)dll + names[i], name) == 0)
			return &functions[ordinals[i]];
	return NULL;
}

/* Offsets are unsigned and 32 bits long: this DLL has to be linked for an address behind ntdll's. */
BOOL WINAPI DllMain(HINSTANCE self, DWORD reason, LPVOID reserved)
{
	BYTE *ntdll = (void *)GetModuleHandleA("ntdll.dll");
	ULONG_PTR offset = (BYTE *)known_information - ntdll;
	DWORD *place, access;

	(void)self, (void)reserved;
	if (reason != DLL_PROCESS_ATTACH)
		return TRUE;
	place = exported(ntdll, "NtSetInformationFile");
	if (!place || offset > MAXDWORD || !VirtualProtect(place, sizeof *place, PAGE_READWRITE, &access))
		return FALSE;
	wine_set_information = (set_information *)(ntdll + *place);
	*place = (DWORD)offset;
	return VirtualProtect(place, sizeof *place, access, &access);
}
