// Package tree walks the files of a checkout.
package tree

import (
	"io/fs"
	"os"
	"path/filepath"
)

// notOurs are the folders in the root of a checkout that hold no sources: git's own, and what
// is built.
var notOurs = map[string]bool{".git": true, "bin": true, "dist": true}

// Files returns the paths, relative to root and with slashes, of the regular files of the
// checkout at root, in lexical order.
func Files(root string) ([]string, error) {
	var files []string
	err := fs.WalkDir(os.DirFS(root), ".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case notOurs[path]: // ".git" is a file in a worktree of git
			if d.IsDir() {
				return fs.SkipDir
			}
		case d.Type().IsRegular():
			files = append(files, path)
		}
		return nil
	})
	return files, err
}

// Copy copies the regular files of the checkout at from to the folder to, which need not exist,
// so that every user can read the copy and only the caller can change it.
func Copy(from, to string) error {
	files, err := Files(from)
	if err != nil {
		return err
	}
	for _, file := range files {
		if err := copyFile(filepath.Join(from, file), filepath.Join(to, file)); err != nil {
			return err
		}
	}
	return openFolders(to)
}

func copyFile(from, to string) error {
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	mode := fs.FileMode(0o644)
	if info.Mode()&0o111 != 0 {
		mode = 0o755
	}
	if err := os.WriteFile(to, content, mode); err != nil {
		return err
	}
	return os.Chmod(to, mode) // whatever the umask
}

func openFolders(root string) error {
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		return os.Chmod(path, 0o755)
	})
}
