package sockdiag

import (
	"encoding/binary"
	"fmt"
)

// attr is one attribute. Its value refers to the datagram.
type attr struct {
	kind  uint16 // without the flags for nesting and byte order
	value []byte
}

// nextAttr splits the first attribute off b, which is not empty.
func nextAttr(b []byte) (a attr, rest []byte, err error) {
	if len(b) < attrLen {
		return attr{}, nil, fmt.Errorf("%w: %d bytes left, an attribute has %d", ErrMalformed, len(b), attrLen)
	}
	size := int(binary.NativeEndian.Uint16(b))
	if size < attrLen || size > len(b) {
		return attr{}, nil, fmt.Errorf("%w: attribute of length %d with %d bytes left", ErrMalformed, size, len(b))
	}
	a = attr{kind: binary.NativeEndian.Uint16(b[2:]) & attrTypeMax, value: b[attrLen:size]}
	return a, b[min(align(size), len(b)):], nil
}

// decodeAttrs sets the fields of r that attributes carry. It passes over those it does not
// know: newer kernels send more.
func (r *Row) decodeAttrs(b []byte) error {
	for len(b) > 0 {
		a, rest, err := nextAttr(b)
		if err != nil {
			return err
		}
		b = rest
		switch a.kind {
		case attrSKV6Only:
			if len(a.value) < 1 {
				return fmt.Errorf("%w: empty SKV6ONLY attribute", ErrMalformed)
			}
			r.V6OnlyKnown, r.V6Only = true, a.value[0] != 0
		case attrULPInfo:
			if err := r.decodeULP(a.value); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *Row) decodeULP(b []byte) error {
	for len(b) > 0 {
		a, rest, err := nextAttr(b)
		if err != nil {
			return err
		}
		b = rest
		if a.kind == ulpInfoTLS {
			if err := r.decodeTLS(a.value); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *Row) decodeTLS(b []byte) error {
	for len(b) > 0 {
		a, rest, err := nextAttr(b)
		if err != nil {
			return err
		}
		b = rest
		if a.kind != tlsTxConf && a.kind != tlsRxConf {
			continue
		}
		if len(a.value) < 2 {
			return fmt.Errorf("%w: TLS mode of %d bytes", ErrMalformed, len(a.value))
		}
		mode := binary.NativeEndian.Uint16(a.value)
		if a.kind == tlsTxConf {
			r.TLSTx = mode
		} else {
			r.TLSRx = mode
		}
	}
	return nil
}
