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

// Head is what a document says about the table before the rows come.
type Head struct {
	Report *tcptable.Report

	// Failure is why rows are missing: the document then says that it is not complete. Nil: none are.
	Failure error

	// Namespaces are those that were read, if the table is one of all namespaces.
	Namespaces []Namespace
}

// JSON writes one document: an object with the report and the rows. The rows stand one on a line.
func JSON(w io.Writer, head Head, rows iter.Seq[Row]) error {
	separator := "\n"
	var addrs addrTexts
	return flow(w, head.appendBeforeRows(nil), rows, func(dst []byte, r *Row) []byte {
		dst = append(dst, separator...)
		separator = ",\n"
		return appendJSON(dst, r, &addrs)
	}, "\n]}\n")
}

func (h *Head) appendBeforeRows(dst []byte) []byte {
	return append(h.append(dst), `,"connections":[`...)
}

// append appends what all documents about a table begin with.
func (h *Head) append(dst []byte) []byte {
	dst = append(dst, `{"schema_version":`...)
	dst = strconv.AppendInt(dst, SchemaVersion, 10)
	dst = append(dst, `,"source":`...)
	dst = appendJSONString(dst, h.Report.Source)
	dst = append(dst, `,"complete":`...)
	dst = strconv.AppendBool(dst, h.Failure == nil)
	dst = append(dst, `,"report":`...)
	w := jsonWriter{out: dst}
	writeReport(&w, h.Report, h.Failure)
	if h.Namespaces != nil {
		w.key("namespaces")
		writeNamespaces(&w, h.Namespaces)
	}
	return w.out
}

func writeReport(w *jsonWriter, r *tcptable.Report, failure error) {
	w.begin('{')
	w.key("error")
	w.error(failure)
	w.key("fallback")
	w.error(r.Fallback)
	w.key("missing")
	w.begin('[')
	for _, m := range missingNames {
		if r.Missing&m.field != 0 {
			w.text(m.name)
		}
	}
	w.end(']')
	w.key("begin")
	w.text(r.Begin.UTC().Format(time.RFC3339Nano))
	w.key("elapsed_ns")
	w.int(r.Elapsed.Nanoseconds())
	w.count("rows", r.Rows)
	w.count("undecided", r.Undecided)
	w.count("retries", r.Retries)
	w.count("passes", r.Passes)
	w.count("added", r.Added)
	w.count("duplicates", r.Duplicates)
	w.count("processes", r.Processes)
	w.count("denied", r.Denied)
	w.count("vanished", r.Vanished)
	w.key("hidden")
	w.bool(r.Hidden)
	w.key("owners_complete")
	w.bool(r.OwnersComplete())
	w.count("namespaces_denied", r.NamespacesDenied)
	w.count("namespaces_vanished", r.NamespacesVanished)
	w.count("namespaces_unseen", r.NamespacesUnseen)
	w.key("namespaces_complete")
	w.bool(r.NamespacesComplete())
	w.end('}')
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
