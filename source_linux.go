package tcptable

import "errors"

func openDefault(options) (Source, error) { return nil, errors.ErrUnsupported }

// OpenNetlink is a stub.
func OpenNetlink(...Option) (Source, error) { return nil, errors.ErrUnsupported }

// OpenProc is a stub.
func OpenProc(...Option) (Source, error) { return nil, errors.ErrUnsupported }
