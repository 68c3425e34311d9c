package sockets

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"strconv"

	"github.com/vishvananda/netlink"
)

// bytesPerRow is what the kernel was seen to need for a row, rounded up: the socket, its inode and
// its file.
const bytesPerRow = 6 << 10

// Prepare makes a new network namespace fit for rows connections, or says what the machine lacks.
func Prepare(rows int) error {
	if err := enough("/proc/meminfo", "MemAvailable:", "kB of memory", uint64(rows)*bytesPerRow/1024); err != nil {
		return err
	}
	if err := enoughFiles(rows); err != nil {
		return err
	}
	lo, err := netlink.LinkByName("lo")
	if err != nil {
		return fmt.Errorf("loopback interface: %w", err)
	}
	if err := netlink.LinkSetUp(lo); err != nil {
		return fmt.Errorf("bring the loopback interface up: %w", err)
	}
	ports := fmt.Sprintf("%d 65535", firstClient)
	return os.WriteFile("/proc/sys/net/ipv4/ip_local_port_range", []byte(ports), 0o644)
}

// enoughFiles looks at the limit of open files of the whole machine.
func enoughFiles(rows int) error {
	const path = "/proc/sys/fs/file-nr"
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var used, free, limit uint64
	if _, err := fmt.Sscan(string(content), &used, &free, &limit); err != nil {
		return fmt.Errorf("%s: %q: %w", path, content, err)
	}
	if need := used + uint64(rows); need > limit {
		return fmt.Errorf("%d rows need %d open files on this machine, and fs.file-max is %d", rows, need, limit)
	}
	return nil
}

// enough compares a number in a file of /proc with what is needed.
func enough(path, key, unit string, need uint64) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	have, err := numberAfter(content, key)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if have < need {
		return fmt.Errorf("%d %s are needed, and %d are there", need, unit, have)
	}
	return nil
}

// numberAfter returns the number that stands after a key, which is one or more whole words at the
// beginning of a line.
func numberAfter(content []byte, key string) (uint64, error) {
	for lines := bufio.NewScanner(bytes.NewReader(content)); lines.Scan(); {
		if rest, ok := bytes.CutPrefix(lines.Bytes(), []byte(key)); ok {
			if fields := bytes.Fields(rest); len(fields) > 0 {
				return strconv.ParseUint(string(fields[0]), 10, 64)
			}
		}
	}
	return 0, fmt.Errorf("no line has %q and a number", key)
}
