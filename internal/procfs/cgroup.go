package procfs

import (
	"bytes"
	"strings"
)

// ParseCgroup returns the path of the control group in the text of /proc/PID/cgroup, from the root
// that the reader sees. Of the hierarchies of version 1 it takes the one that says most about where a
// process comes from: systemd's, then that of pids or memory, then any that puts the process apart.
// A text without any hierarchy has the path "".
//
// Source: cgroups(7).
func ParseCgroup(text []byte) string {
	var best []byte
	rank := 0
	for line := range bytes.Lines(text) {
		_, rest, _ := bytes.Cut(bytes.TrimSuffix(line, []byte("\n")), []byte(":"))
		controllers, path, ok := bytes.Cut(rest, []byte(":"))
		if !ok || len(path) == 0 || path[0] != '/' {
			continue
		}
		if r := rankCgroup(controllers, path); r > rank {
			best, rank = path, r
		}
	}
	// The group of a process that has lost it, because its processes have been moved away.
	path, _ := cutDeleted(best)
	return string(path)
}

// rankCgroup says how much a hierarchy tells. In its root group is a process that nobody has put
// anywhere.
func rankCgroup(controllers, path []byte) int {
	switch {
	case len(path) == 1:
		return 1
	case len(controllers) == 0: // version 2
		return 5
	case string(controllers) == "name=systemd":
		return 4
	case string(controllers) == "pids", string(controllers) == "memory":
		return 3
	}
	return 2
}

// The kinds of systemd's units that hold processes, but for slices, which hold other units.
var unitSuffixes = [...]string{".service", ".scope", ".socket", ".mount", ".swap"}

// UnitOf returns the name of the systemd unit that a control group belongs to, the innermost if it
// is in several: of a user's session that of the user's manager. It is "" where systemd has not
// made the group.
//
// Source: systemd.special(7) and https://systemd.io/CGROUP_DELEGATION/, on names that begin with "_".
func UnitOf(cgroup string) string {
	for len(cgroup) > 0 {
		slash := strings.LastIndexByte(cgroup, '/')
		name := cgroup[slash+1:]
		if isUnit(name) {
			return strings.TrimPrefix(name, "_")
		}
		cgroup = cgroup[:max(slash, 0)]
	}
	return ""
}

func isUnit(name string) bool {
	for _, suffix := range unitSuffixes {
		if len(name) > len(suffix) && strings.HasSuffix(name, suffix) {
			return true
		}
	}
	return false
}
