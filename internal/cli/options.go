package cli

import (
	"strings"

	"github.com/spf13/pflag"

	"github.com/tcptable/tcptable"
)

// options are the flags of the table.
type options struct {
	*selection

	numeric   bool
	tcp, udp  bool
	processes bool
	extended  bool
	noHeaders bool
	noOwners  bool
	failEmpty bool

	json, ndjson, csv bool
	color             colorMode
	version           bool
}

func newOptions() *options {
	return &options{selection: newSelection(), color: colorAuto}
}

// define makes the flags known, in the order in which help shows them.
func (o *options) define(f *pflag.FlagSet) {
	f.SortFlags = false
	o.selection.define(f)
	f.BoolVarP(&o.processes, "processes", "p", false, "every process that holds the socket, not only its owner")
	f.BoolVar(&o.noOwners, "no-owners", false, "do not look for processes, which takes far longer than all the rest")
	f.BoolVarP(&o.extended, "extended", "e", false, "more columns: queues, numbers of user, inode and cookie")
	f.BoolVarP(&o.numeric, "numeric", "n", false, "users as numbers; ports and addresses always are")
	f.BoolVarP(&o.noHeaders, "no-headers", "H", false, "no line with the titles of the columns")
	f.BoolVar(&o.json, "json", false, "one JSON document with a report on how the table was got")
	f.BoolVar(&o.ndjson, "ndjson", false, "one JSON object a line for each connection")
	f.BoolVar(&o.csv, "csv", false, "comma-separated values, as in RFC 4180")
	f.Var(&o.color, "color", "colours: auto (the default: on a terminal only), always or never")
	f.BoolVar(&o.failEmpty, "fail-empty", false, "exit code 4 if there is no row to print")
	f.BoolVarP(&o.tcp, "tcp", "t", false, "TCP, which is all there is; accepted out of habit")
	f.BoolVarP(&o.udp, "udp", "u", false, "accepted out of habit: there is no UDP here, and a note says so")
	f.BoolVarP(&o.version, "version", "v", false, "print the version and stop")
	f.BoolP("help", "h", false, "print this help and stop")
}

// query is what the flags and the words of a filter ask the library for.
func (o *options) query(words []string) (tcptable.Query, error) {
	q, err := o.selection.query(words)
	if err != nil {
		return q, err
	}
	q.Owners, err = o.ownerDetail()
	return q, err
}

func (o *options) ownerDetail() (tcptable.OwnerDetail, error) {
	switch {
	case o.noOwners && o.processes:
		return 0, usagef("--no-owners and -p exclude each other: -p shows who holds each socket, and --no-owners does not look")
	case o.noOwners && len(o.pids.values) > 0:
		return 0, usagef("--no-owners and --pid exclude each other: --pid needs to know who holds each socket, and --no-owners does not look")
	case o.noOwners:
		return tcptable.OwnersNone, nil
	case o.allHolders():
		return tcptable.OwnersAll, nil
	}
	return tcptable.OwnersProcess, nil
}

// allHolders is also so for --pid: who asks for a process wants every socket that it holds.
func (o *options) allHolders() bool { return o.processes || len(o.pids.values) > 0 }

// format returns which of the formats is wanted; text is the empty string.
func (o *options) format() (string, error) {
	var chosen []string
	for _, f := range []struct {
		set  bool
		name string
	}{{o.json, "json"}, {o.ndjson, "ndjson"}, {o.csv, "csv"}} {
		if f.set {
			chosen = append(chosen, f.name)
		}
	}
	switch len(chosen) {
	case 0:
		return "", nil
	case 1:
		return chosen[0], nil
	}
	return "", usagef("--%s exclude each other: give one of them", strings.Join(chosen, " and --"))
}
