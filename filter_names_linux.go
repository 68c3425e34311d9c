package tcptable

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

func servicesPath() string { return "/etc/services" }

// interfaceIndex looks for an interface in the network namespace of the options, see netdevice(7).
func interfaceIndex(name string, o options) (index uint32, err error) {
	request, err := unix.NewIfreq(name)
	if err != nil {
		return 0, errNoInterface // it is too long for a name
	}
	p, err := newPlace(o)
	if err != nil {
		return 0, err
	}
	err = p.do(func() error {
		fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			return err
		}
		defer unix.Close(fd)
		return unix.IoctlIfreq(fd, unix.SIOCGIFINDEX, request)
	})
	if errors.Is(err, unix.ENODEV) {
		err = errNoInterface
	}
	return request.Uint32(), errors.Join(err, p.close())
}

// interfaceNames returns what can be found out about the names there are. They are for hints alone.
func interfaceNames(o options) (names []string) {
	p, err := newPlace(o)
	if err != nil {
		return nil
	}
	_ = p.do(func() error {
		text, err := os.ReadFile(filepath.Join(p.procRoot, "thread-self", "net", "dev"))
		for line := range strings.Lines(string(text)) {
			if name, _, ok := strings.Cut(line, ":"); ok {
				names = append(names, strings.TrimSpace(name))
			}
		}
		return err
	})
	_ = p.close()
	return names
}
