//go:build cgo

package main

import "testing"

func TestTables(t *testing.T) { runAlone(t, "tables") }

func TestRows(t *testing.T) { runAlone(t, "rows") }
