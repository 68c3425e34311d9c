package render

import (
	"strconv"
	"time"

	"github.com/tcptable/tcptable"
)

// AppendEvent appends what has happened to a connection as a JSON object: the event, and then the fields
// of [AppendJSON]. The fields "before_state" and "before_pid" are null unless the event is that the state,
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
	return append(dst[:brace], dst[brace+len("{"):]...)
}
