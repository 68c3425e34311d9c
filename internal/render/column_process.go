package render

import (
	"cmp"

	"github.com/tcptable/tcptable"
)

// processColumns are what there is to know about the owner of a row.
func processColumns() Columns {
	return Columns{
		{
			Name: "exe", Kind: KindText, Needs: ofProcess, long: true, appendCell: appendExecutable,
			Meaning: "path of the program that the owner runs, as seen from where it runs",
			of:      ofOwner(func(f *tcptable.ProcessFacts) value { return textIfAny(f.Executable) }),
		},
		{
			Name: "deleted", Kind: KindBool, Needs: ofProcess,
			Meaning: "whether the program's file has been removed or replaced since the process started; in text, `(deleted)` behind `exe` says so too",
			of:      ofOwner(deletedValue),
		},
		{
			Name: "cmdline", Kind: KindWords, Needs: ofProcess, long: true,
			Meaning: "command line of the owner, as it was called or as it has written over it",
			of:      ofOwner(func(f *tcptable.ProcessFacts) value { return wordsIfAny(f.CommandLine) }),
		},
		{
			Name: "runs_as", Kind: KindText, Needs: ofProcess,
			Meaning: "user whom the owner runs as, by name as `user` is, who may be another than the one who made the socket",
			of:      func(r *Row) value { return textIfAny(r.more().RunsAs) },
		},
		{
			Name: "started", Kind: KindTime, Needs: ofProcess, Meaning: "when the owner started",
			of: ofOwner(func(f *tcptable.ProcessFacts) value { return timeIfAny(f.Started) }),
		},
		{
			Name: "uptime", Kind: KindSeconds, Needs: ofProcess, right: true, Meaning: "how long ago that was",
			of: uptimeValue,
		},
		{
			Name: "parent", Kind: KindNumber, Needs: ofProcess, right: true,
			Meaning: "process that started the owner or, once that has ended, the one that has taken its place",
			of:      ofOwner(func(f *tcptable.ProcessFacts) value { return numberIfAny(uint64(f.Parent)) }),
		},
		{
			Name: "cgroup", Kind: KindText, Needs: ofProcess, long: true, Meaning: "control group of the owner",
			of: ofOwner(func(f *tcptable.ProcessFacts) value { return textIfAny(f.Cgroup) }),
		},
		{
			Name: "unit", Kind: KindText, Needs: ofProcess, shorten: shortIDs,
			Meaning: "systemd unit of the owner, the innermost; text shows 12 digits of the id of a container in its name",
			of:      ofOwner(func(f *tcptable.ProcessFacts) value { return textIfAny(f.Unit) }),
		},
		{
			Name: "process_netns", Kind: KindNumber, Needs: ofProcess, right: true,
			Meaning: "network namespace that the owner is in, by inode number; its socket can belong to another, which is `netns`",
			of:      ofOwner(func(f *tcptable.ProcessFacts) value { return numberIfAny(f.NetNS) }),
		},
	}
}

// ofProcess is what columns about the owner need.
const ofProcess = NeedOwners | NeedFacts

// ofOwner is a value of the facts of the owner, in rows that have one.
func ofOwner(of func(f *tcptable.ProcessFacts) value) func(r *Row) value {
	return func(r *Row) value {
		if facts := r.more().Facts; facts != nil {
			return of(facts)
		}
		return value{}
	}
}

// deletedValue is known where the path of the program is.
func deletedValue(f *tcptable.ProcessFacts) value {
	v := boolOf(f.Deleted)
	v.known = f.Executable != ""
	return v
}

func uptimeValue(r *Row) value {
	if facts := r.more().Facts; facts != nil {
		return sinceIfAny(facts.Started, r.more().Now)
	}
	return value{}
}

// appendExecutable tells of a file that is not there any more as Linux does.
func appendExecutable(_ *text, dst []byte, r *Row) []byte {
	facts := cmp.Or(r.more().Facts, new(tcptable.ProcessFacts))
	if facts.Executable == "" {
		return append(dst, '-')
	}
	dst = appendEscaped(dst, facts.Executable)
	if facts.Deleted {
		dst = append(dst, " (deleted)"...)
	}
	return dst
}
