package mib

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// FuzzDecode gives every input to every decoder of the list, so that none is left out. What one
// accepts must come back from its encoder as it was, but for padding and the high halves of
// ports.
func FuzzDecode(f *testing.F) {
	for _, s := range subjects {
		f.Add(s.pattern())
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		for _, s := range subjects {
			got, err := s.recode(src)
			if err != nil {
				continue
			}
			padded := append(bytes.Clone(src), make([]byte, s.header)...) // a table of no rows may lack its padding
			if want := s.canonical(padded); !bytes.Equal(got, want) {
				t.Errorf("%s: decoded and encoded again:\ngot  %x\nwant %x", s.name, got, want)
			}
		}
	})
}

// TestCorpusReachesEveryDecoder fails when no committed input gets through one of the decoders,
// or none is refused by it.
func TestCorpusReachesEveryDecoder(t *testing.T) {
	inputs := readCorpus(t, "testdata/fuzz/FuzzDecode")
	for _, s := range subjects {
		rows, accepted, refused := 0, 0, 0
		for _, src := range inputs {
			got, err := s.recode(src)
			if err != nil {
				refused++
				continue
			}
			accepted++
			rows = max(rows, (len(got)-s.header)/s.size)
		}
		if accepted == 0 || refused == 0 || rows == 0 {
			t.Errorf("%s: of %d inputs %d are accepted, with at most %d rows, and %d refused",
				s.name, len(inputs), accepted, rows, refused)
		}
	}
}

func readCorpus(t *testing.T, dir string) (inputs [][]byte) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n")
		quoted := strings.TrimSuffix(strings.TrimPrefix(lines[1], "[]byte("), ")")
		input, err := strconv.Unquote(quoted)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		inputs = append(inputs, []byte(input))
	}
	return inputs
}
