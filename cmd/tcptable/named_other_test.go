//go:build !linux

package main

import "github.com/rogpeppe/go-internal/testscript"

func cmdNamed(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Fatalf("processes with names of every kind are made on Linux only: skip the script elsewhere")
}

func cmdContainer(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Fatalf("there are control groups on Linux only: skip the script elsewhere")
}

func haveContainers() bool { return false }

func haveNamespaces() bool { return false }

func listener() {}
