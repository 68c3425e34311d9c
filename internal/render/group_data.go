package render

import (
	"io"
	"strconv"

	"github.com/tcptable/tcptable"
)

// JSON writes one document with the report and the groups.
func (g *Groups) JSON(w io.Writer, head Head) error {
	dst := head.append(nil)
	dst = append(append(append(dst, `,"group_by":"`...), g.by.Name...), `","groups":[`...)
	for i, one := range g.sorted() {
		dst = append(appendComma(dst, i), '\n')
		dst = g.appendJSON(dst, one)
	}
	_, err := w.Write(append(dst, "\n]}\n"...))
	return err
}

// NDJSON writes each group as a JSON object on a line of its own.
func (g *Groups) NDJSON(w io.Writer) error {
	var dst []byte
	for _, one := range g.sorted() {
		dst = append(g.appendJSON(dst, one), '\n')
	}
	return writeAny(w, dst)
}

func (g *Groups) appendJSON(dst []byte, one *group) []byte {
	dst = appendJSONValue(append(dst, `{"key":`...), g.by.Kind, &one.value)
	dst = append(dst, `,"owner":`...)
	if one.owner == tcptable.OwnerNotAsked {
		dst = append(dst, "null"...)
	} else {
		dst = appendJSONString(dst, one.owner.String())
	}
	dst = strconv.AppendInt(append(dst, `,"count":`...), int64(one.count), 10)
	dst = append(dst, `,"states":{`...)
	first := true
	for s, n := range one.statesOf() {
		if !first {
			dst = append(dst, ',')
		}
		first = false
		dst = strconv.AppendInt(append(appendJSONString(dst, s.String()), ':'), int64(n), 10)
	}
	return append(dst, "}}"...)
}

// CSV writes a record for each group, with a column for each state.
func (g *Groups) CSV(w io.Writer, header bool) error {
	states := (tcptable.AllStates | tcptable.States(tcptable.StateClosed)).All()
	var dst []byte
	if header {
		dst = append(append(dst, g.by.Name...), ",owner,count"...)
		for s := range states {
			dst = append(append(dst, ','), s.String()...)
		}
		dst = append(dst, "\r\n"...)
	}
	for _, one := range g.sorted() {
		dst = append(appendCSVValue(dst, g.by.Kind, &one.value), ',')
		if one.owner != tcptable.OwnerNotAsked {
			dst = append(dst, one.owner.String()...)
		}
		dst = strconv.AppendInt(append(dst, ','), int64(one.count), 10)
		for s := range states {
			dst = strconv.AppendInt(append(dst, ','), int64(one.states[s]), 10)
		}
		dst = append(dst, "\r\n"...)
	}
	return writeAny(w, dst)
}

// CountJSON writes a document that says how many rows there are.
func CountJSON(w io.Writer, count int, failure error) error {
	dst := strconv.AppendInt([]byte(`{"schema_version":`), SchemaVersion, 10)
	dst = strconv.AppendBool(append(dst, `,"complete":`...), failure == nil)
	dst = appendJSONError(append(dst, `,"error":`...), failure)
	dst = strconv.AppendInt(append(dst, `,"count":`...), int64(count), 10)
	return writeAny(w, append(dst, "}\n"...))
}

func writeAny(w io.Writer, p []byte) error {
	if len(p) == 0 {
		return nil
	}
	_, err := w.Write(p)
	return err
}

// CountText writes how many rows there are.
func CountText(w io.Writer, count int) error {
	return writeAny(w, append(strconv.AppendInt(nil, int64(count), 10), '\n'))
}

// CountCSV writes a record that says how many rows there are.
func CountCSV(w io.Writer, count int, header bool) error {
	var dst []byte
	if header {
		dst = append(dst, "count\r\n"...)
	}
	return writeAny(w, append(strconv.AppendInt(dst, int64(count), 10), "\r\n"...))
}
