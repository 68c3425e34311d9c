package sockdiag

import (
	"errors"
	"io"
	"slices"
	"syscall"
	"testing"
)

// decoders is the one table that the fuzz targets, and the test that every decoder has one,
// are made from.
var decoders = map[string]func([]byte) error{
	"DecodeRow": func(b []byte) error {
		var r Row
		if err := DecodeRow(b, &r); err != nil {
			return err
		}
		return sameAgain(r, b)
	},
	"Datagram": func(b []byte) error {
		rows := 0
		d := dump{family: FamilyIPv6, kind: messageByFam, seq: 1, row: new(Row), visit: func(*Row) error { rows++; return nil }}
		err := d.datagram(b)
		if most := len(b) / (headerLen + rowLen); rows > most {
			return errors.New("more rows than there is room for")
		}
		return err
	},
	"Attrs": func(b []byte) error {
		var r Row
		return r.decodeAttrs(b)
	},
	"Single": func(b []byte) error {
		m, found, err := findAnswer(b, 1)
		if err != nil || !found {
			return err
		}
		var r Row
		info, err := decodeSingle(m, singleID(), &r)
		if err == nil && r.Cookie != singleID().Cookie {
			return errors.New("a socket that was not asked for")
		}
		if err == nil && info != nil && len(info) > len(b)-headerLen-rowLen-attrLen {
			return errors.New("more tcp_info than there is room for")
		}
		return err
	},
	"Ends": func(b []byte) error {
		received := false
		ends := NewEnds(func(into []byte) (int, error) {
			if received {
				return 0, io.EOF
			}
			received = true
			return copy(into, b), nil
		})
		for n := 0; ; n++ {
			var end Ended
			if err := ends.Next(&end); errors.Is(err, io.EOF) {
				return nil
			} else if err != nil && !errors.Is(err, ErrMissed) {
				return err
			}
			if n > len(b)/headerLen || len(end.Info) > len(b) {
				return errors.New("more ends than there is room for")
			}
		}
	},
	"DecodeTCPInfo": func(b []byte) error {
		info, err := DecodeTCPInfo(b)
		if err != nil {
			return err
		}
		if b[0] != info.State || len(b) != info.Len {
			return errors.New("state or length are not those of the input")
		}
		// A later kernel's structure says the same, and something more.
		longer, err := DecodeTCPInfo(append(slices.Clone(b), 0xEE))
		if longer.Len--; info.Has(TCPInfoReceivedCE) && longer != info {
			return errors.New("what comes behind the structure changes it")
		}
		return err
	},
}

// sameAgain decodes what the test's own encoder makes of r, which has to give r.
func sameAgain(r Row, original []byte) error {
	var again Row
	if err := DecodeRow(append(appendRow(nil, r), original[rowLen:]...), &again); err != nil {
		return err
	}
	if again != r {
		return errors.New("a decoded row does not survive encoding")
	}
	return nil
}

func FuzzDecodeRow(f *testing.F) { fuzzDecoder(f, "DecodeRow") }
func FuzzDatagram(f *testing.F)  { fuzzDecoder(f, "Datagram") }
func FuzzAttrs(f *testing.F)     { fuzzDecoder(f, "Attrs") }
func FuzzSingle(f *testing.F)    { fuzzDecoder(f, "Single") }
func FuzzEnds(f *testing.F)      { fuzzDecoder(f, "Ends") }
func FuzzTCPInfo(f *testing.F)   { fuzzDecoder(f, "DecodeTCPInfo") }

func fuzzDecoder(f *testing.F, name string) {
	decode := decoders[name]
	f.Fuzz(func(t *testing.T, b []byte) {
		before := slices.Clone(b)
		err := decode(b)
		var errno syscall.Errno
		if err != nil && !errors.Is(err, ErrMalformed) && !errors.As(err, &errno) {
			t.Errorf("%s: %v", name, err)
		}
		if !slices.Equal(b, before) {
			t.Errorf("%s changed its input", name)
		}
	})
}
