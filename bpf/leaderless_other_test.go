//go:build !linux

package bpf

func withoutLeader() {}
