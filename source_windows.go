package tcptable

import (
	"errors"
	"fmt"
	"runtime"

	"golang.org/x/sys/windows"

	"github.com/tcptable/tcptable/internal/mib"
	"github.com/tcptable/tcptable/internal/winapi"
)

func openDefault(opts ...Option) (Source, error) { return OpenIPHelper(opts...) }

// OpenIPHelper returns the Source that calls GetTcpTable2 and GetTcp6Table2 of Windows' iphlpapi.dll.
// It needs no privilege. The fields in [Report.Missing] are not in those tables. A process that
// may not be looked at still is the owner of its rows; only its name stays unknown.
//
// There are no network namespaces and there is no proc filesystem on Windows: with [WithNetNS] or
// [WithProcRoot] the error is one for which errors.Is(err, errors.ErrUnsupported) is true.
//
// Source: https://learn.microsoft.com/en-us/windows/win32/api/iphlpapi/nf-iphlpapi-gettcp6table2
func OpenIPHelper(opts ...Option) (Source, error) {
	o := newOptions(opts)
	switch {
	case o.netns != "":
		return nil, fmt.Errorf("network namespace %q: %w on Windows", o.netns, errors.ErrUnsupported)
	case o.procRoot != "":
		return nil, fmt.Errorf("proc filesystem %q: %w on Windows", o.procRoot, errors.ErrUnsupported)
	}
	return &ipHelperSource{windows: ipHelper{
		tcpTable2: func(table *byte, size *uint32) error {
			return winapi.Result(winapi.GetTcpTable2(table, size, false))
		},
		tcp6Table2: func(table *byte, size *uint32) error {
			return winapi.Result(winapi.GetTcp6Table2(table, size, false))
		},
		tcpTableModule:  moduleTable(windows.AF_INET),
		tcp6TableModule: moduleTable(windows.AF_INET6),
		process:         windowsProcess,
		statistics4:     func() (mib.TcpStats2, error) { return windowsStatistics(windows.AF_INET) },
		statistics6:     func() (mib.TcpStats2, error) { return windowsStatistics(windows.AF_INET6) },
	}}, nil
}

func moduleTable(family uint32) func(*byte, *uint32) error {
	const ownerModuleAll = 8 // TCP_TABLE_OWNER_MODULE_ALL
	return func(table *byte, size *uint32) error {
		return winapi.Result(winapi.GetExtendedTcpTable(table, size, false, family, ownerModuleAll, 0))
	}
}

// OpenNetlink works on Linux only: elsewhere errors.Is(err, errors.ErrUnsupported) is true.
func OpenNetlink(...Option) (Source, error) { return nil, errNotHere() }

// OpenProc works on Linux only: elsewhere errors.Is(err, errors.ErrUnsupported) is true.
func OpenProc(...Option) (Source, error) { return nil, errNotHere() }

func errNotHere() error {
	return fmt.Errorf("no such source of TCP connections on %s: %w", runtime.GOOS, errors.ErrUnsupported)
}
