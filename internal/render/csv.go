package render

import (
	"io"
	"iter"
	"strconv"
	"strings"
)

// CSV writes the rows as RFC 4180 describes it, with or without a header row of the names of the
// fields. Lines end with CR LF.
func CSV(w io.Writer, rows iter.Seq[Row], header bool) error {
	var head []byte
	if header {
		head = appendCSVHeader(head)
	}
	var addrs addrTexts
	return flow(w, head, rows, func(dst []byte, r *Row) []byte { return appendCSV(dst, r, &addrs) }, "")
}

func appendCSVHeader(dst []byte) []byte {
	return append(append(dst, strings.Join(FieldNames(), ",")...), "\r\n"...)
}

// AppendCSV appends the row as one record with its line end. Names are escaped as in text, so
// that a record is always one line.
func AppendCSV(dst []byte, r Row) []byte { return appendCSV(dst, &r, new(addrTexts)) }

func appendCSV(dst []byte, r *Row, addrs *addrTexts) []byte {
	c := r.Conn
	dst = append(append(dst, c.Family().String()...), ',')
	dst = append(append(dst, c.State.String()...), ',')
	dst = append(append(dst, addrs.local.of(c.Local.Addr())...), ',')
	dst = append(appendUint(dst, uint32(c.Local.Port())), ',')
	dst = append(appendUint(dst, c.LocalScope), ',')
	dst = append(append(dst, addrs.remote.of(c.Remote.Addr())...), ',')
	dst = append(appendUint(dst, uint32(c.Remote.Port())), ',')
	dst = append(appendUint(dst, c.RemoteScope), ',')
	dst = append(appendUint(dst, c.PID), ',')
	dst = append(appendCSVString(dst, r.Process), ',')
	dst = append(append(dst, c.Owner.String()...), ',')
	if c.HasUser() {
		dst = appendUint(dst, c.UID)
	}
	dst = append(dst, ',')
	dst = append(appendCSVString(dst, r.User), ',')
	dst = append(append(dst, c.Offload.String()...), ',')
	dst = append(strconv.AppendUint(dst, c.Inode, 10), ',')
	dst = append(strconv.AppendUint(dst, c.Cookie, 10), ',')
	dst = append(strconv.AppendBool(dst, c.DualStack), ',')
	dst = append(appendUint(dst, c.RecvQ), ',')
	dst = appendUint(dst, c.SendQ)
	return append(dst, "\r\n"...)
}

// appendCSVString escapes s and puts it between quotes where a reader would take it apart or
// trim it otherwise.
func appendCSVString(dst []byte, s string) []byte {
	if isPlain(s) || !strings.ContainsAny(s, `," `) {
		return appendEscaped(dst, s)
	}
	dst = append(dst, '"')
	for {
		before, after, found := strings.Cut(s, `"`)
		dst = appendEscaped(dst, before)
		if !found {
			return append(dst, '"')
		}
		dst = append(dst, `""`...)
		s = after
	}
}

// appendCSVEscaped is appendCSVString for what has been escaped already.
func appendCSVEscaped(dst []byte, s string) []byte {
	if !strings.ContainsAny(s, `," `) {
		return append(dst, s...)
	}
	return append(append(append(dst, '"'), strings.ReplaceAll(s, `"`, `""`)...), '"')
}
