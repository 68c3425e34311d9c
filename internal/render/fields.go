package render

import (
	"io"
	"iter"
)

// JSON is the function of that name, with these columns as the fields of each row.
func (cs Columns) JSON(w io.Writer, head Head, rows iter.Seq[Row]) error {
	if len(cs) == 0 {
		return JSON(w, head, rows)
	}
	separator := "\n"
	return flow(w, head.appendBeforeRows(nil), rows, func(dst []byte, r *Row) []byte {
		dst = append(dst, separator...)
		separator = ",\n"
		return cs.appendJSON(dst, r)
	}, "\n]}\n")
}

// NDJSON is the function of that name, with these columns as the fields of each row.
func (cs Columns) NDJSON(w io.Writer, rows iter.Seq[Row]) error {
	if len(cs) == 0 {
		return NDJSON(w, rows)
	}
	return flow(w, nil, rows, func(dst []byte, r *Row) []byte {
		return append(cs.appendJSON(dst, r), '\n')
	}, "")
}

func (cs Columns) appendJSON(dst []byte, r *Row) []byte {
	dst = append(dst, '{')
	for i := range cs {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(append(append(dst, '"'), cs[i].Name...), `":`...)
		v := cs[i].of(r)
		dst = appendJSONValue(dst, cs[i].Kind, &v)
	}
	return append(dst, '}')
}

// CSV is the function of that name, with these columns as the fields of each record.
func (cs Columns) CSV(w io.Writer, rows iter.Seq[Row], header bool) error {
	if len(cs) == 0 {
		return CSV(w, rows, header)
	}
	var head []byte
	if header {
		for i := range cs {
			head = append(appendComma(head, i), cs[i].Name...)
		}
		head = append(head, "\r\n"...)
	}
	return flow(w, head, rows, func(dst []byte, r *Row) []byte {
		for i := range cs {
			v := cs[i].of(r)
			dst = appendCSVValue(appendComma(dst, i), cs[i].Kind, &v)
		}
		return append(dst, "\r\n"...)
	}, "")
}

func appendComma(dst []byte, i int) []byte {
	if i == 0 {
		return dst
	}
	return append(dst, ',')
}
