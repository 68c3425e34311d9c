package render

import (
	"strconv"
	"time"
)

func appendJSONValue(dst []byte, kind Kind, v *value) []byte {
	if !v.known {
		return append(dst, "null"...)
	}
	switch kind {
	case KindText:
		return appendJSONString(dst, v.text)
	case KindNumber, KindBytes, KindRate:
		return strconv.AppendUint(dst, v.number, 10)
	case KindBool:
		return strconv.AppendBool(dst, v.number != 0)
	case KindSeconds:
		return appendSeconds(dst, v.number)
	case KindDigits:
		return append(strconv.AppendUint(append(dst, '"'), v.number, 10), '"')
	case KindTime:
		return append(appendTime(append(dst, '"'), v.time), '"')
	case KindAddr:
		return append(appendAddr(append(dst, '"'), v.endpoint.Addr()), '"')
	case KindEndpoint:
		return appendJSONString(dst, string(new(endpointText).append(nil, v.endpoint)))
	case KindWords:
		return appendJSONWords(dst, v.words)
	case KindProcesses:
		return appendJSONProcesses(dst, v)
	}
	return append(dst, "null"...)
}

func appendJSONWords(dst []byte, words []string) []byte {
	dst = append(dst, '[')
	for i, word := range words {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendJSONString(dst, word)
	}
	return append(dst, ']')
}

func appendJSONProcesses(dst []byte, v *value) []byte {
	dst = append(dst, '[')
	for i, p := range v.processes {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendUint(append(dst, `{"pid":`...), p.PID)
		dst = append(appendJSONString(append(dst, `,"process":`...), p.Name), '}')
	}
	return append(dst, ']')
}

// appendSeconds appends nanoseconds as a decimal number of seconds, without zeros at its end.
func appendSeconds(dst []byte, ns uint64) []byte {
	dst = strconv.AppendUint(dst, ns/1e9, 10)
	fraction := ns % 1e9
	if fraction == 0 {
		return dst
	}
	dst = append(dst, '.')
	for unit := uint64(1e8); fraction > 0; unit /= 10 {
		dst = append(dst, byte('0'+fraction/unit))
		fraction %= unit
	}
	return dst
}

func appendTime(dst []byte, t time.Time) []byte {
	return t.UTC().AppendFormat(dst, time.RFC3339Nano)
}

func appendCSVValue(dst []byte, kind Kind, v *value) []byte {
	if !v.known {
		return dst
	}
	switch kind {
	case KindText:
		return appendCSVString(dst, v.text)
	case KindDigits:
		return strconv.AppendUint(dst, v.number, 10)
	case KindTime:
		return appendTime(dst, v.time)
	case KindAddr:
		return appendAddr(dst, v.endpoint.Addr())
	case KindEndpoint:
		return appendCSVEscaped(dst, string(new(endpointText).append(nil, v.endpoint)))
	case KindWords:
		return appendCSVString(dst, commandLine(v.words))
	case KindProcesses:
		return appendCSVEscaped(dst, string(appendHolders(nil, v.processes)))
	}
	return appendJSONValue(dst, kind, v)
}
