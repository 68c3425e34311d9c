package tcptable

import "github.com/tcptable/tcptable/internal/sockdiag"

// DescriptorsEach is how many descriptors a source of one network namespace has at most.
const DescriptorsEach = descriptorsEach

// SetRoom sets how many sources a source of all network namespaces keeps open.
func SetRoom(s Source, n int) { s.(*allSource).room = n }

// KernelCondition is what the kernel is asked for f.
func KernelCondition(f Filter) sockdiag.Bytecode { return condition(f, everything) }
