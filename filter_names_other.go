//go:build !linux

package tcptable

import (
	"net"
	"os"
	"path/filepath"
	"runtime"
)

func servicesPath() string {
	if runtime.GOOS == "windows" {
		return filepath.Join(os.Getenv("SystemRoot"), "System32", "drivers", "etc", "services")
	}
	return "/etc/services"
}

func interfaceIndex(name string, _ options) (uint32, error) {
	i, err := net.InterfaceByName(name)
	if err != nil {
		return 0, errNoInterface
	}
	return uint32(i.Index), nil
}

func interfaceNames(options) (names []string) {
	interfaces, err := net.Interfaces()
	if err != nil {
		return nil
	}
	for i := range interfaces {
		names = append(names, interfaces[i].Name)
	}
	return names
}
