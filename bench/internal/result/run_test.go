package result

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the golden files anew")

func sample(wall time.Duration) Sample { return Sample{Wall: wall, CPU: wall / 2} }

func entry(name string, walls ...time.Duration) Entry {
	e := Entry{Name: name}
	for _, w := range walls {
		e.Samples = append(e.Samples, sample(w))
	}
	return e
}

// exampleRun has every kind of entry: measured, stopped, absent.
func exampleRun() *Run {
	const ms = time.Millisecond
	ours := entry("bpf-owners", 62*ms, 60*ms, 90*ms)
	for i := range ours.Samples {
		ours.Samples[i].Rows, ours.Samples[i].Allocs, ours.Samples[i].Bytes, ours.Samples[i].Peak = middle, 40, 4096, 30<<20
	}
	late := entry("bpf-owners", time.Second)
	late.Samples[0].Rows, late.Samples[0].Allocs = large, 130
	cut := Entry{Name: "ss-owners", Samples: []Sample{{Wall: 300 * time.Second, Cut: true}}}
	return &Run{
		Machine: Machine{
			Date: "2026-01-02", CPU: "Example 3000", CPUs: 2, Memory: 24 << 30, Kernel: "Linux 6.18", Go: "go1.26",
			Commit: "0123456789ab", Load: 0.25, Files: 1234, Peers: []Version{{"ss", "6.1.0"}, {"example.com/peer", "v1.2.3"}},
		},
		Contestants: []Contestant{
			{"bpf-owners", Owners, true, true, "tcptable, BPF"},
			{"tcptable-rows", PrintRows, true, true, "tcptable -tanH6 --no-owners"},
			{"tcptable-owners", PrintOwners, true, true, "tcptable -tanH6"},
			{"ss-owners", PrintOwners, false, true, "ss -tanHp6"},
		},
		Sizes: []Size{
			{0, 9 << 20, []Entry{entry("tcptable-owners", 3*ms), entry("ss-owners", 4*ms)}},
			{10_000, 9 << 20, []Entry{entry("bpf-owners", 10*ms)}},
			{middle, 9 << 20, []Entry{
				ours, {Name: "tcptable-rows", Absent: "this tcptable has no --no-owners"}, entry("tcptable-owners", 250*ms), entry("ss-owners", 2600*ms),
			}},
			{large, 9 << 20, []Entry{late, entry("tcptable-owners", 2*time.Second), cut}},
		},
	}
}

func TestMedian(t *testing.T) {
	for _, tt := range []struct {
		walls        []time.Duration
		median, best time.Duration
	}{
		{[]time.Duration{5}, 5, 5},
		{[]time.Duration{9, 1}, 9, 1},
		{[]time.Duration{9, 1, 4}, 4, 1},
		{[]time.Duration{2, 9, 1, 4}, 4, 1},
	} {
		e := entry("x", tt.walls...)
		median, _ := e.Median()
		best, _ := e.Best()
		if median.Wall != tt.median || best.Wall != tt.best {
			t.Errorf("%v: median %d, best %d", tt.walls, median.Wall, best.Wall)
		}
	}
	if _, ok := (Entry{}).Median(); ok {
		t.Error("nothing has a median")
	}
	if _, ok := (Entry{}).Best(); ok {
		t.Error("nothing has a best")
	}
}

func TestVerdicts(t *testing.T) {
	run := exampleRun()
	got := map[string]int{}
	for _, q := range Requirements() {
		measured, met := q.verdict(run)
		got[strings.TrimSpace(measured+" "+met)]++
	}
	for want, n := range map[string]int{
		"41.9 × yes":   1, // ss -p over the library, at 100,000
		"> 300 × yes":  1, // at 1,000,000
		"10.4 × no":    1, // ss -p over the program, of 12
		"> 150 × yes":  1, // of 100
		"0.75 × yes":   1, // the idle machine
		"1 × yes":      1, // cost per row
		"40 yes":       1, // allocations
		"130 no":       1,
		"not measured": 21,
	} {
		if got[want] != n {
			t.Errorf("%q comes %d times, want %d", want, got[want], n)
		}
	}
}

