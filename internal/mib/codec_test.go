package mib

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"math"
	"slices"
	"strings"
	"testing"
)

// canonical is src as an encoder would write it: padding and the high halves of ports zero, and
// nothing behind the last row.
func (s *subject) canonical(src []byte) []byte {
	count := 1
	if s.header != 0 {
		count = int(binary.LittleEndian.Uint32(src))
	}
	dst := bytes.Clone(src[:s.header+count*s.size])
	if s.header != 0 {
		clear(dst[4:s.header])
	}
	for i := range count {
		row := dst[s.header+i*s.size:][:s.size]
		for _, at := range s.ports {
			clear(row[at+2 : at+4])
		}
		for _, pad := range s.pads {
			clear(row[pad[0]:pad[1]])
		}
	}
	return dst
}

// pattern is a structure, or a table of two rows, in which no two neighbouring bytes are alike.
func (s *subject) pattern() []byte {
	b := make([]byte, s.header+2*s.size)
	if s.header == 0 {
		b = b[:s.size]
	}
	for i := range b {
		b[i] = byte(i*7 + 1)
	}
	if s.header != 0 {
		binary.LittleEndian.PutUint32(b, 2)
	}
	return b
}

// TestRecode shows that each decoder reads every byte that means something, and that each encoder
// writes it back, at every alignment.
func TestRecode(t *testing.T) {
	for _, s := range subjects {
		t.Run(s.goType.Name(), func(t *testing.T) {
			src := s.pattern()
			for shift := range 8 {
				shifted := append(make([]byte, shift), src...)[shift:]
				got, err := s.recode(shifted)
				if err != nil {
					t.Fatal(err)
				}
				if want := s.canonical(src); !bytes.Equal(got, want) {
					t.Fatalf("decoded and encoded again at alignment %d:\ngot  %x\nwant %x", shift, got, want)
				}
			}
		})
	}
}

// TestDecodeEveryField holds the decoders against encoding/binary, which finds its way by the Go
// types that TestLayout has checked: a field that is taken from another's place shows here.
func TestDecodeEveryField(t *testing.T) {
	for _, s := range subjects {
		if s.decode == nil {
			continue
		}
		got, want, err := s.decode(s.canonical(s.pattern()))
		if err != nil || got != want {
			t.Errorf("%v: error %v\ngot  %+v\nwant %+v", s.goType, err, got, want)
		}
	}
}

// TestDecodeShort takes away bytes from the end, one by one: each length is an error that names it.
func TestDecodeShort(t *testing.T) {
	for _, s := range subjects {
		t.Run(s.goType.Name(), func(t *testing.T) {
			src := s.pattern()
			for n := range src {
				got, err := s.recode(slices.Clip(src[:n]))
				if err == nil {
					t.Fatalf("%d of %d bytes: decoded as %x", n, len(src), got)
				}
				if !strings.Contains(err.Error(), " bytes, need ") {
					t.Fatalf("%d bytes: error %q does not say how many are needed", n, err)
				}
			}
		})
	}
}

func TestDecodeHugeCount(t *testing.T) {
	src := binary.LittleEndian.AppendUint32(nil, math.MaxUint32)
	src = append(src, make([]byte, 1000)...)
	rows, err := AppendRows[Tcp6RowOwnerModule](nil, src)
	const want = "mib: decode table of mib.Tcp6RowOwnerModule: 1004 bytes, need 824633720648 for 4294967295 rows"
	if len(rows) != 0 || err == nil || err.Error() != want {
		t.Errorf("AppendRows = %d rows, error %v, want error %q", len(rows), err, want)
	}
}

// TestDecodeEmptyTable: a table without rows may lack the padding before them.
func TestDecodeEmptyTable(t *testing.T) {
	if rows, err := AppendRows[TcpRowOwnerModule](nil, make([]byte, 4)); len(rows) != 0 || err != nil {
		t.Errorf("AppendRows = %d rows, error %v, want none", len(rows), err)
	}
}

func TestAppendRowsKeepsWhatIsThere(t *testing.T) {
	first := TcpRow{State: 2}
	src := make([]byte, TableSize[TcpRow](1))
	if _, err := EncodeTable(src, 1, func(int) TcpRow { return TcpRow{State: 5} }); err != nil {
		t.Fatal(err)
	}
	rows, err := AppendRows([]TcpRow{first}, src)
	if want := []TcpRow{first, {State: 5}}; err != nil || !slices.Equal(rows, want) {
		t.Errorf("AppendRows = %v, error %v, want %v", rows, err, want)
	}
	rows, err = AppendRows([]TcpRow{first}, src[:10])
	if want := []TcpRow{first}; err == nil || !slices.Equal(rows, want) {
		t.Errorf("AppendRows of a short table = %v, error %v, want %v and an error", rows, err, want)
	}
}

