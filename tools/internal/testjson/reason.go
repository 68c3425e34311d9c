package testjson

import (
	"regexp"
	"strings"
)

// logged matches the place that package testing puts before what a test logs.
var logged = regexp.MustCompile(`^ +([^ ]+\.go):[0-9]+: `)

// transcript is the file whose log is the run of a whole script. It comes after the reason.
const transcript = "testscript.go"

// reason returns what a skipped test gave as its reason: the last thing that it logged, as one
// line.
func reason(output string) string {
	var last []string
	inTranscript := false
	for line := range strings.Lines(output) {
		line = strings.TrimRight(line, "\r\n")
		switch place := logged.FindStringSubmatch(line); {
		case place != nil:
			inTranscript = place[1] == transcript
			if !inTranscript {
				last = []string{strings.TrimSpace(line[len(place[0]):])}
			}
		case !inTranscript && len(last) > 0 && strings.HasPrefix(line, "        "): // goes on from the line above
			last = append(last, strings.TrimSpace(line))
		}
	}
	return strings.Join(last, " ")
}
