package cli

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
)

// namedPort is a port, and the name that it was asked for by.
type namedPort struct {
	port uint16
	name string // empty: the number
}

// parsePorts reads numbers and names of ports, of which an argument holds one, or several with commas
// between them.
func (env *Env) parsePorts(ctx context.Context, args []string) ([]namedPort, error) {
	if len(args) == 0 {
		return nil, usagef("who has which port? give its number or its name: tcptable who 8080")
	}
	var ports []namedPort
	for _, arg := range args {
		for text := range strings.SplitSeq(arg, ",") {
			p, err := env.parseNamedPort(ctx, strings.TrimPrefix(text, ":"))
			if err != nil {
				return nil, err
			}
			if !slices.ContainsFunc(ports, func(known namedPort) bool { return known.port == p.port }) {
				ports = append(ports, p)
			}
		}
	}
	return ports, nil
}

func (env *Env) parseNamedPort(ctx context.Context, text string) (namedPort, error) {
	n, err := strconv.ParseUint(text, 10, 16)
	switch {
	case err == nil && n == 0:
		return namedPort{}, usagef("nobody has port 0: give a number from 1 to 65535")
	case err == nil:
		return namedPort{port: uint16(n)}, nil
	case errors.Is(err, strconv.ErrRange), strings.Trim(text, "+-0123456789") == "":
		return namedPort{}, usagef("unknown port %q: give a number from 1 to 65535, or the name of a service", text)
	}
	port, err := env.LookupPort(ctx, "tcp", text)
	if err != nil || port == 0 {
		return namedPort{}, usagef("unknown port %q: no service is called that here; give its number", text)
	}
	return namedPort{uint16(port), text}, nil
}
