package cli

import (
	"strings"

	"github.com/spf13/pflag"
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
	wide      bool
	tree      bool
	count     bool
	why       bool

	columnFlag  columnList
	sortFlag    sortKeys
	group       groupFlag
	resolveMode resolveMode

	json, ndjson, csv bool
	color             colorMode
	version           bool
}

func newOptions() *options {
	return &options{selection: newSelection(), color: colorAuto, resolveMode: resolveNever}
}

// define makes the flags known, in the order in which help shows them.
func (o *options) define(f *pflag.FlagSet) {
	f.SortFlags = false
	o.selection.define(f)
	f.VarP(&o.columnFlag, "columns", "o", "only these columns, in text, CSV and JSON; +COLUMN adds to those that are shown anyway; help lists them")
	f.BoolVarP(&o.wide, "wide", "W", false, "every column that is useful, and long texts such as command lines in full")
	f.BoolVarP(&o.extended, "extended", "e", false, "more columns: queues, numbers of user, inode and cookie")
	f.BoolVarP(&o.processes, "processes", "p", false, "every process that holds the socket, not only its owner")
	f.BoolVar(&o.noOwners, "no-owners", false, "do not look for processes, which takes far longer than all the rest")
	f.BoolVar(&o.why, "why", false, "why the owner of a row is not known, and what would help")
	f.Var(&o.sortFlag, "sort", "in the order of these columns; without, by address and port")
	f.Var(&o.group, "group", "count the rows by what they have in a column: "+strings.Join(groupWords(), ", ")+", or any other")
	f.BoolVar(&o.tree, "tree", false, "the processes as a tree, each with its sockets")
	f.BoolVar(&o.count, "count", false, "only how many rows there are; cheap, for no row is kept")
	f.VarP(&o.resolveMode, "resolve", "r", "names of remote hosts: never (without -r), auto (with -r alone: on a terminal only) or always; text only")
	f.Lookup("resolve").NoOptDefVal = string(resolveAuto)
	f.BoolVarP(&o.numeric, "numeric", "n", false, "users as numbers; ports and addresses always are")
	f.BoolVarP(&o.noHeaders, "no-headers", "H", false, "no line with the titles of the columns, and none about the table")
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
