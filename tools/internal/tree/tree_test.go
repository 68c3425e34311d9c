package tree

import (
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"testing"
)

func checkout(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	for path, mode := range map[string]fs.FileMode{
		"go.mod":         0o600,
		"a/b/file.go":    0o640,
		"a/bin/tool":     0o700,
		"bin/program":    0o755,
		"dist/x.so":      0o644,
		".git/HEAD":      0o644,
		".github/ci.yml": 0o644,
	} {
		file := filepath.Join(root, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(path), mode); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestFiles(t *testing.T) {
	got, err := Files(checkout(t))
	want := []string{".github/ci.yml", "a/b/file.go", "a/bin/tool", "go.mod"}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}

func TestFilesInWorktree(t *testing.T) {
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, ".git"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := Files(root); err != nil || got != nil {
		t.Errorf("got %q, %v, want nothing", got, err)
	}
}

func TestCopy(t *testing.T) {
	to := filepath.Join(t.TempDir(), "copy")
	if err := Copy(checkout(t), to); err != nil {
		t.Fatal(err)
	}
	got := map[string]fs.FileMode{}
	err := fs.WalkDir(os.DirFS(to), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		got[path] = info.Mode().Perm()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS == "windows" {
		t.Skip("Windows keeps no modes")
	}
	want := map[string]fs.FileMode{
		".": 0o755, ".github": 0o755, "a": 0o755, "a/b": 0o755, "a/bin": 0o755,
		".github/ci.yml": 0o644, "a/b/file.go": 0o644, "a/bin/tool": 0o755, "go.mod": 0o644,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
	if content, err := os.ReadFile(filepath.Join(to, "a/b/file.go")); string(content) != "a/b/file.go" {
		t.Errorf("copied %q, %v", content, err)
	}
}
