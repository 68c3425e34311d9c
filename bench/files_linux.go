package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"

	"github.com/tcptable/tcptable/bench/internal/result"
)

// writeFiles writes everything that a run says into the checkout.
func (o *options) writeFiles(run *result.Run) error {
	document := filepath.Join(o.root, "docs", "benchmarks.md")
	old, err := os.ReadFile(document)
	if err != nil {
		return err
	}
	updated, err := run.Insert(old, o.part)
	if err != nil {
		return err
	}
	raw, err := json.MarshalIndent(run, "", "\t")
	if err != nil {
		return err
	}
	raw = append(raw, '\n')
	if o.part != "" {
		return writeAll(map[string][]byte{o.resultPath(o.part + ".json"): raw, document: updated})
	}
	var text, rows, owners bytes.Buffer
	if err := run.WriteText(&text); err != nil {
		return err
	}
	if err := run.WriteChart(&rows, "Rows without owners", result.Rows, result.PrintRows); err != nil {
		return err
	}
	if err := run.WriteChart(&owners, "Rows with owners", result.Owners, result.PrintOwners); err != nil {
		return err
	}
	if err := os.MkdirAll(o.resultPath(""), 0o755); err != nil {
		return err
	}
	return writeAll(map[string][]byte{
		o.resultPath("run.json"):    raw,
		o.resultPath("results.txt"): text.Bytes(),
		o.resultPath("rows.svg"):    rows.Bytes(),
		o.resultPath("owners.svg"):  owners.Bytes(),
		document:                    updated,
	})
}

func writeAll(files map[string][]byte) error {
	for path, content := range files {
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}
