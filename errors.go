package tcptable

import "errors"

// ErrInterrupted is wrapped by the error of a read during which the table kept changing in a way
// that the kernel reports as inconsistent: rows may be missing or there twice. The rows that
// were read are returned with it. To try again is the right answer.
var ErrInterrupted = errors.New("the table changed while the kernel listed it")
