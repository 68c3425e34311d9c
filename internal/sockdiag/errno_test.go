package sockdiag

import "syscall"

// Codes as the kernel sends them. Package syscall has these numbers on Linux; on Windows it has
// others, which no kernel sends.
const (
	kernelEPERM      = syscall.Errno(1)
	kernelENOENT     = syscall.Errno(2)
	kernelENOMEM     = syscall.Errno(12)
	kernelEOPNOTSUPP = syscall.Errno(95)
	kernelESTALE     = syscall.Errno(116)
)
