package render

import (
	"io"
	"iter"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// NDJSON writes each row as a JSON object on a line of its own.
func NDJSON(w io.Writer, rows iter.Seq[Row]) error {
	var addrs addrTexts
	return flow(w, nil, rows, func(dst []byte, r *Row) []byte {
		return append(appendJSON(dst, r, &addrs), '\n')
	}, "")
}

// AppendJSON appends the row as a JSON object. A name that is not UTF-8 has U+FFFD for each byte
// that is not. The cookie is a string of decimal digits, because it can be greater than 2^53,
// beyond which many readers of JSON round numbers.
func AppendJSON(dst []byte, r Row) []byte { return appendJSON(dst, &r, new(addrTexts)) }

func appendJSON(dst []byte, r *Row, addrs *addrTexts) []byte {
	c := r.Conn
	dst = append(dst, `{"family":"`...)
	dst = append(dst, c.Family().String()...)
	dst = append(dst, `","state":"`...)
	dst = append(dst, c.State.String()...)
	dst = append(dst, `","local_addr":"`...)
	dst = append(dst, addrs.local.of(c.Local.Addr())...)
	dst = append(dst, `","local_port":`...)
	dst = appendUint(dst, uint32(c.Local.Port()))
	dst = append(dst, `,"local_scope":`...)
	dst = appendUint(dst, c.LocalScope)
	dst = append(dst, `,"remote_addr":"`...)
	dst = append(dst, addrs.remote.of(c.Remote.Addr())...)
	dst = append(dst, `","remote_port":`...)
	dst = appendUint(dst, uint32(c.Remote.Port()))
	dst = append(dst, `,"remote_scope":`...)
	dst = appendUint(dst, c.RemoteScope)
	dst = append(dst, `,"pid":`...)
	dst = appendUint(dst, c.PID)
	dst = append(dst, `,"process":`...)
	dst = appendJSONString(dst, r.Process)
	dst = append(dst, `,"owner":"`...)
	dst = append(dst, c.Owner.String()...)
	dst = append(dst, `","uid":`...)
	if c.HasUser() {
		dst = appendUint(dst, c.UID)
	} else {
		dst = append(dst, "null"...)
	}
	dst = append(dst, `,"user":`...)
	dst = appendJSONString(dst, r.User)
	dst = append(dst, `,"offload":"`...)
	dst = append(dst, c.Offload.String()...)
	dst = append(dst, `","inode":`...)
	dst = strconv.AppendUint(dst, c.Inode, 10)
	dst = append(dst, `,"cookie":"`...)
	dst = strconv.AppendUint(dst, c.Cookie, 10)
	dst = append(dst, `","dual_stack":`...)
	dst = strconv.AppendBool(dst, c.DualStack)
	dst = append(dst, `,"recv_q":`...)
	dst = appendUint(dst, c.RecvQ)
	dst = append(dst, `,"send_q":`...)
	dst = appendUint(dst, c.SendQ)
	return append(dst, '}')
}

func appendUint(dst []byte, n uint32) []byte { return strconv.AppendUint(dst, uint64(n), 10) }

// appendJSONString appends s as a JSON string. Beyond what JSON asks for it escapes every
// character that cannot be printed, so that the output is safe to look at on a terminal.
func appendJSONString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	if isPlain(s) {
		return append(append(dst, s...), '"')
	}
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', s[i])
		case r == utf8.RuneError && size == 1:
			dst = append(dst, `\ufffd`...)
		case strconv.IsPrint(r):
			dst = append(dst, s[i:i+size]...)
		default:
			dst = appendJSONRune(dst, r)
		}
		i += size
	}
	return append(dst, '"')
}

func appendJSONRune(dst []byte, r rune) []byte {
	if r >= 0x10000 {
		high, low := utf16.EncodeRune(r)
		dst = appendHex(append(dst, `\u`...), high, 4)
		return appendHex(append(dst, `\u`...), low, 4)
	}
	return appendHex(append(dst, `\u`...), r, 4)
}
