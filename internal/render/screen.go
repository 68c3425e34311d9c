package render

import (
	"net/netip"
)

// AppendEscaped appends s so that every byte of it can be seen and none can move the cursor, colour
// the screen or end the line, as in the text table.
func AppendEscaped(dst []byte, s string) []byte { return appendEscaped(dst, s) }

// AppendEndpoint appends "address:port" as in the text table.
func AppendEndpoint(dst []byte, ap netip.AddrPort) []byte {
	var text endpointText
	return text.append(dst, ap)
}

// AppendOwner appends the owner of the row, or why there is none, as in the text table.
func AppendOwner(dst []byte, r *Row) []byte { return appendOwner(nil, dst, r) }
