package choose

import (
	"testing"

	"github.com/tcptable/tcptable/internal/sockfarm"
)

func TestMain(m *testing.M) { sockfarm.Main(m) }
