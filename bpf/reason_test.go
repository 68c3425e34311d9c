package bpf

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"syscall"
	"testing"
)

func TestReason(t *testing.T) {
	good := facts{release: "6.1.0", types: true, targets: true, lockdown: "none"}
	with := func(change func(*facts)) facts {
		f := good
		change(&f)
		return f
	}
	invalid := errors.New("invalid argument")
	tests := []struct {
		name  string
		facts facts
		err   error
		says  string
		is    error
	}{
		{"no capability", with(func(f *facts) { f.lacking = []string{"CAP_BPF", "CAP_PERFMON"} }), fmt.Errorf("step: %w", syscall.EPERM), "it takes CAP_BPF and CAP_PERFMON, which the caller lacks: operation not permitted", fs.ErrPermission},
		{"one capability", with(func(f *facts) { f.lacking = []string{"CAP_PERFMON"} }), syscall.EACCES, "it takes CAP_PERFMON, which", fs.ErrPermission},
		{"user namespace", good, syscall.EPERM, "initial user namespace", fs.ErrPermission},
		{"lockdown", with(func(f *facts) { f.lockdown = "confidentiality" }), invalid, "locked down", fs.ErrPermission},
		{"no system call", good, syscall.ENOSYS, "bpf(2)", errors.ErrUnsupported},
		{"no types", with(func(f *facts) { f.types, f.targets = false, false }), invalid, "Linux 6.1.0, does not describe its types", errors.ErrUnsupported},
		{"no iterators", with(func(f *facts) { f.targets = false }), invalid, "no iterators", errors.ErrUnsupported},
		{"old kernel", good, invalid, "5.15", errors.ErrUnsupported},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.facts.reason(tt.err)
			if !strings.Contains(err.Error(), tt.says) || !errors.Is(err, tt.is) || !errors.Is(err, short(tt.err)) {
				t.Errorf("got %q, want one that says %q and is %v", err, tt.says, tt.is)
			}
		})
	}
}

func TestLockdownMode(t *testing.T) {
	for text, want := range map[string]string{
		"[none] integrity confidentiality\n": "none",
		"none [integrity] confidentiality\n": "integrity",
		"none integrity [confidentiality]\n": "confidentiality",
		"":                                   "",
		"none integrity":                     "",
	} {
		if got := lockdownMode(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestLackingCapabilities(t *testing.T) {
	for effective, want := range map[uint64][]string{
		0:                              {"CAP_BPF", "CAP_PERFMON"},
		1 << capBPF:                    {"CAP_PERFMON"},
		1 << capPerfmon:                {"CAP_BPF"},
		1<<capBPF | 1<<capPerfmon:      nil,
		1 << capSysAdmin:               nil,
		1<<64 - 1:                      nil,
		1<<64 - 1 - 1<<capSysAdmin:     nil,
		1<<capSysAdmin | 1<<capPerfmon: nil,
	} {
		if got := lackingCapabilities(effective); !slices.Equal(got, want) {
			t.Errorf("%#x: got %v, want %v", effective, got, want)
		}
	}
}
