package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/tcptable/tcptable/tools/internal/testjson"
)

// winePrefixEnv tells the tests that compare Linux with Windows where a Wine prefix is that nobody
// else uses while they run.
const winePrefixEnv = "TCPTABLE_WINEPREFIX"

// withoutOwners leaves out what Wine cannot show: it does not know the owner of every socket, and
// an example cannot allow for that.
const withoutOwners = "-skip=^ExampleList$"

// oneByOne keeps tests from changing the table under each other's eyes: Wine reads it from /proc/net
// bit by bit, and may read a row twice while it changes.
var oneByOne = []string{"-p=1", "-parallel=1"}

// mingw is the C compiler for Windows.
const mingw = "x86_64-w64-mingw32-gcc"

// testUnderWine runs the tests of the Windows build, and those that compare it with Linux.
func testUnderWine(ctx context.Context, h *house) testjson.Result {
	if why := withoutWine(exec.LookPath); why != "" {
		return skipped(why)
	}
	netns, err := newNetNS()
	if errors.Is(err, fs.ErrPermission) {
		return skipped("no network namespace: " + err.Error())
	}
	if err != nil {
		return failed(err.Error())
	}
	result := h.testOnWine(ctx, netns)
	if err := netns.Close(); err != nil {
		result.Add(failed(err.Error()))
	}
	return result
}

func (h *house) testOnWine(ctx context.Context, netns *os.File) (result testjson.Result) {
	w, err := h.newWine(ctx, netns)
	if err != nil {
		return failed(err.Error())
	}
	run := func(tests func() testjson.Result) {
		result.Add(tests())
		if err := w.end(ctx); err != nil {
			result.Add(failed(err.Error()))
		}
	}
	run(func() testjson.Result {
		env := []string{"GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0"}
		args := []string{"-count=1", "-exec", quoted(w.runner()), withoutOwners}
		return h.test(ctx, env, append(append(args, oneByOne...), "./...")...)
	})
	run(func() testjson.Result {
		return h.test(ctx, []string{winePrefixEnv + "=" + w.prefix}, "-count=1", "-run=^TestSameRows$", "./internal/wine")
	})
	return result
}

// withoutWine says why programs for Windows cannot be run here, if they cannot.
func withoutWine(look func(string) (string, error)) string {
	switch {
	case runtime.GOOS != "linux" || runtime.GOARCH != "amd64":
		return "programs for Windows are run with Wine, on Linux on amd64 only"
	case os.Geteuid() != 0:
		return "takes root, for a network namespace: Wine walks every socket of the one that it is in"
	}
	for _, command := range []string{"wine", "wineserver", mingw, "nsenter", "ip"} {
		if _, err := look(command); err != nil {
			return "needs " + command
		}
	}
	return ""
}

// wine is a Windows of our own, in a network namespace of its own.
type wine struct {
	house  *house
	prefix string // the folder that holds it
	netns  *os.File
	env    []string
}

// newWine makes a Windows in which Go programs run.
func (h *house) newWine(ctx context.Context, netns *os.File) (*wine, error) {
	folder := filepath.Join(h.tmp, "wine")
	home := filepath.Join(folder, "home") // Wine makes links into it
	if err := os.MkdirAll(home, 0o700); err != nil {
		return nil, err
	}
	dll, err := h.buildPrimitives(ctx, folder)
	if err != nil {
		return nil, err
	}
	w := &wine{house: h, prefix: filepath.Join(folder, "prefix"), netns: netns}
	w.env = []string{
		"WINEPREFIX=" + w.prefix,
		"HOME=" + home,
		"WINEDEBUG=-all",
		"WINEDLLOVERRIDES=mscoree=;mshtml=;winemenubuilder.exe=;bcryptprimitives=n",
	}
	err = errors.Join(h.check(ctx, command{args: append(w.runner(), "wineboot.exe", "--init")}), w.end(ctx))
	if err == nil {
		err = os.Rename(dll, filepath.Join(w.prefix, "drive_c", "windows", "system32", filepath.Base(dll)))
	}
	if err != nil {
		return nil, fmt.Errorf("make a Wine prefix: %w", err)
	}
	return w, nil
}

// bcryptprimitives is the source of a DLL that Go programs need and Wine 8 lacks.
//
//go:embed wine/bcryptprimitives.c
var bcryptprimitives []byte

// buildPrimitives returns the path of bcryptprimitives.dll. Its source says why it has an address.
func (h *house) buildPrimitives(ctx context.Context, folder string) (string, error) {
	source, dll := filepath.Join(folder, "bcryptprimitives.c"), filepath.Join(folder, "bcryptprimitives.dll")
	if err := os.WriteFile(source, bcryptprimitives, 0o600); err != nil {
		return "", err
	}
	return dll, h.check(ctx, command{args: []string{
		mingw, "-Wall", "-Wextra", "-Werror", "-Os", "-s", "-shared", "-o", dll, source,
		"-Wl,--image-base=0x180000000", "-Wl,--disable-dynamicbase", "-ladvapi32", "-lntdll",
	}})
}

// runner is the command that runs the Windows program which is its next argument.
func (w *wine) runner() []string {
	netns := fmt.Sprintf("--net=/proc/%d/fd/%d", os.Getpid(), w.netns.Fd())
	return append(append([]string{"nsenter", netns, "env"}, w.env...), "wine")
}

// quoted returns the command as the flag -exec of go test takes it apart.
func quoted(args []string) string {
	var words []string
	for _, arg := range args {
		words = append(words, "'"+arg+"'")
	}
	return strings.Join(words, " ")
}

// end ends everything that runs in the Windows, also after an interrupt: the server of the prefix
// and its services outlive the programs that needed them.
func (w *wine) end(ctx context.Context) error {
	ctx = context.WithoutCancel(ctx)
	kill := w.house.check(ctx, command{env: w.env, args: []string{"wineserver", "--kill"}})
	wait := w.house.check(ctx, command{env: w.env, args: []string{"wineserver", "--wait"}})
	if wait == nil {
		return nil // killing fails where nothing runs
	}
	return errors.Join(kill, wait)
}
