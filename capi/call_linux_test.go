//go:build cgo

package main

import (
	"errors"
	"fmt"
	"testing"

	"github.com/tcptable/tcptable/iphlpapi"
)

func TestCodeOf(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want iphlpapi.Errno
	}{
		{nil, iphlpapi.NO_ERROR},
		{iphlpapi.ERROR_NOACCESS, iphlpapi.ERROR_NOACCESS},
		{fmt.Errorf("%w (cause)", iphlpapi.ERROR_NOT_FOUND), iphlpapi.ERROR_NOT_FOUND},
		{errors.New("no code"), iphlpapi.ERROR_GEN_FAILURE},
	} {
		if got := codeOf(tt.err); got != tt.want {
			t.Errorf("codeOf(%v) = %d, want %d", tt.err, got, tt.want)
		}
	}
}

func TestPanicBecomesCode(t *testing.T) {
	err := withMemory(func(memory) error { panic("test") })
	if code := codeOf(err); code != iphlpapi.ERROR_GEN_FAILURE {
		t.Errorf("%d (%v)", code, err)
	}
}

func TestFillGrows(t *testing.T) {
	const room, need = 64 << 20, 40 << 20
	calls := 0
	filled, size, err := fill(room, func(b []byte, size *uint32) error {
		calls++
		if *size = need; len(b) < need {
			return iphlpapi.ERROR_INSUFFICIENT_BUFFER
		}
		return nil
	})
	if err != nil || size != need || len(filled) != need || calls != 2 {
		t.Errorf("%d bytes of %d after %d calls: %v", len(filled), size, calls, err)
	}
}
