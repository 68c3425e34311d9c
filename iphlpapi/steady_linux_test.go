package iphlpapi_test

import (
	"testing"

	"github.com/tcptable/tcptable/internal/sockfarm"
)

// enterSteady makes sure that nobody else changes the table, and that it is not empty.
func enterSteady(t *testing.T) {
	t.Helper()
	sockfarm.Enter(t)
	connect(t, "127.0.0.1:0", "127.0.0.1")
	tryConnect(t, "[::1]:0", "::1")
}
