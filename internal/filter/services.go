package filter

import (
	"strconv"
	"strings"
)

// Service looks for the TCP port that a name has in a text like /etc/services, see services(5),
// whatever its case.
func Service(text, name string) (port uint16, ok bool) {
	for line := range strings.Lines(text) {
		fields := serviceLine(line)
		for i, f := range fields {
			if i == 1 || !strings.EqualFold(f, name) {
				continue
			}
			number, _, _ := strings.Cut(fields[1], "/")
			if n, err := strconv.ParseUint(number, 10, 16); err == nil {
				return uint16(n), true
			}
		}
	}
	return 0, false
}

// ServiceNames returns all names that TCP ports have in such a text.
func ServiceNames(text string) (names []string) {
	for line := range strings.Lines(text) {
		for i, f := range serviceLine(line) {
			if i != 1 {
				names = append(names, f)
			}
		}
	}
	return names
}

// serviceLine returns the name, the port with its protocol, and the other names of a line, or nil
// where the line is about no TCP port.
func serviceLine(line string) []string {
	line, _, _ = strings.Cut(line, "#")
	fields := strings.Fields(line)
	if len(fields) < 2 || !strings.HasSuffix(strings.ToLower(fields[1]), "/tcp") {
		return nil
	}
	return fields
}