func TestBound(t *testing.T) {
	least, most := Bound{2, false, " ×"}, Bound{2, true, ""}
	for _, tt := range []struct {
		bound Bound
		m     Measured
		keeps bool
	}{
		{least, Measured{2, false}, true},
		{least, Measured{1.99, false}, false},
		{least, Measured{2, true}, true},
		{most, Measured{2, false}, true},
		{most, Measured{2.01, false}, false},
		{most, Measured{1, true}, false}, // who knows how much it is
	} {
		if got := tt.bound.Keeps(tt.m); got != tt.keeps {
			t.Errorf("%v, %+v: %v", tt.bound, tt.m, got)
		}
	}
	if least.String() != "≥ 2 ×" || most.String() != "≤ 2" {
		t.Errorf("%v, %v", least, most)
	}
}

func TestText(t *testing.T) {
	var b bytes.Buffer
	if err := exampleRun().WriteText(&b); err != nil {
		t.Fatal(err)
	}
	compareGolden(t, "testdata/run.txt", b.Bytes())
}

func TestInsert(t *testing.T) {
	markBegin, markEnd := marks("")
	document := []byte("# Title\n\n" + markBegin + "old\n" + markEnd + "\nEnd.\n")
	once, err := exampleRun().Insert(document, "")
	if err != nil {
		t.Fatal(err)
	}
	compareGolden(t, "testdata/run.md", once)
	twice, err := exampleRun().Insert(once, "")
	if err != nil || !bytes.Equal(once, twice) {
		t.Errorf("the second time it is different: %v", err)
	}
	for _, bad := range []string{"", markBegin, markEnd, markEnd + markBegin} {
		if _, err := exampleRun().Insert([]byte(bad), ""); err == nil {
			t.Errorf("%q: no error", bad)
		}
	}
}

// A part stands beside the rest, and is held against what it measured.
func TestInsertPart(t *testing.T) {
	begin, end := marks("port")
	run := exampleRun()
	run.Contestants = append(run.Contestants, Contestant{"tcptable-port-owners", PrintOnePortOwners, true, false, "tcptable --port PORT"})
	run.Sizes = run.Sizes[2:3]
	run.Sizes[0].Entries = []Entry{entry("tcptable-owners", 250*time.Millisecond), entry("tcptable-port-owners", 40*time.Millisecond)}
	whole, wholeEnd := marks("")
	head, tail := whole+"whole\n"+wholeEnd, "End.\n"
	got, err := run.Insert([]byte(head+begin+"old\n"+end+tail), "port")
	if err != nil {
		t.Fatal(err)
	}
	compareGolden(t, "testdata/part.md", got)
	if _, err := run.Insert([]byte(head+begin+end), "another"); err == nil {
		t.Error("a part without a place: no error")
	}
}

func compareGolden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s: got\n%s\nwant\n%s", path, got, want)
	}
}

func TestChart(t *testing.T) {
	var b bytes.Buffer
	if err := exampleRun().WriteChart(&b, "A title", Owners, PrintOwners); err != nil {
		t.Fatal(err)
	}
	svg := b.String()
	for decoder := xml.NewDecoder(&b); ; {
		if _, err := decoder.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"A title", "tcptable, BPF", "ss -tanHp6", "1,000,000", "0.01 s", "1000 s"} {
		if !strings.Contains(svg, want) {
			t.Errorf("the chart has no %q", want)
		}
	}
	if err := exampleRun().WriteChart(io.Discard, "", Rows); !errors.Is(err, errNoPoints) {
		t.Errorf("nothing to draw: %v", err)
	}
	one := &Run{Contestants: exampleRun().Contestants, Sizes: exampleRun().Sizes[1:2]}
	if err := one.WriteChart(io.Discard, "", Owners); err != nil {
		t.Errorf("a single point: %v", err)
	}
}

func TestFormat(t *testing.T) {
	for got, want := range map[string]string{
		grouped(0): "0", grouped(999): "999", grouped(1000): "1,000", grouped(1234567): "1,234,567",
		seconds(1500 * time.Millisecond): "1.5 s", seconds(61234 * time.Microsecond): "61.2 ms", seconds(7250): "7.25 µs",
		(Sample{Wall: time.Minute, Cut: true}).wall(): "> 60 s",
		Measured{312.4, true}.text(" ×"):              "> 312 ×",
		Measured{3.14159, false}.text(" ×"):           "3.14 ×",
		Measured{12, false}.text(""):                  "12",
		mebibytes(5<<20, 9<<20):                       "< 10 MiB",
		mebibytes(50<<20, 9<<20):                      "50 MiB",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
