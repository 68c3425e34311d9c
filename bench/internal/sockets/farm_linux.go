package sockets

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"

	"golang.org/x/sys/unix"
)

// Ports of the listeners are below those that clients get.
const (
	firstListener = 1024
	firstClient   = 10000
)

// spareFiles is how many descriptors of a holder are not for sockets.
const spareFiles = 200

// fewestHolders is in how many processes even a small table is held.
const fewestHolders = 4

// A Farm is a number of connections and the processes that hold them.
type Farm struct {
	holders []*holder
}

type holder struct {
	cmd         *exec.Cmd
	connections int
	stdin       io.Closer
	stdout      *bufio.Reader
}

// New makes connections in the network namespace of the caller, which must be a private one prepared
// by [Prepare], until rows sockets are there. It needs a program that hands [HolderVerb] to [Hold]:
// the caller's own.
func New(rows int) (*Farm, error) {
	perHolder, err := connectionsPerHolder()
	if err != nil {
		return nil, err
	}
	f := new(Farm)
	for i, n := range split(rows/2, perHolder) {
		if err := f.start(firstListener+i, n); err != nil {
			return nil, errors.Join(fmt.Errorf("holder %d: %w", i, err), f.Close())
		}
	}
	for i, h := range f.holders {
		if line, err := h.stdout.ReadString('\n'); line != built {
			return nil, errors.Join(fmt.Errorf("holder %d does not say that it is ready: %q, %w", i, line, err), f.Close())
		}
	}
	return f, nil
}

func connectionsPerHolder() (int, error) {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		return 0, fmt.Errorf("limit of open files: %w", err)
	}
	// More would not find ports: a holder connects to one address from one other.
	files := min(limit.Max, 2*50_000)
	if files < 2*spareFiles {
		return 0, fmt.Errorf("%d open files for a process (ulimit -n -H) are too few: %d would do", files, 2*spareFiles)
	}
	return int(files-spareFiles) / 2, nil
}

// split shares connections out among holders of at most limit each.
func split(connections, limit int) []int {
	n := max(fewestHolders, (connections+limit-1)/limit)
	shares := make([]int, n)
	for i := range shares {
		shares[i] = connections * (i + 1) / n
		shares[i] -= connections * i / n
	}
	return shares
}

func (f *Farm) start(port, connections int) error {
	cmd := exec.Command("/proc/self/exe", HolderVerb, strconv.Itoa(port), strconv.Itoa(connections))
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	f.holders = append(f.holders, &holder{cmd, connections, stdin, bufio.NewReader(stdout)})
	return nil
}

// Close ends the holders, and with them the connections.
func (f *Farm) Close() error {
	var errs []error
	for _, h := range f.holders {
		errs = append(errs, h.stdin.Close())
	}
	for _, h := range f.holders {
		errs = append(errs, h.cmd.Wait())
	}
	return errors.Join(errs...)
}
