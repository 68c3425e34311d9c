package render_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/render"
)

// sampleCounts are counts with others before them.
func sampleCounts() *render.Counts {
	before := &render.Counts{
		Statistics: tcptable.Statistics{ActiveOpens: 10, InSegs: 1<<32 - 10, OutSegs: 1 << 40, OutRsts: 7},
		Counters: []tcptable.Counter{
			{Name: "ListenDrops", Value: 1}, {Name: "TCPTimeouts", Value: 1 << 20}, {Name: "TW", Value: 1},
		},
	}
	return &render.Counts{
		Time: time.Date(2026, 11, 29, 3, 0, 0, 5, time.UTC),
		Statistics: tcptable.Statistics{
			RtoAlgorithm: 1, RtoMin: 200 * time.Millisecond, RtoMax: 2 * time.Minute, MaxConn: -1,
			CurrEstab: 2, ActiveOpens: 15, InSegs: 10, OutSegs: 3, OutRsts: 7,
		},
		Counters: []tcptable.Counter{
			{Name: "ListenDrops", Value: 2},
			{Name: "TCPTimeouts", Value: 5},
			{Name: "TW", Value: 0},
			{Name: "TCPHPHits", Value: 1<<64 - 1},
			{Name: "\x1b[2J\xff", Value: 9},
		},
		Failure: errors.New("half of it"),
		Elapsed: 2 * time.Second,
		Before:  before,
	}
}

func TestStats(t *testing.T) {
	var out bytes.Buffer
	if err := render.Stats(&out, sampleCounts(), render.StatsOptions{Header: true}); err != nil {
		t.Fatal(err)
	}
	compareGolden(t, "testdata/stats.txt", out.Bytes())
	out.Reset()
	if err := render.Stats(&out, sampleCounts(), render.StatsOptions{Header: true, Color: true, All: true}); err != nil {
		t.Fatal(err)
	}
	compareGolden(t, "testdata/stats_all.txt", out.Bytes())
	out.Reset()
	once := sampleCounts()
	once.Before, once.Counters = nil, nil
	if err := render.Stats(&out, once, render.StatsOptions{}); err != nil {
		t.Fatal(err)
	}
	if first, _, _ := strings.Cut(out.String(), "\n"); first != "CurrEstab         2  connections in ESTABLISHED and CLOSE_WAIT now" {
		t.Errorf("without rates: %q", first)
	}
}

func TestStatsJSON(t *testing.T) {
	var out bytes.Buffer
	if err := render.StatsJSON(&out, sampleCounts()); err != nil {
		t.Fatal(err)
	}
	compareGolden(t, "testdata/stats.json", out.Bytes())
	var got struct {
		Statistics map[string]uint64   `json:"statistics"`
		Counters   map[string]uint64   `json:"counters"`
		Rates      map[string]*float64 `json:"per_second"`
	}
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Counters["TCPHPHits"] != 1<<64-1 || got.Statistics["curr_estab"] != 2 || len(got.Counters) != 5 {
		t.Errorf("%+v", got)
	}
	for name, want := range map[string]float64{"active_opens": 2.5, "in_segs": 10, "out_rsts": 0, "ListenDrops": 0.5} {
		if rate := got.Rates[name]; rate == nil || *rate != want {
			t.Errorf("the rate of %s is %v, want %v", name, rate, want)
		}
	}
	for _, name := range []string{"out_segs", "TCPTimeouts", "TCPHPHits"} { // began anew, or were not there before
		if rate, ok := got.Rates[name]; rate != nil || !ok {
			t.Errorf("the rate of %s is %v, %t, want null", name, rate, ok)
		}
	}
	once := sampleCounts()
	once.Before, once.Counters, once.Failure = nil, nil, nil
	out.Reset()
	if err := render.StatsJSON(&out, once); err != nil {
		t.Fatal(err)
	}
	if s := out.String(); !strings.Contains(s, `"counters":null}`) || strings.Contains(s, "per_second") || !strings.Contains(s, `"error":null`) {
		t.Error(s)
	}
}
