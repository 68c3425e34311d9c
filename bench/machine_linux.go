package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable/bench/internal/result"
)

// peerModules are the modules that tcptable is compared with, and peerPrograms the commands that tell
// the versions of the programs.
var (
	peerModules  = []string{"github.com/cakturk/go-netstat", "github.com/prometheus/procfs", "github.com/shirou/gopsutil/v4", "github.com/vishvananda/netlink"}
	peerPrograms = [][]string{{"cat", "--version"}, {"ss", "-V"}, {"netstat", "-V"}, {"lsof", "-v"}}
)

func describeMachine(ctx context.Context, root string) (m result.Machine, err error) {
	m = result.Machine{Date: time.Now().UTC().Format(time.DateOnly), CPUs: runtime.NumCPU(), Go: runtime.Version()}
	cpu, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return m, err
	}
	m.CPU = valueOf(string(cpu), "model name")
	memory, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return m, err
	}
	if _, err := fmt.Sscan(valueOf(string(memory), "MemTotal"), &m.Memory); err != nil {
		return m, fmt.Errorf("/proc/meminfo: MemTotal: %w", err)
	}
	m.Memory <<= 10
	var uts unix.Utsname
	if err := unix.Uname(&uts); err != nil {
		return m, err
	}
	m.Kernel = unix.ByteSliceToString(uts.Sysname[:]) + " " + unix.ByteSliceToString(uts.Release[:])
	if err := readNumber("/proc/loadavg", &m.Load); err != nil {
		return m, err
	}
	if err := readNumber("/proc/sys/fs/file-nr", &m.Files); err != nil {
		return m, err
	}
	m.Commit = commit(ctx, root)
	m.Peers = append(moduleVersions(), programVersions(ctx)...)
	return m, nil
}

// readNumber reads the number that a file of /proc begins with.
func readNumber(path string, to any) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if _, err := fmt.Sscan(string(content), to); err != nil {
		return fmt.Errorf("%s: %q: %w", path, content, err)
	}
	return nil
}

// valueOf returns what stands after "key:" in a file of /proc.
func valueOf(content, key string) string {
	for line := range strings.Lines(content) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == key {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// commit returns nothing where git cannot tell, as in an archive of the sources.
func commit(ctx context.Context, root string) string {
	cmd := exec.CommandContext(ctx, "git", "rev-parse", "--short=12", "HEAD")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

func moduleVersions() (versions []result.Version) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return nil
	}
	for _, dep := range info.Deps {
		if slices.Contains(peerModules, dep.Path) {
			versions = append(versions, result.Version{Name: dep.Path, Version: dep.Version})
		}
	}
	return versions
}

var number = regexp.MustCompile(`[0-9]+\.[0-9][0-9.]*[0-9]|[0-9]+\.[0-9]`)

func programVersions(ctx context.Context) (versions []result.Version) {
	for _, args := range peerPrograms {
		out, _ := exec.CommandContext(ctx, args[0], args[1:]...).CombinedOutput() // the exit code is none of some
		if v := number.FindString(string(out)); v != "" {
			versions = append(versions, result.Version{Name: args[0], Version: v})
		}
	}
	return versions
}
