package contest

import (
	"strings"
	"time"

	gonetstat "github.com/cakturk/go-netstat/netstat"
	"github.com/prometheus/procfs"
	"github.com/shirou/gopsutil/v4/net"
	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"github.com/tcptable/tcptable/bench/internal/result"
)

// libraries returns what Go programs use today.
func libraries() []Contestant {
	c := func(name string, work result.Work, what string, call func() (int, error)) Contestant {
		return Contestant{
			Contestant: result.Contestant{Name: name, Work: work, Charted: true, What: what},
			open:       func() (*opened, error) { return &opened{call, func() error { return nil }}, nil },
		}
	}
	return []Contestant{
		c("vishvananda", result.Rows, "vishvananda/netlink: SocketDiagTCP", func() (int, error) {
			sockets, err := netlink.SocketDiagTCP(unix.AF_INET6)
			return len(sockets), err
		}),
		c("procfs", result.Rows, "prometheus/procfs: NetTCP6", func() (int, error) {
			fs, err := procfs.NewDefaultFS()
			if err != nil {
				return 0, err
			}
			//lint:ignore SA1019 it is what its users still call
			lines, err := fs.NetTCP6()
			return len(lines), err
		}),
		c("gopsutil", result.Owners, "gopsutil: Connections", func() (int, error) {
			connections, err := net.Connections("tcp6")
			return len(connections), err
		}),
		c("gopsutil-nouids", result.Owners, "gopsutil: ConnectionsWithoutUids", func() (int, error) {
			connections, err := net.ConnectionsWithoutUids("tcp6")
			return len(connections), err
		}),
		c("go-netstat", result.Owners, "cakturk/go-netstat: TCP6Socks", func() (int, error) {
			sockets, err := gonetstat.TCP6Socks(gonetstat.NoopFilter)
			return len(sockets), err
		}),
	}
}

// programs returns what people type today.
func programs() []Contestant {
	c := func(name string, work result.Work, patience time.Duration, args ...string) Contestant {
		described := named(name, work, args)
		described.Charted = true
		return Contestant{Contestant: described, args: args, patience: patience}
	}
	return []Contestant{
		c("cat", result.PrintRows, 0, "cat", "/proc/net/tcp6"),
		c("ss", result.PrintRows, 0, "ss", "-tanH6"),
		c("netstat", result.PrintRows, 0, "netstat", "-tan6"),
		c("ss-owners", result.PrintOwners, longPatience, "ss", "-tanHp6"),
		c("netstat-owners", result.PrintOwners, 0, "netstat", "-tanp6"),
		c("lsof-owners", result.PrintOwners, 0, "lsof", "-nP", "-i6TCP"),
		c("ss-port", result.PrintOnePort, 0, "ss", "-tanH6", "sport", "=", ":"+port, "or", "dport", "=", ":"+port),
		c("ss-port-remote", result.PrintOnePort, 0, "ss", "-tanH6", "dport", "=", ":"+port),
		c("ss-port-both", result.PrintOnePort, 0, "ss", "-tanH", "sport", "=", ":"+port, "or", "dport", "=", ":"+port),
		c("ss-port-owners", result.PrintOnePortOwners, longPatience, "ss", "-tanHp6", "sport", "=", ":"+port, "or", "dport", "=", ":"+port),
	}
}

// named is the part of a program that others see: its command line says what it does.
func named(name string, work result.Work, args []string) result.Contestant {
	return result.Contestant{Name: name, Work: work, What: strings.Join(args, " ")}
}
