package tui

import (
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"time"

	"github.com/tcptable/tcptable"
)

// labelWidth is the width of the column of names in the view of one row.
const labelWidth = 14

// sheet gathers lines of names and values.
type sheet struct {
	lines []sheetLine
	width int // of a line
}

type sheetLine struct {
	label, text string
	title       bool
	style       string
}

func (s *sheet) title(text string) {
	if len(s.lines) > 0 {
		s.lines = append(s.lines, sheetLine{})
	}
	s.lines = append(s.lines, sheetLine{text: text, title: true})
}

// add adds a value that may be anything. One that is too long for a line goes on in the next.
func (s *sheet) add(label, value string) { s.addShown(label, plain, []byte(cutLong(value))) }

func (s *sheet) addf(label, format string, args ...any) {
	s.addShown(label, plain, fmt.Appendf(nil, format, args...))
}

// addShown adds a value that can be shown.
func (s *sheet) addShown(label, style string, text []byte) {
	room := max(s.width-labelWidth-2, 8)
	for first := true; first || len(text) > 0; first = false {
		n := fitting(text, room)
		s.lines = append(s.lines, sheetLine{label: label, text: string(text[:n]), style: style})
		text, label = text[n:], ""
	}
}

// fitting returns how many bytes of a text stand in so many cells.
func fitting(text []byte, room int) int {
	used := 0
	for i, r := range string(text) {
		if used += max(cellsOf(r), 1); used > room {
			return i
		}
	}
	return len(text)
}

// cutLong makes a text fit to be shown, and says so if it is cut: a command line can be of 100 KB.
func cutLong(value string) string {
	const enough = 4096
	if len(value) <= enough {
		return shown(value)
	}
	return shown(value[:enough]) + fmt.Sprintf(" ... (%s bytes)", thousands(len(value)))
}

func (m *model) drawDetail(s *screen) {
	d := m.detail
	sheet := &sheet{width: m.width}
	m.describe(sheet)
	room := m.height - m.footerLines()
	d.top = max(min(d.top, len(sheet.lines)-room), 0)
	for _, line := range sheet.lines[d.top:min(d.top+room, len(sheet.lines))] {
		s.begin(0)
		if line.title {
			s.put(bold, line.text)
			continue
		}
		s.put(dim, pad("  "+line.label, labelWidth+2))
		s.put(line.style, line.text)
	}
}

// describe says all that is known about the row.
func (m *model) describe(s *sheet) {
	d := m.detail
	s.title(endpoints(&d.conn) + ", " + d.conn.State.String())
	if d.gone {
		s.addShown("", m.palette.alarm, []byte("not in the table any more: this is what was seen last"))
	}
	m.describeCourse(s)
	m.describeProcess(s)
	m.describeRow(s)
	if d.asked && d.infoErr == nil {
		describeInfo(s, &d.info)
	}
	if isLong(&d.facts) {
		s.title("Command line")
		s.add("", commandLine(&d.facts))
	}
}

// describeCourse draws the sparklines.
func (m *model) describeCourse(s *sheet) {
	d := m.detail
	switch {
	case !d.asked && !d.gone:
		s.add("", "being asked for")
		return
	case !d.asked:
		return
	case d.infoErr != nil && d.conn.Cookie == 0: // without which nobody can be asked
		s.add("tcp_info", "not told by this source ("+m.look.snap.Report.Source+")")
		return
	case d.infoErr != nil:
		s.add("tcp_info", reason(d.infoErr))
		return
	}
	spark := func(label string, h *history, format func(v float64) string) {
		v, known := h.latest()
		if !known {
			s.add(label, "-")
			return
		}
		text := []byte(pad(format(v), 12))
		s.addShown(label, plain, appendSparkline(text, h, s.width-labelWidth-len(text)-2, m.options.ASCII))
	}
	perSecond := func(v float64) string { return bytesText(v) + "/s" }
	spark("rtt", &d.rtt, func(v float64) string { return fmt.Sprintf("%.3f ms", v) })
	spark("sent", &d.sent, perSecond)
	spark("received", &d.received, perSecond)
}

