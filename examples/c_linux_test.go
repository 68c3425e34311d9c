//go:build cgo

package examples_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tcptable/tcptable/internal/sockfarm"
)

var strict = []string{"-O2", "-Wall", "-Wextra", "-Werror"}

// cExamples are the folders in examples/c, with what each is to print of the rows of a farm.
var cExamples = []struct {
	name  string
	check func(t *testing.T, output string, rows []row)
}{
	{"nullprobe", func(t *testing.T, output string, rows []row) {
		expectRows(t, "GetTcp6Table2", lines(output), only(rows, true, isIPv6))
	}},
	{"sizedfirst", func(t *testing.T, output string, rows []row) {
		expectRows(t, "GetTcpTable", lines(output), only(rows, false, isIPv4))
	}},
	{"untilitfits", func(t *testing.T, output string, rows []row) {
		want := slices.Concat(only(rows, true, isIPv4), only(rows, false, isIPv6))
		expectRows(t, "GetTcpTable2 and GetTcp6Table", lines(output), want)
	}},
	{"extended", checkExtended},
	{"owners", checkOwners},
	{"statistics", checkStatistics},
	{"statistics64", checkStatistics},
}

func isIPv4(r row) bool { return r.family == "tcp4" }
func isIPv6(r row) bool { return r.family == "tcp6" }

func TestC(t *testing.T) { testNative(t, "gcc", "-std=c99", "-D_GNU_SOURCE") }

func TestCplusplus(t *testing.T) { testNative(t, "g++", "-std=c++11", "-x", "c++") }

// testNative compiles the examples, and runs each beside a farm.
func testNative(t *testing.T, compiler string, flags ...string) {
	need(t, compiler)
	library := needLibrary(t)
	programs := t.TempDir()
	for _, example := range cExamples {
		args := slices.Concat(flags, strict, []string{
			"-I../capi/include", "-I../capi/include/windows", "-o", filepath.Join(programs, example.name),
			"c/" + example.name + "/main.c", "-L" + library, "-liphlpapi", "-Wl,-rpath," + library,
		})
		if err := run(exec.Command(compiler, args...)); err != nil {
			t.Fatal(err)
		}
	}
	for _, example := range cExamples {
		t.Run(example.name, func(t *testing.T) {
			sockfarm.Enter(t) // a farm for each: some rows last no longer than a minute
			rows := wantRows(sockfarm.New(t))
			example.check(t, output(t, exec.Command(filepath.Join(programs, example.name))), rows)
		})
	}
}

// TestMingw: the examples are programs for Windows.
func TestMingw(t *testing.T) {
	const mingw = "x86_64-w64-mingw32-gcc"
	need(t, mingw)
	for _, example := range cExamples {
		if example.name == "statistics64" { // the headers of mingw-w64 10 have no GetTcpStatisticsEx2
			continue
		}
		args := slices.Concat(strict, []string{
			"-D_WIN32_WINNT=0x0A00", "-o", filepath.Join(t.TempDir(), "example.exe"),
			"c/" + example.name + "/main.c", "-liphlpapi", "-lws2_32",
		})
		if err := run(exec.Command(mingw, args...)); err != nil {
			t.Error(err)
		}
	}
}

// TestEveryExampleIsTested fails if a folder in examples/c is in no test.
func TestEveryExampleIsTested(t *testing.T) {
	folders, err := filepath.Glob("c/*/main.c")
	if err != nil || len(folders) != len(cExamples) {
		t.Errorf("%d examples in C, %d are tested: %v", len(folders), len(cExamples), err)
	}
}

// checkExtended checks what stands under each class and family.
func checkExtended(t *testing.T, output string, rows []row) {
	t.Helper()
	sections := map[string][]string{}
	var heading string
	for _, line := range lines(output) {
		if strings.Contains(line, " AF_INET") {
			heading = line
			sections[heading] = nil
		} else {
			sections[heading] = append(sections[heading], line)
		}
	}
	for _, class := range []string{"BASIC", "OWNER_PID", "OWNER_MODULE"} {
		for kind, keep := range map[string]func(row) bool{
			"LISTENER":    func(r row) bool { return r.state == "LISTEN" },
			"CONNECTIONS": func(r row) bool { return r.state != "LISTEN" },
			"ALL":         func(row) bool { return true },
		} {
			heading := class + "_" + kind
			four := only(rows, class != "BASIC", func(r row) bool { return isIPv4(r) && keep(r) })
			expectRows(t, heading+" AF_INET", sections[heading+" AF_INET"], four)
			if class == "BASIC" {
				if got := sections[heading+" AF_INET6"]; !slices.Equal(got, []string{"code 50"}) {
					t.Errorf("%s AF_INET6: %q, want code 50", heading, got)
				}
				continue
			}
			six := only(rows, true, func(r row) bool { return isIPv6(r) && keep(r) })
			expectRows(t, heading+" AF_INET6", sections[heading+" AF_INET6"], six)
		}
	}
}

// checkOwners checks the lines behind each row: the owner of every socket is this program.
func checkOwners(t *testing.T, output string, rows []row) {
	t.Helper()
	executable, err := os.Readlink("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	all := lines(output)
	for i, line := range all {
		if strings.HasPrefix(line, " ") {
			continue
		}
		found = append(found, line)
		r, err := parseRow(line)
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"  " + filepath.Base(executable), "  " + executable}
		if r.pid == 0 {
			want = []string{"  code 1168"}
		}
		if got := all[i+1 : min(len(all), i+1+len(want))]; !slices.Equal(got, want) {
			t.Errorf("%v: owner %q, want %q", r, got, want)
		}
	}
	expectRows(t, "owners", found, rows)
}

// checkStatistics checks the one number that is of the farm alone, which is not a counter.
func checkStatistics(t *testing.T, output string, rows []row) {
	t.Helper()
	count := func(keep func(row) bool) int {
		return len(only(rows, true, func(r row) bool { return r.state != "LISTEN" && keep(r) }))
	}
	var call string
	n := 0
	for _, line := range lines(output) {
		if !strings.HasPrefix(line, " ") {
			call = line
		}
		var got int
		if _, err := fmt.Sscanf(line, "  connections %d", &got); err != nil {
			continue
		}
		n++
		want := count(isIPv4)
		if strings.HasSuffix(call, "AF_INET6") {
			want = count(isIPv6)
		}
		if got != want {
			t.Errorf("%s: %d connections, want %d", call, got, want)
		}
	}
	if n < 2 {
		t.Errorf("got %d answers:\n%s", n, output)
	}
}

// need skips the test unless the commands are there.
func need(t *testing.T, commands ...string) {
	t.Helper()
	for _, command := range commands {
		if _, err := exec.LookPath(command); err != nil {
			t.Skipf("needs %s", command)
		}
	}
}

// needLibrary returns the folder with the library.
func needLibrary(t *testing.T) string {
	t.Helper()
	need(t, "gcc")
	folder, why := prepared("lib")
	if why != "" {
		t.Fatal(why)
	}
	return folder
}

// output runs a program in the namespace of the calling goroutine.
func output(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	var complaints strings.Builder
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil || complaints.Len() > 0 {
		t.Fatalf("%v: %v\n%s%s", cmd.Args, err, out, complaints.String())
	}
	return string(out)
}
