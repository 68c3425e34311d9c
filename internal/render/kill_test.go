package render_test

import (
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"testing"

	"github.com/tcptable/tcptable/internal/render"
)

// sampleOutcomes have each result.
func sampleOutcomes() []render.Outcome {
	rows := sampleRows()
	outcomes := []render.Outcome{
		{Row: rows[0], Result: render.KillPlanned},
		{Row: rows[1], Result: render.KillClosed},
		{Row: rows[4], Result: render.KillSignaled, Reason: "102/a\x1b[2Jb holds it too"},
		{Row: rows[2], Result: render.KillGone},
		{Row: rows[7], Result: render.KillSpared, Reason: "that is tcptable itself"},
		{Row: rows[3], Result: render.KillDenied, Reason: "it takes CAP_NET_ADMIN"},
		{Row: rows[5], Result: render.KillUnsupported, Reason: "no"},
		{Row: rows[8], Result: render.KillFailed, Reason: "line\nfeed"},
	}
	outcomes[1].Row.More = &render.More{NetNS: "blue\t"}
	return outcomes
}

func TestKillGolden(t *testing.T) {
	for _, test := range []struct {
		name  string
		write func(w io.Writer) error
	}{
		{"kill.txt", func(w io.Writer) error {
			return render.KillText(w, sampleOutcomes(), render.KillOptions{Header: true})
		}},
		{"kill_color.txt", func(w io.Writer) error {
			return render.KillText(w, sampleOutcomes(), render.KillOptions{Header: true, Color: true, Namespaces: true})
		}},
		{"kill_preview.txt", func(w io.Writer) error {
			return render.KillText(w, sampleOutcomes()[:2], render.KillOptions{Header: true, Preview: true})
		}},
		{"kill.json", func(w io.Writer) error {
			d := render.KillDocument{Report: sampleReport(), Failure: errors.New("half of it"), Signal: "TERM", DryRun: true, Outcomes: sampleOutcomes()}
			return d.JSON(w)
		}},
		{"kill.ndjson", func(w io.Writer) error {
			d := render.KillDocument{Report: sampleReport(), Outcomes: sampleOutcomes()[:2]}
			return d.NDJSON(w)
		}},
		{"kill_nothing.json", func(w io.Writer) error {
			d := render.KillDocument{Report: sampleReport()}
			return errors.Join(d.JSON(w), d.NDJSON(w), render.KillText(w, nil, render.KillOptions{Header: true}))
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
