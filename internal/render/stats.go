package render

import (
	"io"
	"slices"
	"strconv"
	"time"
)

// StatsOptions says how [Stats] writes.
type StatsOptions struct {
	Header bool // a first line with the titles of the columns
	Color  bool // the titles bold
	All    bool // every counter of the kernel, not only those that are not 0 and have a meaning here
}

// Stats writes counters as a table: name, count, growth a second where there was a count before, and
// what is counted.
func Stats(w io.Writer, c *Counts, o StatsOptions) error {
	stats := append(c.rfc(), c.shown(o.All)...)
	t := statsText{options: o, rates: c.Before != nil}
	t.measure(stats)
	var out []byte
	if o.Header {
		out = t.appendHeader(out)
	}
	for i := range stats {
		out = t.appendRow(out, &stats[i])
	}
	_, err := w.Write(out)
	return err
}

// shown are those of the kernel's counters that text shows.
func (c *Counts) shown(all bool) []stat {
	stats := c.kernel()
	if all {
		return stats
	}
	return slices.DeleteFunc(stats, func(s stat) bool { return s.meaning == "" || s.value == 0 })
}

const (
	countTitle = "COUNT"
	rateTitle  = "PER SECOND"
)

type statsText struct {
	options           StatsOptions
	rates             bool
	names, counts, of int // widths; of is that of the rates
}

func (t *statsText) measure(stats []stat) {
	t.names, t.counts, t.of = len("COUNTER"), len(countTitle), len(rateTitle)
	for i := range stats {
		t.names = max(t.names, runes(appendEscaped(nil, stats[i].name)))
		t.counts = max(t.counts, digits(stats[i].value))
		t.of = max(t.of, len(rateText(&stats[i])))
	}
}

func (t *statsText) appendHeader(dst []byte) []byte {
	if t.options.Color {
		dst = append(dst, bold...)
	}
	dst = t.appendCells(dst, "COUNTER", countTitle, rateTitle, "MEANING")
	if t.options.Color {
		dst = append(dst, resetColor...)
	}
	return append(dst, '\n')
}

func (t *statsText) appendRow(dst []byte, s *stat) []byte {
	name := string(appendEscaped(nil, s.name))
	dst = t.appendCells(dst, name, strconv.FormatUint(s.value, 10), rateText(s), s.meaning)
	return append(dst, '\n')
}

func (t *statsText) appendCells(dst []byte, name, count, rate, meaning string) []byte {
	dst = append(dst, name...)
	dst = appendSpaces(dst, t.names-runes([]byte(name))+gap+t.counts-len(count))
	dst = append(dst, count...)
	if t.rates {
		dst = appendSpaces(dst, gap+t.of-len(rate))
		dst = append(dst, rate...)
	}
	if meaning != "" {
		dst = append(appendSpaces(dst, gap), meaning...)
	}
	return dst
}

// rateText is what is shown of a rate: "-" where it is not known.
func rateText(s *stat) string {
	if !s.hasRate {
		return "-"
	}
	return strconv.FormatFloat(s.rate, 'f', 1, 64)
}

// StatsSchemaVersion is the number in the field "schema_version" of what [StatsJSON] writes, see
// [SchemaVersion].
const StatsSchemaVersion = 1

// StatsJSON writes counters as one JSON object on one line.
func StatsJSON(w io.Writer, c *Counts) error {
	var j jsonWriter
	j.begin('{')
	j.key("schema_version")
	j.int(StatsSchemaVersion)
	j.key("time")
	j.text(c.Time.UTC().Format(time.RFC3339Nano))
	j.key("error")
	j.error(c.Failure)
	c.writeLimits(&j)
	rfc, kernel := c.rfc(), c.kernel()
	j.key("statistics")
	writeCounts(&j, rfc)
	j.key("counters")
	if c.Counters == nil {
		j.null()
	} else {
		writeCounts(&j, kernel)
	}
	if c.Before != nil {
		j.key("elapsed_s")
		j.float(c.Elapsed.Seconds())
		j.key("per_second")
		writeRates(&j, append(rfc, kernel...))
	}
	j.end('}')
	_, err := w.Write(append(j.out, '\n'))
	return err
}

func (c *Counts) writeLimits(j *jsonWriter) {
	s := &c.Statistics
	j.key("limits")
	j.begin('{')
	j.key("rto_algorithm")
	j.uint(uint64(s.RtoAlgorithm))
	j.key("rto_min_ms")
	j.int(s.RtoMin.Milliseconds())
	j.key("rto_max_ms")
	j.int(s.RtoMax.Milliseconds())
	j.key("max_conn")
	j.int(s.MaxConn)
	j.end('}')
}

func writeCounts(j *jsonWriter, stats []stat) {
	j.begin('{')
	for i := range stats {
		j.key(stats[i].key)
		j.uint(stats[i].value)
	}
	j.end('}')
}

// writeRates leaves out what cannot have a rate; what has begun anew is null.
func writeRates(j *jsonWriter, stats []stat) {
	j.begin('{')
	for i := range stats {
		if stats[i].name == gauge {
			continue
		}
		j.key(stats[i].key)
		if stats[i].hasRate {
			j.float(stats[i].rate)
		} else {
			j.null()
		}
	}
	j.end('}')
}
