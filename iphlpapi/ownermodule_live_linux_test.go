package iphlpapi_test

import (
	"bytes"
	"encoding/binary"
	"encoding/gob"
	"errors"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"unsafe"

	"github.com/tcptable/tcptable/internal/sockfarm"
	"github.com/tcptable/tcptable/iphlpapi"
)

// TestLiveOwnerModule asks for the module of a listener of this process, by the rows of both
// families' tables.
func TestLiveOwnerModule(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	row := ownListener(t)
	expectModule(t, "IPv4", iphlpapi.OwnerModuleFromTcpEntry, row, filepath.Base(self), self)
	if row6, ok := ownListener6(t); ok {
		expectModule(t, "IPv6", iphlpapi.OwnerModuleFromTcp6Entry, row6, filepath.Base(self), self)
	}
	row.OwningModuleInfo[1]++
	expectNotFound(t, "another process with this PID", row)
	row.OwningModuleInfo[1] = 0
	expectModule(t, "start not known", iphlpapi.OwnerModuleFromTcpEntry, row, filepath.Base(self), self)
	row.OwningPid = 0
	expectNotFound(t, "PID 0", row)
}

// ownListener opens a listener and returns its row.
func ownListener(t *testing.T) *iphlpapi.MibTcpRowOwnerModule {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	rows, err := iphlpapi.TcpTableOwnerModule(false, iphlpapi.TCP_TABLE_OWNER_MODULE_LISTENER)
	if err != nil {
		t.Fatal(err)
	}
	return rowOf(t, rows, l.Addr())
}

// ownListener6 reports false if this host has no IPv6 loopback address.
func ownListener6(t *testing.T) (*iphlpapi.MibTcp6RowOwnerModule, bool) {
	t.Helper()
	l, err := net.Listen("tcp6", "[::1]:0")
	if err != nil {
		return nil, false
	}
	t.Cleanup(func() { l.Close() })
	rows, err := iphlpapi.Tcp6TableOwnerModule(false, iphlpapi.TCP_TABLE_OWNER_MODULE_LISTENER)
	if err != nil {
		t.Fatal(err)
	}
	return rowOf(t, rows, l.Addr()), true
}

// moduleRow is a row of either family.
type moduleRow interface {
	iphlpapi.MibTcpRowOwnerModule | iphlpapi.MibTcp6RowOwnerModule
	Local() netip.AddrPort
}

func rowOf[R moduleRow](t *testing.T, rows []R, local net.Addr) *R {
	t.Helper()
	for _, row := range rows {
		if row.Local() == local.(*net.TCPAddr).AddrPort() {
			return &row
		}
	}
	t.Fatalf("%v is not in the table", local)
	return nil
}

func expectModule[R any](
	t *testing.T, what string, module func(*R) (name, path string, err error), row *R, wantName, wantPath string,
) {
	t.Helper()
	if name, path, err := module(row); name != wantName || path != wantPath || err != nil {
		t.Errorf("%s: %q, %q, %v, want %q, %q", what, name, path, err, wantName, wantPath)
	}
}

func expectNotFound(t *testing.T, what string, row *iphlpapi.MibTcpRowOwnerModule) {
	t.Helper()
	name, path, err := iphlpapi.OwnerModuleFromTcpEntry(row)
	if name != "" || path != "" || !errors.Is(err, iphlpapi.ERROR_NOT_FOUND) || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s: %q, %q, %v, want %v", what, name, path, err, iphlpapi.ERROR_NOT_FOUND)
	}
}

