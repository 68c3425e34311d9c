// Lists the TCP connections of both families through koffi. The program is the same on Windows and on
// Linux, but for the name of the library. On Linux it takes libiphlpapi.so from where the dynamic linker
// finds it, or from the path that is its argument.
'use strict';

const koffi = require('koffi');
const net = require('node:net');

const NO_ERROR = 0;
const ERROR_INSUFFICIENT_BUFFER = 122;

const STATES = ['0', 'CLOSED', 'LISTEN', 'SYN_SENT', 'SYN_RCVD', 'ESTAB', 'FIN_WAIT1', 'FIN_WAIT2', 'CLOSE_WAIT',
  'CLOSING', 'LAST_ACK', 'TIME_WAIT', 'DELETE_TCB'];

const MIB_TCPROW2 = koffi.struct('MIB_TCPROW2', {
  dwState: 'uint32_t',
  dwLocalAddr: koffi.array('uint8_t', 4),
  dwLocalPort: 'uint32_t',
  dwRemoteAddr: koffi.array('uint8_t', 4),
  dwRemotePort: 'uint32_t',
  dwOwningPid: 'uint32_t',
  dwOffloadState: 'uint32_t',
});

const MIB_TCP6ROW2 = koffi.struct('MIB_TCP6ROW2', {
  LocalAddr: koffi.array('uint8_t', 16),
  dwLocalScopeId: 'uint32_t',
  dwLocalPort: 'uint32_t',
  RemoteAddr: koffi.array('uint8_t', 16),
  dwRemoteScopeId: 'uint32_t',
  dwRemotePort: 'uint32_t',
  State: 'uint32_t',
  dwOwningPid: 'uint32_t',
  dwOffloadState: 'uint32_t',
});

const library = koffi.load(process.platform === 'win32' ? 'iphlpapi.dll' : process.argv[2] ?? 'libiphlpapi.so');
const GetTcpTable2 = library.func('uint32_t __stdcall GetTcpTable2(void *table, _Inout_ uint32_t *size, int order)');
const GetTcp6Table2 = library.func('uint32_t __stdcall GetTcp6Table2(void *table, _Inout_ uint32_t *size, int order)');

// readRows calls until the table fits, and returns its rows.
function readRows(name, call, rowType) {
  const size = [0];
  let table = null;
  for (;;) {
    const code = call(table, size, 1);
    if (code === NO_ERROR) break;
    if (code !== ERROR_INSUFFICIENT_BUFFER) throw new Error(`${name} returned ${code}`);
    table = Buffer.alloc(size[0]);
  }
  return koffi.decode(table, 4, rowType, table.readUInt32LE(0));
}

function text6(address) {
  const words = [];
  for (let i = 0; i < 16; i += 2) words.push((address[i] << 8 | address[i + 1]).toString(16));
  return new net.SocketAddress({ family: 'ipv6', address: words.join(':') }).address;
}

const port = (value) => (value & 0xff) << 8 | value >> 8 & 0xff;
const end4 = (address, p) => `${Array.from(address).join('.')} ${port(p)}`;
const end6 = (address, scope, p) => `${text6(address)}${scope ? `%${scope}` : ''} ${port(p)}`;

for (const row of readRows('GetTcpTable2', GetTcpTable2, MIB_TCPROW2)) {
  console.log('tcp4', end4(row.dwLocalAddr, row.dwLocalPort), end4(row.dwRemoteAddr, row.dwRemotePort),
    STATES[row.dwState], row.dwOwningPid);
}
for (const row of readRows('GetTcp6Table2', GetTcp6Table2, MIB_TCP6ROW2)) {
  console.log('tcp6', end6(row.LocalAddr, row.dwLocalScopeId, row.dwLocalPort),
    end6(row.RemoteAddr, row.dwRemoteScopeId, row.dwRemotePort), STATES[row.State], row.dwOwningPid);
}
