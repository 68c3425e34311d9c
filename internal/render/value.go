package render

import (
	"cmp"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tcptable/tcptable"
)

// Kind is what the values of a [Column] are. It decides how they are written and ordered.
type Kind uint8

// The kinds of values, and how JSON and CSV write them. What is not known is null in JSON, nothing
// in CSV and "-" in text.
const (
	KindText      Kind = iota + 1 // a string
	KindDigits                    // a string of decimal digits, for numbers beyond 2^53
	KindNumber                    // a number
	KindBool                      // true or false
	KindBytes                     // a number of bytes
	KindRate                      // a number of bytes per second
	KindSeconds                   // a number of seconds, with as many decimals as are known
	KindTime                      // RFC 3339, in UTC
	KindAddr                      // an address without its zone
	KindEndpoint                  // address:port
	KindWords                     // a list of strings; in CSV one string
	KindProcesses                 // a list of objects with pid and process; in CSV one string
)

var kindNames = [...]string{
	KindText: "string", KindDigits: "string of digits", KindNumber: "number", KindBool: "boolean", KindBytes: "number, bytes",
	KindRate: "number, bytes per second", KindSeconds: "number, seconds", KindTime: "string, RFC 3339", KindAddr: "string",
	KindEndpoint: "string", KindWords: "list of strings", KindProcesses: "list of objects: pid, process",
}

// String says what JSON has, in words.
func (k Kind) String() string {
	if int(k) < len(kindNames) && kindNames[k] != "" {
		return kindNames[k]
	}
	return "kind(" + strconv.Itoa(int(k)) + ")"
}

// value is what a row has in a column. Which of the fields counts depends on the kind.
type value struct {
	known     bool
	number    uint64 // of durations: nanoseconds
	text      string
	endpoint  netip.AddrPort
	time      time.Time
	words     []string
	processes []tcptable.Process
}

func textOf(s string) value { return value{known: true, text: s} }

func textIfAny(s string) value { return value{known: s != "", text: s} }

func numberOf(n uint64) value { return value{known: true, number: n} }

func numberIfAny(n uint64) value { return value{known: n != 0, number: n} }

func boolOf(b bool) value {
	if b {
		return numberOf(1)
	}
	return numberOf(0)
}

func durationOf(d time.Duration) value { return numberOf(uint64(max(d, 0))) }

func durationIfAny(d time.Duration) value { return value{known: d > 0, number: uint64(max(d, 0))} }

func timeIfAny(t time.Time) value { return value{known: !t.IsZero(), time: t} }

func wordsIfAny(words []string) value { return value{known: len(words) > 0, words: words} }

func endpointOf(ap netip.AddrPort) value { return value{known: true, endpoint: ap} }

// compareValues orders two values of one kind that are known.
func compareValues(kind Kind, a, b *value) int {
	switch kind {
	case KindText:
		return strings.Compare(a.text, b.text)
	case KindDigits, KindNumber, KindBool, KindBytes, KindRate, KindSeconds:
		return cmp.Compare(a.number, b.number)
	case KindTime:
		return a.time.Compare(b.time)
	case KindAddr:
		return a.endpoint.Addr().Compare(b.endpoint.Addr())
	case KindEndpoint:
		return a.endpoint.Compare(b.endpoint)
	case KindWords:
		return slices.Compare(a.words, b.words)
	case KindProcesses:
		return slices.CompareFunc(a.processes, b.processes, func(p, q tcptable.Process) int { return cmp.Compare(p.PID, q.PID) })
	}
	return 0
}
