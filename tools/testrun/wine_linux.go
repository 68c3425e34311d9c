package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
)

// newNetNS makes a network namespace whose loopback interface is up. It lives as long as the file
// is open.
func newNetNS() (netns *os.File, err error) {
	made := make(chan struct{})
	go func() {
		defer close(made)
		runtime.LockOSThread() // for good: the thread ends with the goroutine, and nobody else gets into the namespace
		if syscall.Gettid() == syscall.Getpid() {
			// The main thread does not end, and its namespace passes for that of the whole process.
			// While it waits here, the next goroutine gets another one.
			defer runtime.UnlockOSThread()
			netns, err = newNetNS()
			return
		}
		if err = syscall.Unshare(syscall.CLONE_NEWNET); err != nil {
			return
		}
		if out, failed := exec.Command("ip", "link", "set", "lo", "up").CombinedOutput(); failed != nil {
			err = fmt.Errorf("set lo up: %w: %s", failed, out)
			return
		}
		netns, err = os.Open("/proc/thread-self/ns/net")
	}()
	<-made
	return netns, err
}
