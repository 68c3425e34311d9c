package render

import (
	"io"
	"iter"
)

// chunk is how many bytes are gathered before they are written: a pipe on Linux takes 64 KiB.
const chunk = 32 << 10

// flow writes head, the rows as appendRow makes them, and tail. It stops at the first error of w.
func flow(w io.Writer, head []byte, rows iter.Seq[Row], appendRow func(dst []byte, r *Row) []byte, tail string) error {
	buf := make([]byte, 0, chunk+chunk/8)
	buf = append(buf, head...)
	var row Row // of all rows, because its address is taken
	for row = range rows {
		buf = appendRow(buf, &row)
		if len(buf) < chunk {
			continue
		}
		if _, err := w.Write(buf); err != nil {
			return err
		}
		buf = buf[:0]
	}
	if buf = append(buf, tail...); len(buf) == 0 {
		return nil
	}
	_, err := w.Write(buf)
	return err
}
