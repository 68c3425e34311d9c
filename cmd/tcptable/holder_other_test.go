//go:build !linux

package main

import "github.com/rogpeppe/go-internal/testscript"

func holder() {}

func cmdHold(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Fatalf("sockets are handed to other processes on Linux only: skip the script elsewhere")
}

func cmdEnded(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Fatalf("processes are waited for on Linux only: skip the script elsewhere")
}
