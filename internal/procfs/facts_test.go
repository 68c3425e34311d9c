package procfs

import (
	"slices"
	"testing"
)

func TestSplitArguments(t *testing.T) {
	for text, want := range map[string][]string{
		"":                    nil,
		"\x00\x00":            nil,
		"a":                   {"a"},
		"a\x00":               {"a"},
		"a\x00b c\x00":        {"a", "b c"},
		"a\x00\x00b\x00":      {"a", "", "b"},
		"\x00a\x00":           {"", "a"},
		"title\x00\x00\x00":   {"title"},
		"\xff\x1b[31m\n\x00ü": {"\xff\x1b[31m\n", "ü"},
	} {
		if got := splitArguments([]byte(text)); !slices.Equal(got, want) || cap(got) != len(got) {
			t.Errorf("splitArguments(%q) = %q of %d, want %q", text, got, cap(got), want)
		}
	}
}

func TestVariable(t *testing.T) {
	for text, want := range map[string]string{
		"HOSTNAME=web-0\x00":                       "web-0",
		"PATH=/bin\x00HOSTNAME=web-0\x00HOSTNAME=": "web-0",
		"MY_HOSTNAME=no\x00HOSTNAME":               "",
		"":                                         "",
		"\x00\x00HOSTNAME=a=b":                     "a=b",
	} {
		if got := variable([]byte(text), "HOSTNAME"); string(got) != want {
			t.Errorf("in %q: %q, want %q", text, got, want)
		}
	}
}

func TestParseUID(t *testing.T) {
	for text, want := range map[string]uint32{
		"Name:\tx\nUid:\t1000\t0\t0\t0\nGid:\t5\t5\t5\t5\n": 1000,
		"Name:\tUid:\t7\nUid:\t4294967295\t0\t0\t0\n":       4294967295,
		"Name:\tx\nUid:\t0\t1\t1\t1\n":                      0,
	} {
		if got, ok := parseUID([]byte(text)); got != want || !ok {
			t.Errorf("in %q: %d, %t, want %d", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "Uid:\t1", "Name:\tx\nUid:", "Name:\tx\nUid:\t-1\n", "Name:\tx\nUid:\t4294967296\n"} {
		if got, ok := parseUID([]byte(text)); ok {
			t.Errorf("in %q: %d", text, got)
		}
	}
}
