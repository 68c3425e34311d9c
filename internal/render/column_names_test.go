package render

import "testing"

// TestOtherNames: whoever types the name that another program has for a column finds it.
func TestOtherNames(t *testing.T) {
	for other, name := range otherNames() {
		if foldName(other) != other {
			t.Errorf("nobody can type %q: it is looked for as %q", other, foldName(other))
		}
		if _, taken := findNamed(other); taken {
			t.Errorf("%q is a column itself", other)
		}
		if c, ok := FindColumn(other); !ok || c.Name != name {
			t.Errorf("%q finds the column %q, want %q", other, c.Name, name)
		}
	}
}

// TestSetsOfColumns: every name in them exists, or they panic.
func TestSetsOfColumns(t *testing.T) {
	for name, columns := range map[string]Columns{
		"plain": PlainColumns(), "extended": ExtendedColumns(), "wide": WideColumns(), "namespaces": NamespaceColumns(),
	} {
		if len(columns) != len(columns[:0].With(columns...)) || len(columns) == 0 {
			t.Errorf("%s: a column is there twice, or none is", name)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("a column that there is not is left out silently")
		}
	}()
	columnsNamed("state", "nothing")
}
