// Package winapi calls iphlpapi.dll. Its functions are those of the DLL, with their names and
// arguments; a code that is not 0 comes back as a syscall.Errno. A function that the DLL lacks
// gives an error that is errors.ErrUnsupported, see [Missing].
//
// Everything but the package itself is for Windows only.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/iphlpapi/
package winapi
