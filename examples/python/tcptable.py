#!/usr/bin/env python3
"""Lists the TCP connections of both families, with ctypes.

The program is the same on Windows and on Linux, but for the name of the library. On Linux it takes
libiphlpapi.so from where the dynamic linker finds it, or from the path that is its argument.
"""

import ctypes
import socket
import sys
from ctypes import POINTER, Structure, byref, c_int32, c_ubyte, c_uint32, c_void_p

NO_ERROR = 0
ERROR_INSUFFICIENT_BUFFER = 122

STATES = {1: "CLOSED", 2: "LISTEN", 3: "SYN_SENT", 4: "SYN_RCVD", 5: "ESTAB", 6: "FIN_WAIT1", 7: "FIN_WAIT2",
          8: "CLOSE_WAIT", 9: "CLOSING", 10: "LAST_ACK", 11: "TIME_WAIT", 12: "DELETE_TCB"}


class MIB_TCPROW2(Structure):
    _fields_ = [("dwState", c_uint32), ("dwLocalAddr", c_ubyte * 4), ("dwLocalPort", c_uint32),
                ("dwRemoteAddr", c_ubyte * 4), ("dwRemotePort", c_uint32), ("dwOwningPid", c_uint32),
                ("dwOffloadState", c_uint32)]


class MIB_TCP6ROW2(Structure):
    _fields_ = [("LocalAddr", c_ubyte * 16), ("dwLocalScopeId", c_uint32), ("dwLocalPort", c_uint32),
                ("RemoteAddr", c_ubyte * 16), ("dwRemoteScopeId", c_uint32), ("dwRemotePort", c_uint32),
                ("State", c_uint32), ("dwOwningPid", c_uint32), ("dwOffloadState", c_uint32)]


def load():
    if sys.platform == "win32":
        return ctypes.WinDLL("iphlpapi.dll")
    return ctypes.CDLL(sys.argv[1] if len(sys.argv) > 1 else "libiphlpapi.so")


def read_rows(call, row_type):
    """Call until the table fits, and return its rows."""
    call.argtypes = [c_void_p, POINTER(c_uint32), c_int32]
    call.restype = c_uint32
    size = c_uint32(0)
    buffer = None
    while True:
        code = call(buffer, byref(size), True)
        if code == NO_ERROR:
            break
        if code != ERROR_INSUFFICIENT_BUFFER:
            raise OSError(code, f"{call.__name__} returned {code}")
        buffer = ctypes.create_string_buffer(size.value)
    count = c_uint32.from_buffer(buffer).value
    return (row_type * count).from_buffer(buffer, 4)


def end(family, address, scope, port):
    text = socket.inet_ntop(family, bytes(address))
    return f"{text}%{scope} {socket.ntohs(port & 0xFFFF)}" if scope else f"{text} {socket.ntohs(port & 0xFFFF)}"


def main():
    library = load()
    for row in read_rows(library.GetTcpTable2, MIB_TCPROW2):
        print("tcp4", end(socket.AF_INET, row.dwLocalAddr, 0, row.dwLocalPort),
              end(socket.AF_INET, row.dwRemoteAddr, 0, row.dwRemotePort), STATES[row.dwState], row.dwOwningPid)
    for row in read_rows(library.GetTcp6Table2, MIB_TCP6ROW2):
        print("tcp6", end(socket.AF_INET6, row.LocalAddr, row.dwLocalScopeId, row.dwLocalPort),
              end(socket.AF_INET6, row.RemoteAddr, row.dwRemoteScopeId, row.dwRemotePort), STATES[row.State],
              row.dwOwningPid)


main()