func (m *model) describeRow(s *sheet) {
	c, report := &m.detail.conn, &m.look.snap.Report
	s.title("Connection")
	s.addShown("local", plain, appendEndpoint(nil, c.Local))
	s.addShown("remote", plain, appendEndpoint(nil, c.Remote))
	if m.resolve {
		if name := m.names.known[c.Remote.Addr().WithZone("")]; name != "" {
			s.add("remote name", name)
		}
	}
	s.add("state", c.State.String())
	describeQueues(s, c, report.Missing)
	if c.DualStack {
		s.add("dual stack", "takes IPv4 too")
	}
	s.addShown("user", plain, m.appendUser(nil, m.look, c))
	number := func(label string, n uint64) {
		if n != 0 {
			s.add(label, strconv.FormatUint(n, 10))
		}
	}
	number("scopes", uint64(max(c.LocalScope, c.RemoteScope)))
	number("interface", uint64(c.Interface))
	number("inode", c.Inode)
	number("cookie", c.Cookie)
	number("netns", c.NetNS)
	s.add("offload", c.Offload.String())
}

// describeQueues shows the queues, as far as the source tells them: of a listener the connections that wait
// to be accepted, and how many may.
func describeQueues(s *sheet, c *tcptable.Conn, missing tcptable.Fields) {
	switch {
	case missing&tcptable.FieldQueues != 0:
	case c.State != tcptable.StateListen:
		s.addf("queues", "%s to be read, %s to be acknowledged", bytesText(float64(c.RecvQ)), bytesText(float64(c.SendQ)))
	case missing&tcptable.FieldListenSendQ != 0:
		s.addf("backlog", "%d", c.RecvQ)
	default:
		s.addf("backlog", "%d of %d", c.RecvQ, c.SendQ)
	}
}

func (m *model) describeProcess(s *sheet) {
	d := m.detail
	s.title("Process")
	s.addShown("owner", plain, appendOwner(nil, &d.conn, d.process.Name))
	f := &d.facts
	switch {
	case !d.asked || d.conn.PID == 0:
		return
	case d.factsErr != nil:
		s.add("", reason(d.factsErr))
	}
	if f.Executable != "" {
		deleted := ""
		if f.Deleted {
			deleted = " (deleted)"
		}
		s.add("executable", f.Executable+deleted)
	}
	if f.Kernel {
		s.add("", "a thread of the kernel")
	}
	m.describeFacts(s, f)
}

// reason is an error in words for people.
func reason(err error) string {
	switch {
	case errors.Is(err, errors.ErrUnsupported):
		return "not told for a row in this state"
	case errors.Is(err, fs.ErrNotExist):
		return "gone"
	case errors.Is(err, fs.ErrPermission):
		return "not permitted"
	}
	return err.Error()
}

// describeInfo shows the numbers of tcp_info, as far as the kernel tells them.
func describeInfo(s *sheet, i *tcptable.TCPInfo) {
	has := func(f tcptable.TCPInfoFields) bool { return i.Missing&f == 0 }
	size := func(n uint64) string { return bytesText(float64(n)) }
	s.title("tcp_info")
	s.addf("rtt", "%s, varies by %s; timeout %s", millis(i.RTT), millis(i.RTTVar), millis(i.RTO))
	if has(tcptable.InfoNotSent) {
		s.addf("shortest rtt", "%s", millis(i.MinRTT))
	}
	if has(tcptable.InfoBytesAcked) {
		s.addf("in all", "%s acknowledged, %s received", size(i.BytesAcked), size(i.BytesReceived))
	}
	if has(tcptable.InfoDeliveryRate) {
		s.addf("delivery", "%s/s", size(i.DeliveryRate))
	}
	s.addf("congestion", "%v, window %d segments, threshold %s", i.CAState, i.SndCwnd, threshold(i.SndSsthresh))
	s.addf("on their way", "%d segments, %d lost, %d sent again", i.Unacked, i.Lost, i.Retrans)
	s.addf("sent again", "%d segments in all, %d timeouts now", i.TotalRetrans, i.Retransmits)
	s.addf("segment size", "%d to send, %d received, path MTU %d", i.SndMSS, i.RcvMSS, i.PMTU)
	if has(tcptable.InfoSndWnd) {
		s.addf("peer's window", "%s", size(uint64(i.SndWnd)))
	}
	s.addf("last", "sent %s ago, received %s ago", since(i.LastDataSent), since(i.LastDataRecv))
}

func threshold(n uint32) string {
	if n == 0 || n == 1<<31-1 {
		return "none"
	}
	return strconv.FormatUint(uint64(n), 10)
}

// millis writes a duration of a network, which the kernel measures in microseconds.
func millis(d time.Duration) string { return fmt.Sprintf("%.3f ms", d.Seconds()*1000) }

func since(d time.Duration) string { return d.Round(time.Millisecond).String() }
