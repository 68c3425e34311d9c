// Package winapi calls iphlpapi.dll. Its functions are those of the DLL, with their names and
// arguments. What they return is for [Result], which knows what a register of the processor means.
//
// Everything but [ReadTable] is for Windows only.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/iphlpapi/
package winapi