// TestLiveOwnerModuleBuffer calls as a C program does, and follows the two addresses.
func TestLiveOwnerModuleBuffer(t *testing.T) {
	row := ownListener(t)
	const basic = iphlpapi.TCPIP_OWNER_MODULE_INFO_BASIC
	var size uint32
	if err := iphlpapi.GetOwnerModuleFromTcpEntry(row, basic, nil, &size); err != iphlpapi.ERROR_INSUFFICIENT_BUFFER {
		t.Fatalf("without a buffer: %v, want %v", err, iphlpapi.ERROR_INSUFFICIENT_BUFFER)
	}
	need := size
	buffer := make([]byte, need)
	if err := iphlpapi.GetOwnerModuleFromTcpEntry(row, basic, buffer, &size); err != nil || size != need {
		t.Fatalf("with the %d bytes it asked for: size %d, %v", need, size, err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	text := ""
	for b := range slices.Chunk(buffer[2*addressLen:], 2) {
		text += string(rune(binary.LittleEndian.Uint16(b)))
	}
	if want := filepath.Base(self) + "\x00" + self + "\x00"; text != want {
		t.Errorf("the strings are %q, want %q", text, want)
	}
	name, path := address(buffer), address(buffer[addressLen:])
	if want := uint64(uintptr(unsafe.Pointer(&buffer[2*addressLen]))); name != want {
		t.Errorf("the name is at %#x, want %#x", name, want)
	}
	if want := name + 2*uint64(len(filepath.Base(self))+1); path != want {
		t.Errorf("the path is at %#x, want %#x", path, want)
	}
}

const addressLen = int(unsafe.Sizeof(uintptr(0)))

func address(b []byte) uint64 {
	if addressLen == 4 {
		return uint64(binary.LittleEndian.Uint32(b))
	}
	return binary.LittleEndian.Uint64(b)
}

// TestLiveOwnerModuleOfChild starts a program whose name is hard to write down, removes it, and
// ends it.
func TestLiveOwnerModuleOfChild(t *testing.T) {
	if os.Getenv(childEnv) != "" {
		os.Stdin.Read(make([]byte, 1)) //nolint:errcheck // its end is what the child waits for
		return
	}
	folder, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	const name, shown = "näme 😀 \xff", "näme 😀 \ufffd"
	program := filepath.Join(folder, name)
	copyProgram(t, program)
	child := exec.Command(program, "-test.run=^TestLiveOwnerModuleOfChild$")
	child.Env = append(os.Environ(), childEnv+"=1")
	input, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); errors.Is(err, syscall.EACCES) {
		t.Skipf("no program can be started from the folder for temporary files: %v", err)
	} else if err != nil {
		t.Fatal(err)
	}
	row := &iphlpapi.MibTcpRowOwnerModule{OwningPid: uint32(child.Process.Pid)}
	expectModule(t, "child", iphlpapi.OwnerModuleFromTcpEntry, row, shown, filepath.Join(folder, shown))
	if err := os.Remove(program); err != nil {
		t.Fatal(err)
	}
	expectModule(t, "removed program", iphlpapi.OwnerModuleFromTcpEntry, row, shown, filepath.Join(folder, shown))
	if err := errors.Join(input.Close(), child.Wait()); err != nil {
		t.Fatal(err)
	}
	expectNotFound(t, "ended child", row)
}

// childEnv is set in the environment of a copy of the test program that only waits.
const childEnv = "IPHLPAPI_TEST_CHILD"

func copyProgram(t *testing.T, to string) {
	t.Helper()
	program, err := os.ReadFile("/proc/self/exe")
	if err == nil {
		err = os.WriteFile(to, program, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestLiveOwnerModuleOfOtherUser looks at a process of root's as a user without privileges: that
// is no error, but there are no strings either.
func TestLiveOwnerModuleOfOtherUser(t *testing.T) {
	const nobody = 65534
	if !sockfarm.IsRerun() {
		sockfarm.RequireUser(t, nobody)
		var row bytes.Buffer
		if err := gob.NewEncoder(&row).Encode(ownListener(t)); err != nil {
			t.Fatal(err)
		}
		credential := &syscall.Credential{Uid: nobody, Gid: nobody}
		sockfarm.Rerun(t, &syscall.SysProcAttr{Credential: credential}, row.Bytes())
		return
	}
	row := new(iphlpapi.MibTcpRowOwnerModule)
	if err := gob.NewDecoder(os.Stdin).Decode(row); err != nil {
		t.Fatal(err)
	}
	expectModule(t, "root's process", iphlpapi.OwnerModuleFromTcpEntry, row, "", "")
	var size uint32
	err := iphlpapi.GetOwnerModuleFromTcpEntry(row, iphlpapi.TCPIP_OWNER_MODULE_INFO_BASIC, nil, &size)
	if want := uint32(2*addressLen + 2*2); err != iphlpapi.ERROR_INSUFFICIENT_BUFFER || size != want {
		t.Errorf("two empty strings need %d bytes, %v, want %d", size, err, want)
	}
	row.OwningModuleInfo[1]++
	expectNotFound(t, "another process with this PID", row)
}
