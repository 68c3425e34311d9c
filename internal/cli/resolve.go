package cli

import (
	"context"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tcptable/tcptable/internal/render"
)

// resolveMode is the value of --resolve. It implements pflag.Value.
type resolveMode string

const (
	resolveNever  resolveMode = "never"
	resolveAuto   resolveMode = "auto"
	resolveAlways resolveMode = "always"
)

func resolveWords() []string {
	return []string{string(resolveNever), string(resolveAuto), string(resolveAlways)}
}

// Set takes one of the three words.
func (m *resolveMode) Set(text string) error {
	if !slices.Contains(resolveWords(), text) {
		return usagef("unknown value %q for --resolve: try one of %s", text, strings.Join(resolveWords(), ", "))
	}
	*m = resolveMode(text)
	return nil
}

// String returns the word.
func (m *resolveMode) String() string { return string(*m) }

// Type is what help shows for the value.
func (m *resolveMode) Type() string { return "WHEN" }

// How names are asked for: as many at a time, and all together not longer than that. What has no name
// by then stays a number.
const (
	resolvers      = 32
	resolveTimeout = 3 * time.Second
)

// resolves reports whether names of hosts are looked up: a program gets numbers, and a pipe too unless
// it is asked for.
func (l *listing) resolves() bool {
	switch {
	case l.format != "" || l.group.column != nil:
		return false
	case l.resolveMode == resolveAuto:
		return l.env.IsTerminal()
	}
	return l.resolveMode == resolveAlways
}

// resolve puts the names of remote hosts into rows, each asked for once.
func (env *Env) resolve(ctx context.Context, rows []render.Row) {
	names := env.lookupAddrs(ctx, remoteAddrs(rows))
	for i := range rows {
		name := names[rows[i].Conn.Remote.Addr()]
		if name == "" {
			continue
		}
		if rows[i].More == nil {
			rows[i].More = new(render.More)
		}
		rows[i].More.Remote = name
	}
}

// remoteAddrs returns the addresses of hosts at the other end, each once. Listeners have none.
func remoteAddrs(rows []render.Row) []netip.Addr {
	seen := make(map[netip.Addr]bool)
	var addrs []netip.Addr
	for i := range rows {
		a := rows[i].Conn.Remote.Addr()
		if !seen[a] && a.IsValid() && !a.IsUnspecified() {
			seen[a] = true
			addrs = append(addrs, a)
		}
	}
	return addrs
}

func (env *Env) lookupAddrs(ctx context.Context, addrs []netip.Addr) map[netip.Addr]string {
	ctx, cancel := context.WithTimeout(ctx, resolveTimeout)
	defer cancel()
	var (
		mu    sync.Mutex // guards names
		names = make(map[netip.Addr]string)
		work  sync.WaitGroup
		next  = make(chan netip.Addr)
	)
	for range min(resolvers, len(addrs)) {
		work.Go(func() {
			for a := range next {
				name, err := env.lookupName(ctx, a)
				if err != nil || name == "" {
					continue
				}
				mu.Lock()
				names[a] = name
				mu.Unlock()
			}
		})
	}
	for _, a := range addrs {
		select {
		case next <- a:
		case <-ctx.Done():
		}
	}
	close(next)
	work.Wait()
	return names
}

// lookupName returns the name of a host, or nothing if it has none.
func (env *Env) lookupName(ctx context.Context, addr netip.Addr) (string, error) {
	found, err := env.LookupAddr(ctx, addr.Unmap().String())
	if err != nil || len(found) == 0 {
		return "", err
	}
	return strings.TrimSuffix(found[0], "."), nil
}
