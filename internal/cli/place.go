package cli

import (
	"fmt"
	"io/fs"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/choose"
)

// place are the options for the network namespace, or all of them, that the flags name.
func (s *selection) place() ([]tcptable.Option, error) {
	switch {
	case s.netNS.text != "" && s.allNetNS:
		return nil, usagef("--netns and --all-netns exclude each other: give one of them")
	case s.allNetNS:
		return []tcptable.Option{choose.AllNetNS(s.source.kind)}, nil
	case s.netNS.text != "":
		path, err := tcptable.FindNetNS(s.netNS.text)
		return []tcptable.Option{tcptable.WithNetNS(path)}, err
	}
	return nil, nil
}

// openTable opens the table that the flags name.
func (env *Env) openTable(s *selection) (*tcptable.Table, error) {
	opts, err := s.place()
	if err != nil {
		return nil, err
	}
	return env.Open(s.source.kind, opts...)
}

// missingNamespaces says which network namespaces are not in the table, if any.
func missingNamespaces(r *tcptable.Report) error {
	const help = "run as root, or see tcptable doctor"
	switch {
	case r.NamespacesDenied > 0:
		which := count(r.NamespacesDenied, "network namespace", "network namespaces")
		return fmt.Errorf("%s may not be read, so that connections are missing: %s: %w", which, help, fs.ErrPermission)
	case r.NamespacesUnseen > 0:
		whose := count(r.NamespacesUnseen, "process", "processes")
		return fmt.Errorf("the network namespaces of %s may not be seen, so that connections may be missing: %s: %w", whose, help, fs.ErrPermission)
	}
	return nil
}
