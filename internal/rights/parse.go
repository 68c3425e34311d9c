package rights

import (
	"fmt"
	"strconv"
	"strings"
)

// parseStatus reads the text of /proc/PID/status.
//
// Source: proc_pid_status(5).
func parseStatus(text string) (Rights, error) {
	var r Rights
	found := 0
	for line := range strings.Lines(text) {
		key, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		var err error
		switch key {
		case "CapEff":
			r.Effective, err = parseSet(value)
		case "CapBnd":
			r.Bounding, err = parseSet(value)
		case "NoNewPrivs": // since Linux 4.10
			r.NoNewPrivs = value == "1"
			continue
		default:
			continue
		}
		if err != nil {
			return Rights{}, fmt.Errorf("%s: %w", key, err)
		}
		found++
	}
	if found != 2 {
		return Rights{}, fmt.Errorf("CapEff or CapBnd is missing in %d bytes", len(text))
	}
	return r, nil
}

func parseSet(text string) (Set, error) {
	n, err := strconv.ParseUint(text, 16, 64)
	return Set(n), err
}

// isInitial reports whether the text of /proc/PID/uid_map is that of the initial user namespace, where
// every user is who it is.
func isInitial(text string) bool {
	fields := strings.Fields(text)
	return len(fields) == 3 && fields[0] == "0" && fields[1] == "0" && fields[2] == "4294967295"
}

// procGroup returns the group that the text of /proc/PID/mountinfo names for /proc, or 0.
//
// Source: proc_pid_mountinfo(5), and gid= in proc(5).
func procGroup(text string) (group uint32) {
	for line := range strings.Lines(text) {
		mount, system, _ := strings.Cut(line, " - ")
		where, what := strings.Fields(mount), strings.Fields(system)
		if len(where) < 5 || where[4] != "/proc" || len(what) < 3 {
			continue
		}
		group = 0 // a later mount covers an earlier one
		if what[0] == "proc" {
			group = numberOf("gid", what[2])
		}
	}
	return group
}

// numberOf returns the number that an option of a mount has, or 0.
func numberOf(name, options string) uint32 {
	for option := range strings.SplitSeq(options, ",") {
		if value, ok := strings.CutPrefix(option, name+"="); ok {
			n, err := strconv.ParseUint(value, 10, 32)
			if err != nil {
				return 0
			}
			return uint32(n)
		}
	}
	return 0
}
