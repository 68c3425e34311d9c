package render

import (
	"io"
	"iter"
	"strconv"
	"time"

	"github.com/tcptable/tcptable"
)

// SchemaVersion is the number in the field "schema_version" of the document that [JSON] writes.
// It grows when a field changes its meaning or goes; a new field alone does not change it.
const SchemaVersion = 1

// JSON writes one document: an object with the report and the rows. The rows stand one on a line.
// A failure that is not nil is why rows are missing: the document then says that it is not
// complete.
func JSON(w io.Writer, report *tcptable.Report, failure error, rows iter.Seq[Row]) error {
	separator := "\n"
	var addrs addrTexts
	return flow(w, appendDocumentHead(nil, report, failure), rows, func(dst []byte, r *Row) []byte {
		dst = append(dst, separator...)
		separator = ",\n"
		return appendJSON(dst, r, &addrs)
	}, "\n]}\n")
}

func appendDocumentHead(dst []byte, report *tcptable.Report, failure error) []byte {
	return append(appendDocumentStart(dst, report, failure), `,"connections":[`...)
}

// appendDocumentStart appends what all documents about a table begin with.
func appendDocumentStart(dst []byte, report *tcptable.Report, failure error) []byte {
	dst = append(dst, `{"schema_version":`...)
	dst = strconv.AppendInt(dst, SchemaVersion, 10)
	dst = append(dst, `,"source":`...)
	dst = appendJSONString(dst, report.Source)
	dst = append(dst, `,"complete":`...)
	dst = strconv.AppendBool(dst, failure == nil)
	dst = append(dst, `,"report":`...)
	return appendReport(dst, report, failure)
}

func appendReport(dst []byte, report *tcptable.Report, failure error) []byte {
	dst = append(dst, `{"error":`...)
	dst = appendJSONError(dst, failure)
	dst = append(dst, `,"fallback":`...)
	dst = appendJSONError(dst, report.Fallback)
	dst = append(dst, `,"missing":`...)
	dst = appendMissing(dst, report.Missing)
	dst = append(dst, `,"begin":"`...)
	dst = report.Begin.UTC().AppendFormat(dst, time.RFC3339Nano)
	dst = append(dst, `","elapsed_ns":`...)
	dst = strconv.AppendInt(dst, report.Elapsed.Nanoseconds(), 10)
	dst = append(dst, `,"rows":`...)
	dst = strconv.AppendInt(dst, int64(report.Rows), 10)
	dst = append(dst, `,"retries":`...)
	dst = strconv.AppendInt(dst, int64(report.Retries), 10)
	dst = append(dst, `,"passes":`...)
	dst = strconv.AppendInt(dst, int64(report.Passes), 10)
	dst = append(dst, `,"added":`...)
	dst = strconv.AppendInt(dst, int64(report.Added), 10)
	dst = append(dst, `,"duplicates":`...)
	dst = strconv.AppendInt(dst, int64(report.Duplicates), 10)
	dst = append(dst, `,"processes":`...)
	dst = strconv.AppendInt(dst, int64(report.Processes), 10)
	dst = append(dst, `,"denied":`...)
	dst = strconv.AppendInt(dst, int64(report.Denied), 10)
	dst = append(dst, `,"vanished":`...)
	dst = strconv.AppendInt(dst, int64(report.Vanished), 10)
	dst = append(dst, `,"hidden":`...)
	dst = strconv.AppendBool(dst, report.Hidden)
	dst = append(dst, `,"owners_complete":`...)
	dst = strconv.AppendBool(dst, report.OwnersComplete())
	return append(dst, '}')
}

func appendJSONError(dst []byte, err error) []byte {
	if err == nil {
		return append(dst, "null"...)
	}
	return appendJSONString(dst, err.Error())
}

// missingNames are the words of the list "missing" of the report.
var missingNames = [...]struct {
	field tcptable.Fields
	name  string
}{
	{tcptable.FieldScopes, "scopes"},
	{tcptable.FieldInterface, "interface"},
	{tcptable.FieldOffload, "offload"},
	{tcptable.FieldCookie, "cookie"},
	{tcptable.FieldDualStack, "dual_stack"},
	{tcptable.FieldListenSendQ, "listen_send_q"},
	{tcptable.FieldQueues, "queues"},
	{tcptable.FieldInode, "inode"},
	{tcptable.FieldUser, "user"},
}

func appendMissing(dst []byte, missing tcptable.Fields) []byte {
	dst = append(dst, '[')
	separator := ""
	for _, m := range missingNames {
		if missing&m.field == 0 {
			continue
		}
		dst = append(dst, separator...)
		dst = appendJSONString(dst, m.name)
		separator = ","
	}
	return append(dst, ']')
}
