package render

import (
	"math"
	"strconv"
)

// jsonWriter appends a JSON value piece by piece. It sets the commas; that what is begun is ended is
// its caller's care.
type jsonWriter struct {
	out   []byte
	comma bool // a value stands before the next one
}

func (w *jsonWriter) next() {
	if w.comma {
		w.out = append(w.out, ',')
	}
	w.comma = true
}

// begin opens an object or a list by its bracket.
func (w *jsonWriter) begin(bracket byte) {
	w.next()
	w.out, w.comma = append(w.out, bracket), false
}

func (w *jsonWriter) end(bracket byte) { w.out, w.comma = append(w.out, bracket), true }

// line begins a new line, so that a long list can be read by people and cut by line tools.
func (w *jsonWriter) line() {
	if w.comma {
		w.out, w.comma = append(w.out, ','), false
	}
	w.out = append(w.out, '\n')
}

func (w *jsonWriter) key(name string) {
	w.next()
	w.out, w.comma = append(appendJSONString(w.out, name), ':'), false
}

func (w *jsonWriter) text(s string) {
	w.next()
	w.out = appendJSONString(w.out, s)
}

func (w *jsonWriter) uint(n uint64) {
	w.next()
	w.out = strconv.AppendUint(w.out, n, 10)
}

func (w *jsonWriter) int(n int64) {
	w.next()
	w.out = strconv.AppendInt(w.out, n, 10)
}

// count writes how many there are of something, as a field.
func (w *jsonWriter) count(name string, n int) {
	w.key(name)
	w.int(int64(n))
}

func (w *jsonWriter) bool(b bool) {
	w.next()
	w.out = strconv.AppendBool(w.out, b)
}

// float writes a number to thousandths; what is no number is null.
func (w *jsonWriter) float(f float64) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		w.null()
		return
	}
	w.next()
	w.out = strconv.AppendFloat(w.out, math.Round(f*1000)/1000, 'f', -1, 64)
}

func (w *jsonWriter) null() {
	w.next()
	w.out = append(w.out, "null"...)
}

// error writes the text of an error, or null.
func (w *jsonWriter) error(err error) {
	w.next()
	w.out = appendJSONError(w.out, err)
}

// textOrNull writes a text, or null for the empty one.
func (w *jsonWriter) textOrNull(s string) {
	if s == "" {
		w.null()
		return
	}
	w.text(s)
}

// texts writes a list of texts.
func (w *jsonWriter) texts(texts []string) {
	w.begin('[')
	for _, text := range texts {
		w.text(text)
	}
	w.end(']')
}
