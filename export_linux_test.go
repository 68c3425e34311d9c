package tcptable

// DescriptorsEach is how many descriptors a source of one network namespace has at most.
const DescriptorsEach = descriptorsEach

// SetRoom sets how many sources a source of all network namespaces keeps open.
func SetRoom(s Source, n int) { s.(*allSource).room = n }
