package render

import (
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/tcptable/tcptable"
)

// eventColumns are what the kernel tells of the course of a connection that has ended. They are put
// together when the first event comes: a program that only lists the table starts sooner without.
var eventColumns = sync.OnceValue(func() Columns {
	return columnsNamed("rtt", "total_retrans", "bytes_acked", "bytes_received")
})

// EventColumns are the fields of an event behind those of its row.
func EventColumns() Columns { return slices.Clone(eventColumns()) }

// AppendEvent appends what has happened to a connection as a JSON object: the event, the fields of
// [AppendJSON], and those of [EventColumns], which are null unless the connection has closed and the kernel
// told of its end. The fields "before_state" and "before_pid" are null unless the event is that the state,
// or the owner, has changed.
func AppendEvent(dst []byte, e *tcptable.Event, r Row) []byte {
	dst = append(dst, `{"event":"`...)
	dst = append(dst, e.Kind.String()...)
	dst = append(dst, `","time":"`...)
	dst = e.Time.UTC().AppendFormat(dst, time.RFC3339Nano)
	dst = append(dst, `","exact":`...)
	dst = strconv.AppendBool(dst, e.Exact)
	dst = append(dst, `,"brief":`...)
	dst = strconv.AppendBool(dst, e.Brief)
	dst = append(dst, `,"before_state":`...)
	if e.Kind == tcptable.EventState {
		dst = append(append(append(dst, '"'), e.Before.State.String()...), '"')
	} else {
		dst = append(dst, "null"...)
	}
	dst = append(dst, `,"before_pid":`...)
	if e.Kind == tcptable.EventOwner {
		dst = appendUint(dst, e.Before.PID)
	} else {
		dst = append(dst, "null"...)
	}
	dst = append(dst, ',')
	brace := len(dst)
	dst = AppendJSON(dst, r)
	dst = append(dst[:brace], dst[brace+len("{"):]...)
	return append(appendCourse(dst[:len(dst)-len("}")], e), '}')
}

func appendCourse(dst []byte, e *tcptable.Event) []byte {
	row := Row{Conn: &e.Conn, More: &More{Info: e.Info}}
	columns := eventColumns()
	for i := range columns {
		c := &columns[i]
		v := c.of(&row)
		dst = append(append(append(dst, `,"`...), c.Name...), `":`...)
		dst = appendJSONValue(dst, c.Kind, &v)
	}
	return dst
}
