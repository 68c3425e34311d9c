package rights

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// Examine returns the rights of the calling process, whose program is the file with the given path.
func Examine(program string) (Rights, error) {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return Rights{}, fmt.Errorf("rights: %w", err)
	}
	r, err := parseStatus(string(text))
	if err != nil {
		return Rights{}, fmt.Errorf("rights: /proc/self/status: %w", err)
	}
	r.Root = os.Geteuid() == 0
	users, err := os.ReadFile("/proc/self/uid_map")
	// Without the file the kernel was built without user namespaces.
	r.InitialUserNS = os.IsNotExist(err) || err == nil && isInitial(string(users))
	if mounts, err := os.ReadFile("/proc/self/mountinfo"); err == nil {
		r.ProcGroup = procGroup(string(mounts))
	}
	var fs unix.Statfs_t
	if err := unix.Statfs(program, &fs); err == nil {
		r.NoSUID = fs.Flags&unix.ST_NOSUID != 0
	}
	return r, nil
}
