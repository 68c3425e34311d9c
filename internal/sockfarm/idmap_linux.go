package sockfarm

import (
	"fmt"
	"strings"
)

// mapsUser reports whether text, which is /proc/PID/uid_map, gives the user namespace a user
// with the given id.
//
// Source: https://man7.org/linux/man-pages/man7/user_namespaces.7.html
func mapsUser(text string, uid uint32) (bool, error) {
	for line := range strings.Lines(text) {
		var inside, outside, count uint64
		if _, err := fmt.Sscan(line, &inside, &outside, &count); err != nil {
			return false, fmt.Errorf("uid_map line %q: %w", line, err)
		}
		if inside <= uint64(uid) && uint64(uid) < inside+count {
			return true, nil
		}
	}
	return false, nil
}
