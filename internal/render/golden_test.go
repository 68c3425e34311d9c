package render_test

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/render"
)

var update = flag.Bool("update", false, "write the golden files anew")

func sampleReport() *tcptable.Report {
	return &tcptable.Report{
		Source:   "procfs",
		Fallback: errors.New("netlink: \"not\" permitted"),
		Missing:  tcptable.FieldOffload | tcptable.FieldCookie,
		Begin:    time.Date(2026, 11, 23, 18, 0, 0, 120_000_000, time.FixedZone("", 3600)),
		Elapsed:  1234567 * time.Nanosecond,
		Rows:     20, Undecided: 3, Retries: 1, Passes: 2, Added: 4, Duplicates: 5,
		Processes: 300, Denied: 7, Vanished: 2, Hidden: true,
		NamespacesDenied: 8, NamespacesVanished: 9, NamespacesUnseen: 10,
	}
}

func sampleHead(failure error) render.Head {
	return render.Head{Report: sampleReport(), Failure: failure}
}

func TestGolden(t *testing.T) {
	rows := all(sampleRows())
	everything := tcptable.FieldScopes | tcptable.FieldInterface | tcptable.FieldOffload |
		tcptable.FieldCookie | tcptable.FieldDualStack | tcptable.FieldListenSendQ |
		tcptable.FieldQueues | tcptable.FieldInode | tcptable.FieldUser
	for _, test := range []struct {
		name  string
		write func(w io.Writer) error
	}{
		{"plain.txt", func(w io.Writer) error {
			return render.Text(w, rows, render.TextOptions{Header: true})
		}},
		{"extended.txt", func(w io.Writer) error {
			return render.Text(w, rows, render.TextOptions{Header: true, Extended: true})
		}},
		{"no_owners.txt", func(w io.Writer) error {
			return render.Text(w, rows, render.TextOptions{Header: true, NoOwners: true})
		}},
		{"missing.txt", func(w io.Writer) error {
			return render.Text(w, rows, render.TextOptions{Extended: true, Missing: everything})
		}},
		{"color.txt", func(w io.Writer) error {
			return render.Text(w, rows, render.TextOptions{Header: true, Color: true})
		}},
		{"empty.txt", func(w io.Writer) error {
			return render.Text(w, all(nil), render.TextOptions{Header: true})
		}},
		{"rows.ndjson", func(w io.Writer) error { return render.NDJSON(w, rows) }},
		{"rows.csv", func(w io.Writer) error { return render.CSV(w, rows, true) }},
		{"document.json", func(w io.Writer) error {
			return render.JSON(w, sampleHead(errors.New("half of it")), rows)
		}},
		{"namespaces.json", func(w io.Writer) error {
			head := sampleHead(nil)
			head.Namespaces = render.NameNamespaces(sampleNamespaces())
			return render.NamespaceColumns().JSON(w, head, all(fullRows()[:2]))
		}},
		{"wide.txt", func(w io.Writer) error {
			columns := render.WideColumns().Without("started") // which is in local time
			return render.Text(w, all(fullRows()), render.TextOptions{Header: true, Columns: columns})
		}},
		{"columns.ndjson", func(w io.Writer) error { return render.AllColumns().NDJSON(w, all(fullRows()[:2])) }},
		{"columns.csv", func(w io.Writer) error { return render.AllColumns().CSV(w, all(fullRows()[:2]), true) }},
		{"empty.json", func(w io.Writer) error {
			return render.JSON(w, render.Head{Report: &tcptable.Report{Source: "netlink", Missing: everything}}, all(nil))
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got bytes.Buffer
			if err := test.write(&got); err != nil {
				t.Fatal(err)
			}
			compareGolden(t, filepath.Join("testdata", test.name), got.Bytes())
		})
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
		t.Errorf("%s differs\n got:\n%s\nwant:\n%s", path, got, want)
	}
}
