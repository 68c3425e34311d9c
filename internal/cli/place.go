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
	const help = "%s, so that connections are missing: run as root, or with CAP_SYS_ADMIN and CAP_SYS_PTRACE: %w"
	switch {
	case r.NamespacesDenied > 0:
		return fmt.Errorf(help, count(r.NamespacesDenied, "network namespace", "network namespaces")+" may not be read", fs.ErrPermission)
	case r.NamespacesUnseen > 0:
		who := count(r.NamespacesUnseen, "process", "processes")
		return fmt.Errorf("the network namespaces of %s may not be seen, so that connections may be missing: "+
			"run as root, or with CAP_SYS_ADMIN and CAP_SYS_PTRACE: %w", who, fs.ErrPermission)
	}
	return nil
}
