package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/user"
	"runtime"
	"strconv"
	"syscall"

	"golang.org/x/term"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/choose"
	"github.com/tcptable/tcptable/internal/rights"
)

// Env is the world around the program. Every field must be set.
type Env struct {
	Args           []string // without the name of the program
	Stdin          io.Reader
	Stdout, Stderr io.Writer

	// LookupEnv is [os.LookupEnv].
	LookupEnv func(name string) (string, bool)

	// IsTerminal reports whether Stdout is a terminal.
	IsTerminal func() bool

	// IsInteractive reports whether Stdin and Stdout are terminals.
	IsInteractive func() bool

	// Environ is [os.Environ].
	Environ func() []string

	// Privilege says who runs the program, for people, for example "as root". It may say nothing.
	Privilege func() string

	// UserName is the name of who runs the program, or the number.
	UserName func() string

	// Program returns where the program lies, without symbolic links.
	Program func() (string, error)

	// Rights is [rights.Examine].
	Rights func(program string) (rights.Rights, error)

	// EnableColor makes the terminal that Stdout is understand sequences for colours, and
	// reports whether it does.
	EnableColor func() bool

	// LookupUser returns the name of the user with the given number.
	LookupUser func(uid uint32) (string, error)

	// LookupAddr returns the names of the host with the given address, as [net.Resolver] does.
	LookupAddr func(ctx context.Context, addr string) ([]string, error)

	// LookupPort returns the port of a service, as [net.Resolver] does.
	LookupPort func(ctx context.Context, network, service string) (int, error)

	// PID is the number of the process that the program is.
	PID int

	// Signal is [tcptable.Signal].
	Signal func(p tcptable.Process, signal syscall.Signal) error

	// CannotClose says why this system does not close connections. Nil: it does.
	CannotClose func() error

	// Open opens the table, to be read from that source.
	Open func(source choose.Kind, opts ...tcptable.Option) (*tcptable.Table, error)

	// Namespaces is [tcptable.Namespaces].
	Namespaces func(ctx context.Context) ([]tcptable.Namespace, error)
}

// System returns the Env of the running process.
func System() Env {
	return Env{
		Args:       os.Args[1:],
		Stdin:      os.Stdin,
		Stdout:     os.Stdout,
		Stderr:     os.Stderr,
		LookupEnv:  os.LookupEnv,
		IsTerminal: func() bool { return term.IsTerminal(int(os.Stdout.Fd())) },
		IsInteractive: func() bool {
			return term.IsTerminal(int(os.Stdin.Fd())) && term.IsTerminal(int(os.Stdout.Fd()))
		},
		Environ:     os.Environ,
		Privilege:   privilege,
		UserName:    userName,
		Program:     func() (string, error) { return programPath(os.Executable) },
		Rights:      rights.Examine,
		EnableColor: enableColor,
		LookupUser:  lookupUser,
		LookupAddr:  net.DefaultResolver.LookupAddr,
		LookupPort:  net.DefaultResolver.LookupPort,
		PID:         os.Getpid(),
		Signal:      func(p tcptable.Process, signal syscall.Signal) error { return tcptable.Signal(p, signal) },
		CannotClose: cannotClose,
		Open:        openTable,
		Namespaces:  func(ctx context.Context) ([]tcptable.Namespace, error) { return tcptable.Namespaces(ctx) },
	}
}

func cannotClose() error {
	if runtime.GOOS == "windows" {
		return errors.New("closing connections is not available on Windows: kill --owner --signal KILL ends their processes")
	}
	return nil
}

func openTable(kind choose.Kind, opts ...tcptable.Option) (*tcptable.Table, error) {
	source, err := choose.Open(kind, opts...)
	if err != nil {
		return nil, fmt.Errorf("open: %w", err)
	}
	return tcptable.Open(tcptable.WithSource(source))
}

func lookupUser(uid uint32) (string, error) {
	u, err := user.LookupId(strconv.FormatUint(uint64(uid), 10))
	if err != nil {
		return "", err
	}
	return u.Username, nil
}

// privilege is whose table can be seen: root's is whole.
func privilege() string {
	switch uid := os.Geteuid(); {
	case uid == 0:
		return "as root"
	case uid > 0:
		if name, err := lookupUser(uint32(uid)); err == nil {
			return "as " + name
		}
		return fmt.Sprintf("as user %d", uid)
	}
	return ""
}

// userName asks user.Current only where users have no numbers: of one without a name that believes what
// USER says, which may be somebody else.
func userName() string {
	uid := os.Geteuid()
	if uid < 0 {
		if u, err := user.Current(); err == nil {
			return u.Username
		}
		return "somebody"
	}
	if name, err := lookupUser(uint32(uid)); err == nil {
		return name
	}
	return strconv.Itoa(uid)
}
