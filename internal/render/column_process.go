package render

import "github.com/tcptable/tcptable"

// processColumns are what there is to know about the owner of a row.
func processColumns() Columns {
	return Columns{
		{
			Name: "exe", Kind: KindText, Needs: NeedOwners | NeedFacts, long: true,
			Meaning: "path of the program that the owner runs, as seen from where it runs",
			of:      ofOwner(func(f *tcptable.ProcessFacts) value { return textIfAny(f.Executable) }),
		},
	}
}

// ofOwner is a value of the facts of the owner, in rows that have one.
func ofOwner(of func(f *tcptable.ProcessFacts) value) func(r *Row) value {
	return func(r *Row) value {
		if facts := r.more().Facts; facts != nil {
			return of(facts)
		}
		return value{}
	}
}
