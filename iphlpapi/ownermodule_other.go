//go:build !windows

package iphlpapi

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path"
	"unicode/utf16"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/mib"
)

func ownerModuleFromTcp6Entry(row *MibTcp6RowOwnerModule, room []byte, size *uint32) error {
	return fillModule(system(), ownerOf(row.OwningPid, &row.OwningModuleInfo), room, size)
}

func ownerModuleFromTcpEntry(row *MibTcpRowOwnerModule, room []byte, size *uint32) error {
	return fillModule(system(), ownerOf(row.OwningPid, &row.OwningModuleInfo), room, size)
}

// ownerOf returns the process that a row means, see moduleInfo.
func ownerOf(pid uint32, info *mib.ModuleInfo) tcptable.Process {
	return tcptable.Process{PID: pid, Start: info[1]}
}

// fillModule answers the call. It sets the size to what is needed, or was used.
func fillModule(c caller, owner tcptable.Process, room []byte, size *uint32) error {
	name, fullPath, err := module(c, owner)
	if err != nil {
		return err
	}
	wideName, widePath := wide(name), wide(fullPath)
	need := uint64(basicInfoSize) + uint64(len(wideName)) + uint64(len(widePath))
	if need > math.MaxUint32 {
		return fmt.Errorf("iphlpapi: %w (owner module of %d bytes)", ERROR_NOT_ENOUGH_MEMORY, need)
	}
	*size = uint32(need)
	if uint64(len(room)) < need {
		return ERROR_INSUFFICIENT_BUFFER
	}
	atName := addressOf(room) + uint64(basicInfoSize)
	if err := putBasicInfo(room, atName, atName+uint64(len(wideName))); err != nil {
		return withErrno(err)
	}
	copy(room[basicInfoSize:], wideName)
	copy(room[basicInfoSize+len(wideName):], widePath)
	return nil
}

// systemModule is what Windows calls the kernel.
const systemModule = "System"

// module returns the two strings.
func module(c caller, owner tcptable.Process) (name, fullPath string, err error) {
	if owner.PID == 0 {
		return "", "", ERROR_NOT_FOUND
	}
	var facts tcptable.ProcessFacts
	err = c.with(func(t *tcptable.Table) (err error) {
		facts, err = t.ProcessFacts(context.Background(), owner)
		if errors.Is(err, fs.ErrPermission) {
			return nil // the executable is not in the facts then
		}
		return err
	})
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", "", fmt.Errorf("iphlpapi: %w (%w)", ERROR_NOT_FOUND, err)
	case err != nil:
		return "", "", withErrno(err)
	case facts.Kernel:
		return systemModule, systemModule, nil
	case facts.Executable == "":
		return "", "", nil
	}
	return path.Base(facts.Executable), facts.Executable, nil
}

// wide returns the string in UTF-16 with its NUL.
func wide(s string) []byte {
	var b []byte
	for _, unit := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, unit)
	}
	return binary.LittleEndian.AppendUint16(b, 0)
}

func putBasicInfo(dst []byte, atName, atPath uint64) error {
	if wordSize == 8 {
		return mib.Encode(dst, mib.OwnerModuleBasicInfo64{ModuleName: atName, ModulePath: atPath})
	}
	return mib.Encode(dst, mib.OwnerModuleBasicInfo32{ModuleName: uint32(atName), ModulePath: uint32(atPath)})
}
