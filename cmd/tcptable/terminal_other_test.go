//go:build !linux

package main

import "github.com/rogpeppe/go-internal/testscript"

func cmdTerminal(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Fatalf("pseudo-terminals are made on Linux only: skip the script elsewhere")
}

func cmdAnswer(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Fatalf("pseudo-terminals are made on Linux only: skip the script elsewhere")
}
