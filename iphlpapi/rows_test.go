package iphlpapi

import (
	"bytes"
	"encoding/hex"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/tcptable/tcptable"
)

var update = flag.Bool("update", false, "write testdata/*.txt anew")

// TestGolden holds the sorted table of the machine, byte by byte, against a file that can be read:
// the header first, then a row on each line, in groups of four bytes.
func TestGolden(t *testing.T) {
	for _, c := range calls() {
		got := dump(c.fetch(t, machine().caller(), true), c.header, c.size)
		path := "testdata/" + c.golden + ".txt"
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if want := strings.ReplaceAll(string(want), "\r\n", "\n"); got != want {
			t.Errorf("%s, sorted:\n%s\nwant, as in %s:\n%s", c.name, got, path, want)
		}
	}
}

func dump(table []byte, header, size int) string {
	var b strings.Builder
	line := func(bytes []byte) {
		for group := range slices.Chunk(bytes, 4) {
			b.WriteString(hex.EncodeToString(group) + " ")
		}
		b.WriteString("\n")
	}
	line(table[:header])
	for row := range slices.Chunk(table[header:], size) {
		line(row)
	}
	return strings.ReplaceAll(b.String(), " \n", "\n")
}

// TestTypedCallsSayTheSame: the rows that a typed call returns are those in the buffer.
func TestTypedCallsSayTheSame(t *testing.T) {
	for _, c := range calls() {
		for _, order := range []bool{false, true} {
			got, err := c.list(machine().caller(), order)
			if want := c.fetch(t, machine().caller(), order); err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s, order %v: the typed call returns, error %v,\n%swant\n%s",
					c.name, order, err, dump(got, c.header, c.size), dump(want, c.header, c.size))
			}
		}
	}
}

// TestUnsorted: without order the rows come as the source has them.
func TestUnsorted(t *testing.T) {
	rows, err := list(machine().caller(), tcp6Table2, tcptable.AllStates, false)
	if err != nil {
		t.Fatal(err)
	}
	var got, want []uint16
	for _, row := range rows {
		got = append(got, row.LocalPort.Number())
	}
	for _, c := range machine().tables[0] {
		if local := c.Local.Addr(); local.Is6() && !local.Is4In6() {
			want = append(want, c.Local.Port())
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("local ports %v, want %v", got, want)
	}
}
