package cli

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
)

func printVersion(w io.Writer) error {
	_, err := fmt.Fprintf(w, "tcptable %s (%s, %s/%s)\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "devel"
	}
	return versionOf(info)
}

// versionOf returns the version of the module that the program was built from. Only a build of a
// released module or of a repository with its history has one.
func versionOf(info *debug.BuildInfo) string {
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	return "devel"
}
