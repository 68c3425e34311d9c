package tcptable

import (
	"errors"
	"io/fs"
	"math"
	"syscall"
	"testing"
	"time"

	"github.com/tcptable/tcptable/internal/mib"
)

func TestIPHelperProcessFacts(t *testing.T) {
	table := openFake(t, windowsHost())
	for _, tt := range []struct {
		name string
		p    Process
		want error
	}{
		{"by PID", Process{PID: 700}, nil},
		{"by PID and start", Process{PID: 700, Start: 700}, nil},
		{"a PID that is another's now", Process{PID: 700, Start: 699}, fs.ErrNotExist},
		{"ended", Process{PID: 500}, fs.ErrNotExist},
		{"denied", Process{PID: 600}, fs.ErrPermission},
	} {
		facts, err := table.ProcessFacts(t.Context(), tt.p)
		if !errors.Is(err, tt.want) || (err == nil) != (facts.Name == "p700") {
			t.Errorf("%s: %+v, error %v; want %v", tt.name, facts, err, tt.want)
		}
	}
}

func TestIPHelperStatistics(t *testing.T) {
	v4 := mib.TcpStats2{
		RtoAlgorithm: 4, RtoMin: 10, RtoMax: 4294967295, MaxConn: math.MaxUint32,
		ActiveOpens: 1, PassiveOpens: 2, AttemptFails: 3, EstabResets: 4, CurrEstab: 5,
		InSegs: 1 << 40, OutSegs: 7, RetransSegs: 8, InErrs: 9, OutRsts: 10, NumConns: 11,
	}
	v6 := v4
	v6.RtoMin, v6.MaxConn, v6.ActiveOpens, v6.OutRsts = 20, 3, math.MaxUint32, 100
	answer := func(s mib.TcpStats2, err error) func() (mib.TcpStats2, error) {
		return func() (mib.TcpStats2, error) { return s, err }
	}
	want := Statistics{
		RtoAlgorithm: 4, RtoMin: 10 * time.Millisecond, RtoMax: math.MaxUint32 * time.Millisecond, MaxConn: -1,
		ActiveOpens: 1 << 32, PassiveOpens: 4, AttemptFails: 6, EstabResets: 8, CurrEstab: 10,
		InSegs: 2 << 40, OutSegs: 14, RetransSegs: 16, InErrs: 18, OutRsts: 110,
	}
	got, err := openFake(t, ipHelper{statistics4: answer(v4, nil), statistics6: answer(v6, nil)}).Statistics(t.Context())
	if err != nil || got != want {
		t.Errorf("%+v, error %v; want %+v", got, err, want)
	}
	for name, host := range map[string]ipHelper{
		"IPv4 alone": {statistics4: answer(v4, nil), statistics6: answer(mib.TcpStats2{}, syscall.EPERM)},
		"IPv6 alone": {statistics4: answer(mib.TcpStats2{}, syscall.EPERM), statistics6: answer(v4, nil)},
	} {
		got, err := openFake(t, host).Statistics(t.Context())
		if !errors.Is(err, fs.ErrPermission) || got.InSegs != 1<<40 || got.MaxConn != -1 {
			t.Errorf("%s: %+v, error %v", name, got, err)
		}
	}
}
