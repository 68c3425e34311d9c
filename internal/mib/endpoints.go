package mib

import (
	"encoding/binary"
	"math/bits"
	"net/netip"
	"strconv"
)

// Port is a TCP port as a MIB row holds it: a 32-bit field with the port in network byte order
// in its low 16 bits. Windows documents that the high 16 bits may hold anything; this package
// writes them as zero and ignores them when it reads.
type Port uint32

// NewPort returns the field that stands for the port with the given number.
func NewPort(number uint16) Port { return Port(bits.ReverseBytes16(number)) }

// Number returns the port in host byte order. It ignores the high half of p.
func (p Port) Number() uint16 { return bits.ReverseBytes16(uint16(p)) }

func putPort(dst []byte, p Port) { binary.LittleEndian.PutUint32(dst, uint32(uint16(p))) }

func getPort(src []byte) Port { return Port(binary.LittleEndian.Uint16(src)) }

// TcpEndpoints are the two ends of a connection as every IPv4 row holds them, after its state.
// The addresses are in network byte order, as in in_addr. In a listener the remote fields mean
// nothing.
type TcpEndpoints struct {
	LocalAddr  [4]byte
	LocalPort  Port
	RemoteAddr [4]byte
	RemotePort Port
}

const tcpEndpointsSize = 16

// Local returns the local address and port.
func (e TcpEndpoints) Local() netip.AddrPort {
	return netip.AddrPortFrom(netip.AddrFrom4(e.LocalAddr), e.LocalPort.Number())
}

// Remote returns the remote address and port. In a listener it means nothing.
func (e TcpEndpoints) Remote() netip.AddrPort {
	return netip.AddrPortFrom(netip.AddrFrom4(e.RemoteAddr), e.RemotePort.Number())
}

func putTcpEndpoints(dst []byte, e *TcpEndpoints) {
	copy(dst[0:4], e.LocalAddr[:])
	putPort(dst[4:], e.LocalPort)
	copy(dst[8:12], e.RemoteAddr[:])
	putPort(dst[12:], e.RemotePort)
}

func getTcpEndpoints(src []byte) TcpEndpoints {
	return TcpEndpoints{
		LocalAddr:  [4]byte(src[0:4]),
		LocalPort:  getPort(src[4:]),
		RemoteAddr: [4]byte(src[8:12]),
		RemotePort: getPort(src[12:]),
	}
}

// Tcp6Endpoints are the two ends of a connection as every IPv6 row holds them: in MIB_TCP6ROW
// after the state, in the others before it. The scope ids are plain numbers in host byte order,
// interface indexes, although Windows documents network byte order: that is what the programs
// that use the real call take them for.
type Tcp6Endpoints struct {
	LocalAddr     [16]byte
	LocalScopeId  uint32
	LocalPort     Port
	RemoteAddr    [16]byte
	RemoteScopeId uint32
	RemotePort    Port
}

const tcp6EndpointsSize = 48

// Local returns the local address and port. A link-local address has its scope id, where that is
// not zero, as its zone, in decimal.
func (e Tcp6Endpoints) Local() netip.AddrPort {
	return netip.AddrPortFrom(scoped(e.LocalAddr, e.LocalScopeId), e.LocalPort.Number())
}

// Remote returns the remote address and port as [Tcp6Endpoints.Local] does. In a listener it
// means nothing.
func (e Tcp6Endpoints) Remote() netip.AddrPort {
	return netip.AddrPortFrom(scoped(e.RemoteAddr, e.RemoteScopeId), e.RemotePort.Number())
}

func scoped(bytes [16]byte, scope uint32) netip.Addr {
	addr := netip.AddrFrom16(bytes)
	if scope != 0 && addr.IsLinkLocalUnicast() && !addr.Is4In6() {
		return addr.WithZone(strconv.FormatUint(uint64(scope), 10))
	}
	return addr
}

func putTcp6Endpoints(dst []byte, e *Tcp6Endpoints) {
	copy(dst[0:16], e.LocalAddr[:])
	binary.LittleEndian.PutUint32(dst[16:], e.LocalScopeId)
	putPort(dst[20:], e.LocalPort)
	copy(dst[24:40], e.RemoteAddr[:])
	binary.LittleEndian.PutUint32(dst[40:], e.RemoteScopeId)
	putPort(dst[44:], e.RemotePort)
}

func getTcp6Endpoints(src []byte) Tcp6Endpoints {
	return Tcp6Endpoints{
		LocalAddr:     [16]byte(src[0:16]),
		LocalScopeId:  binary.LittleEndian.Uint32(src[16:]),
		LocalPort:     getPort(src[20:]),
		RemoteAddr:    [16]byte(src[24:40]),
		RemoteScopeId: binary.LittleEndian.Uint32(src[40:]),
		RemotePort:    getPort(src[44:]),
	}
}
