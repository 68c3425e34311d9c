package sockfarm

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"strconv"
	"strings"

	"github.com/tcptable/tcptable"
)

// ProcRow is a row of /proc/net/tcp or /proc/net/tcp6: a second opinion on the table, read by
// code that shares nothing with the library's own.
type ProcRow struct {
	Family        tcptable.Family
	Local, Remote netip.AddrPort // without zones, which the kernel does not print
	State         tcptable.State
	SendQ, RecvQ  uint32
	UID           uint32
	Inode         uint64
}

// kernelStates holds the states by their numbers in the kernel, see <net/tcp_states.h>. Number
// 12 is a request that has become a connection; TCP_NEW_SYN_RECV is shown as TCP_SYN_RECV.
var kernelStates = map[uint64]tcptable.State{
	1:  tcptable.StateEstablished,
	2:  tcptable.StateSynSent,
	3:  tcptable.StateSynReceived,
	4:  tcptable.StateFinWait1,
	5:  tcptable.StateFinWait2,
	6:  tcptable.StateTimeWait,
	7:  tcptable.StateClosed,
	8:  tcptable.StateCloseWait,
	9:  tcptable.StateLastAck,
	10: tcptable.StateListen,
	11: tcptable.StateClosing,
}

// ReadProc reads the table of the namespace that the calling thread is in.
func ReadProc() ([]ProcRow, error) {
	rows, err := readProcFile("/proc/thread-self/net/tcp", tcptable.IPv4)
	if err != nil {
		return nil, err
	}
	rows6, err := readProcFile("/proc/thread-self/net/tcp6", tcptable.IPv6)
	if errors.Is(err, fs.ErrNotExist) { // no IPv6 in this kernel
		return rows, nil
	}
	return append(rows, rows6...), err
}

func readProcFile(path string, family tcptable.Family) ([]ProcRow, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var rows []ProcRow
	_, body, _ := strings.Cut(string(data), "\n") // the first line names the columns
	for line := range strings.Lines(body) {
		row, err := parseProcRow(line)
		if err != nil {
			return nil, fmt.Errorf("%s: line %q: %w", path, line, err)
		}
		row.Family = family
		rows = append(rows, row)
	}
	return rows, nil
}

// parseProcRow reads a line like
//
//	1: 0100007F:9B69 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 18573 …
//
// Source: https://docs.kernel.org/networking/proc_net_tcp.html
func parseProcRow(line string) (ProcRow, error) {
	f := strings.Fields(line)
	if len(f) < 10 {
		return ProcRow{}, fmt.Errorf("%d fields, want 10 or more", len(f))
	}
	var row ProcRow
	var errs [8]error
	row.Local, errs[0] = parseProcAddr(f[1])
	row.Remote, errs[1] = parseProcAddr(f[2])
	state, err := strconv.ParseUint(f[3], 16, 8)
	row.State, errs[2] = kernelStates[state], err
	sendQ, recvQ, _ := strings.Cut(f[4], ":")
	row.SendQ, errs[3] = parse32(sendQ, 16)
	row.RecvQ, errs[4] = parse32(recvQ, 16)
	row.UID, errs[5] = parse32(f[7], 10)
	row.Inode, errs[6] = strconv.ParseUint(f[9], 10, 64)
	if row.State == 0 {
		errs[7] = fmt.Errorf("state %q is unknown", f[3])
	}
	return row, errors.Join(errs[:]...)
}

func parse32(s string, base int) (uint32, error) {
	v, err := strconv.ParseUint(s, base, 32)
	return uint32(v), err
}

// parseProcAddr reads an address, printed as words of 32 bits in the machine's byte order whose
// bytes are in network order, and a port.
func parseProcAddr(s string) (netip.AddrPort, error) {
	host, port, _ := strings.Cut(s, ":")
	raw, err := hex.DecodeString(host)
	if err != nil {
		return netip.AddrPort{}, err
	}
	for word := raw; len(word) >= 4; word = word[4:] {
		binary.NativeEndian.PutUint32(word, binary.BigEndian.Uint32(word))
	}
	addr, ok := netip.AddrFromSlice(raw)
	if !ok {
		return netip.AddrPort{}, fmt.Errorf("address %q has %d bytes", host, len(raw))
	}
	p, err := strconv.ParseUint(port, 16, 16)
	return netip.AddrPortFrom(addr, uint16(p)), err
}
