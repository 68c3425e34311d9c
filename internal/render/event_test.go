package render

import (
	"strings"
	"testing"
	"time"

	"github.com/tcptable/tcptable"
)

// The course of a connection that has ended stands behind its row, as far as the kernel has told it.
func TestEventCourse(t *testing.T) {
	const unknown = `,"rtt":null,"total_retrans":null,"bytes_acked":null,"bytes_received":null}`
	for _, test := range []struct {
		info *tcptable.TCPInfo
		want string
	}{
		{nil, unknown},
		{
			&tcptable.TCPInfo{RTT: 18 * time.Microsecond, TotalRetrans: 3, BytesAcked: 40_001, BytesReceived: 121},
			`,"rtt":0.000018,"total_retrans":3,"bytes_acked":40001,"bytes_received":121}`,
		},
		{
			&tcptable.TCPInfo{RTT: time.Second, Missing: tcptable.InfoBytesAcked, BytesAcked: 1},
			`,"rtt":1,"total_retrans":0,"bytes_acked":null,"bytes_received":null}`,
		},
	} {
		e := tcptable.Event{Kind: tcptable.EventClosed, Info: test.info}
		if got := string(AppendEvent(nil, &e, Row{Conn: &e.Conn})); !strings.HasSuffix(got, test.want) {
			t.Errorf("%+v: %s", test.info, got)
		}
	}
}
