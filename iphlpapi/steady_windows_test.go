package iphlpapi_test

import "testing"

// enterSteady makes sure that the table is not empty. Others may change it.
func enterSteady(t *testing.T) {
	t.Helper()
	connect(t, "127.0.0.1:0", "127.0.0.1")
	tryConnect(t, "[::1]:0", "::1")
}
