package wine

import "golang.org/x/sys/windows"

// Present reports whether this Windows is Wine: no other has the function.
func Present() bool {
	return windows.NewLazySystemDLL("ntdll.dll").NewProc("wine_get_version").Find() == nil
}
