package tui

import "github.com/tcptable/tcptable"

// describeFacts shows what is known of the process beside its program.
func (m *model) describeFacts(*sheet, *tcptable.ProcessFacts) {}
