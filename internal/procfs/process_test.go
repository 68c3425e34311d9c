package procfs

import "testing"

func TestCutDeleted(t *testing.T) {
	for _, tt := range []struct {
		link, path string
		deleted    bool
	}{
		{"/usr/bin/cat", "/usr/bin/cat", false},
		{"/usr/bin/cat (deleted)", "/usr/bin/cat", true},
		{"/a (deleted) (deleted)", "/a (deleted)", true},
		{"/memfd:tool (deleted)", "/memfd:tool", true},
		{"/a(deleted)", "/a(deleted)", false},
		{"/a (deleted)/b", "/a (deleted)/b", false},
		{" (deleted)", "", true},
		{"", "", false},
	} {
		if path, deleted := cutDeleted([]byte(tt.link)); string(path) != tt.path || deleted != tt.deleted {
			t.Errorf("cutDeleted(%q) = %q, %t, want %q, %t", tt.link, path, deleted, tt.path, tt.deleted)
		}
	}
}
