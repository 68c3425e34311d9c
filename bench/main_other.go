//go:build !linux

package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "bench: it makes and measures the sockets of Linux, and runs nowhere else")
	os.Exit(1)
}