// TestEncodeTouchesNoOtherByte gives the encoders more room than they need, and less.
func TestEncodeTouchesNoOtherByte(t *testing.T) {
	const guard = 0xA5
	filled := func(n int) []byte { return bytes.Repeat([]byte{guard}, n) }

	dst := filled(100)
	used, err := EncodeTable(dst, 1, func(int) Tcp6Row2 { return Tcp6Row2{} })
	if err != nil || used != 64 || !bytes.Equal(dst[64:], filled(36)) {
		t.Errorf("EncodeTable = %d, %v; wrote %x", used, err, dst)
	}
	dst = filled(63)
	used, err = EncodeTable(dst, 1, func(int) Tcp6Row2 { return Tcp6Row2{} })
	if err == nil || used != 0 || !bytes.Equal(dst, filled(63)) {
		t.Errorf("EncodeTable into 63 bytes = %d, %v; wrote %x", used, err, dst)
	}
	dst = filled(61)
	if err = Encode(dst, Tcp6Row2{}); err != nil || dst[60] != guard {
		t.Errorf("Encode into 61 bytes: error %v; wrote %x", err, dst)
	}
	dst = filled(59)
	if err = Encode(dst, Tcp6Row2{}); err == nil || !bytes.Equal(dst, filled(59)) {
		t.Errorf("Encode into 59 bytes: error %v; wrote %x", err, dst)
	}
}

// TestGoldenBytes writes each kind of number once by hand.
func TestGoldenBytes(t *testing.T) {
	link := Tcp6Endpoints{
		LocalAddr:     [16]byte{0xfe, 0x80, 15: 0x01},
		LocalScopeId:  0x01020304,
		LocalPort:     NewPort(8080),
		RemoteAddr:    [16]byte{0x20, 0x01, 0x0d, 0xb8, 15: 0x02},
		RemoteScopeId: 5,
		RemotePort:    NewPort(443) | 0xBEEF0000,
	}
	const linkHex = "fe800000000000000000000000000001 04030201 1f900000 20010db8000000000000000000000002 05000000 01bb0000 "
	v4 := TcpEndpoints{[4]byte{192, 0, 2, 1}, NewPort(22), [4]byte{198, 51, 100, 7}, NewPort(49664)}
	const v4Hex = "c0000201 00160000 c6336407 c2000000 "
	const created, info = 0x0102030405060708, 0x1112131415161718
	const moduleHex = "0807060504030201 1817161514131211"
	zeros := strings.Repeat("00", 15*8)

	for _, test := range []struct {
		name string
		got  []byte
		want string
	}{
		{"TcpRow", encoded(t, TcpRow{5, v4}), "05000000" + v4Hex},
		{"TcpRow2", encoded(t, TcpRow2{5, v4, 4711, 2}), "05000000" + v4Hex + "67120000 02000000"},
		{"TcpRowOwnerPid", encoded(t, TcpRowOwnerPid{5, v4, 4711}), "05000000" + v4Hex + "67120000"},
		{
			"TcpRowOwnerModule", encoded(t, TcpRowOwnerModule{5, v4, 4711, created, ModuleInfo{info}}),
			"05000000" + v4Hex + "67120000" + moduleHex + zeros,
		},
		{"Tcp6Row", encoded(t, Tcp6Row{11, link}), "0b000000" + linkHex},
		{"Tcp6Row2", encoded(t, Tcp6Row2{link, 11, 4711, 2}), linkHex + "0b000000 67120000 02000000"},
		{"Tcp6RowOwnerPid", encoded(t, Tcp6RowOwnerPid{link, 11, 4711}), linkHex + "0b000000 67120000"},
		{
			"Tcp6RowOwnerModule", encoded(t, Tcp6RowOwnerModule{link, 11, 4711, created, ModuleInfo{info}}),
			linkHex + "0b000000 67120000" + moduleHex + zeros,
		},
	} {
		if want := unhex(t, test.want); !bytes.Equal(test.got, want) {
			t.Errorf("%s:\ngot  %x\nwant %x", test.name, test.got, want)
		}
	}
}

func encoded[T Structure[T]](t *testing.T, v T) []byte {
	t.Helper()
	b := make([]byte, Size[T]())
	if err := Encode(b, v); err != nil {
		t.Fatal(err)
	}
	return b
}

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}
