package rights

import (
	"os"
	"runtime"
	"strings"
	"testing"
)

const status = "Name:\tbash\nUid:\t0\t0\t0\t0\nCapInh:\t0000000000000000\nCapPrm:\t000001ffffffffff\nCapEff:\t000000c000081004\n" +
	"CapBnd:\t000001fffeffffff\nCapAmb:\t0000000000000000\nNoNewPrivs:\t1\nSeccomp:\t0\n"

func TestParseStatus(t *testing.T) {
	r, err := parseStatus(status)
	want := Rights{Effective: SetOf(DACReadSearch, NetAdmin, SysPtrace, Perfmon, BPF), Bounding: 0x1fffeffffff, NoNewPrivs: true}
	if err != nil || r != want {
		t.Errorf("got %+v, %v, want %+v", r, err, want)
	}
	if got := r.Effective.String(); got != "cap_dac_read_search,cap_net_admin,cap_sys_ptrace,cap_perfmon,cap_bpf" {
		t.Error(got)
	}
	if r.Effective.Has(SysAdmin) || !r.Bounding.Has(SysAdmin) {
		t.Error("cap_sys_admin is in the bounding set alone")
	}
	if got := Capability(24).String(); got != "cap_24" {
		t.Error(got)
	}
}

func TestParseStatusFails(t *testing.T) {
	for name, text := range map[string]string{
		"empty":       "",
		"no bounding": "CapEff:\t0000000000000000\n",
		"no number":   strings.Replace(status, "000000c000081004", "x", 1),
		"too long":    strings.Replace(status, "000001fffeffffff", "ffff000001fffeffffff", 1),
	} {
		if r, err := parseStatus(text); err == nil || r != (Rights{}) {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
}

func TestIsInitial(t *testing.T) {
	for text, want := range map[string]bool{
		"         0          0 4294967295\n": true,
		"         0       1000          1\n": false,
		"0 0 4294967294\n":                   false,
		"":                                   false,
		"0 1000 1\n         1     100000      65536\n":     false,
		"         0          0 4294967295\n1 2 3\n":        false,
		"         0          0 4294967295 and more here\n": false,
	} {
		if got := isInitial(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestProcGroup(t *testing.T) {
	const root = "21 1 8:1 / / rw,relatime - ext4 /dev/root rw\n"
	for text, want := range map[string]uint32{
		"": 0,
		root + "22 21 0:20 / /proc rw,nosuid shared:5 - proc proc rw,hidepid=invisible,gid=1001\n": 1001,
		root + "22 21 0:20 / /proc rw,nosuid - proc proc rw,gid=7,hidepid=2\n":                     7,
		root + "22 21 0:20 / /proc rw,nosuid - proc proc rw\n":                                     0,
		root + "22 21 0:20 / /mnt rw,nosuid - proc proc rw,gid=7\n":                                0,
		root + "22 21 0:20 / /proc rw - tmpfs tmpfs rw,gid=7\n":                                    0,
		root + "22 21 0:20 / /proc rw - proc proc rw,gid=7\n23 22 0:21 / /proc rw - proc x rw\n":   0,
		root + "22 21 0:20 / /proc rw - proc proc rw,gid=many\n":                                   0,
		"a line that is no mount, and gid=7\n":                                                     0,
	} {
		if got := procGroup(text); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}

func TestExamine(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	r, err := Examine(program)
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS == "linux" && r.Bounding == 0 && r.Effective == 0 && r.Root {
		t.Errorf("root without any capability: %+v", r)
	}
	if runtime.GOOS != "windows" && r.Root != (os.Geteuid() == 0) {
		t.Errorf("user %d, and %+v", os.Geteuid(), r)
	}
}
