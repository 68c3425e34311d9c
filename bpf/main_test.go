package bpf

import (
	"testing"

	"github.com/tcptable/tcptable/internal/sockfarm"
)

func TestMain(m *testing.M) {
	withoutLeader()
	sockfarm.Main(m)
}
