package testjson

import "testing"

func TestReason(t *testing.T) {
	for _, tt := range []struct{ name, output, want string }{
		{"none", "=== RUN   TestX\n--- SKIP: TestX (0.00s)\n", ""},
		{"one line", "=== RUN   TestX\n    x_test.go:12: not root\n--- SKIP: TestX (0.00s)\n", "not root"},
		{"last of two", "    x_test.go:1: first: a.go:2: b\n    x_test.go:2: second\n", "second"},
		{"two lines", "    x_test.go:1: one\n        two\n--- SKIP: TestX (0.00s)\n", "one two"},
		{"printed, not logged", "    x_test.go:1: one\ntwo\n    three\n", "one"},
		{"script", "=== CONT  TestX/a\n    cmd.go:380: no table here\n    testscript.go:609: WORK=$WORK\n        HOME=/no-home\n        > skip\n", "no table here"},
		{"script without reason", "    testscript.go:609: WORK=$WORK\n        > skip\n", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := reason(tt.output); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
