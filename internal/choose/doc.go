// Package choose decides which source the connection table is read from, for the program and for
// the C library. Users of the Go library make that choice by importing package bpf, or not.
package choose
