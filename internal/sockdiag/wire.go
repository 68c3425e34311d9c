package sockdiag

// The kernel's numbers. They are written out here because those of other operating systems,
// where the decoders run too, differ.
const (
	FamilyIPv4 = 2  // AF_INET
	FamilyIPv6 = 10 // AF_INET6

	// BothFamilies, in a request for a dump, asks for the sockets of both in one go, which costs the
	// kernel half of what asking for each does. The way to ask so is the one that was there before
	// there was IPv6 to ask for by itself, Linux 2.6.14; ss uses it where there is no other.
	BothFamilies = 0

	protocolTCP = 6
)

// Kernel states, include/net/tcp_states.h.
const (
	TCPEstablished   = 1
	TCPSynSent       = 2
	TCPSynRecv       = 3
	TCPFinWait1      = 4
	TCPFinWait2      = 5
	TCPTimeWait      = 6
	TCPClose         = 7
	TCPCloseWait     = 8
	TCPLastAck       = 9
	TCPListen        = 10
	TCPClosing       = 11
	TCPNewSynRecv    = 12
	TCPBoundInactive = 13 // a bit to ask for; the rows say TCPClose
)

// TLSHWRecord is the mode of a TLS socket whose records are made by a device that runs TCP as
// a whole, TLS_CONF_HW_RECORD.
const TLSHWRecord = 4

const (
	headerLen  = 16 // struct nlmsghdr
	requestLen = 56 // struct inet_diag_req_v2
	idLen      = 48 // struct inet_diag_sockid, the end of a request
	rowLen     = 72 // struct inet_diag_msg
	attrLen    = 4  // struct nlattr

	oldRequestLen = 60 // struct inet_diag_req

	attrTypeMax = 0x3fff

	messageNoop    = 1
	messageError   = 2
	messageDone    = 3
	messageOverrun = 4
	messageGetSock = 18 // TCPDIAG_GETSOCK
	messageByFam   = 20 // SOCK_DIAG_BY_FAMILY
	messageDestroy = 21 // SOCK_DESTROY

	flagRequest  = 0x001
	flagAck      = 0x004
	flagDumpIntr = 0x010
	flagDump     = 0x300

	requestBytecode = 1 // INET_DIAG_REQ_BYTECODE

	attrInfo     = 2  // INET_DIAG_INFO
	attrProtocol = 10 // INET_DIAG_PROTOCOL
	attrSKV6Only = 11
	attrULPInfo  = 19
	ulpInfoTLS   = 2
	tlsTxConf    = 3
	tlsRxConf    = 4
)

// align rounds n up to the four bytes that messages and attributes begin at.
func align(n int) int { return (n + 3) &^ 3 }
