// Lists the TCP connections of both families with P/Invoke. The same program runs on Windows, and on
// Linux with mono or .NET when the library is beside it under the name iphlpapi.dll.
using System;
using System.Net;
using System.Runtime.InteropServices;

static class Program
{
    const int AF_INET = 2;
    const int AF_INET6 = 23;
    const int TCP_TABLE_OWNER_PID_ALL = 5;
    const uint NO_ERROR = 0;
    const uint ERROR_INSUFFICIENT_BUFFER = 122;

    static readonly string[] States = {
        "0", "CLOSED", "LISTEN", "SYN_SENT", "SYN_RCVD", "ESTAB", "FIN_WAIT1", "FIN_WAIT2", "CLOSE_WAIT", "CLOSING",
        "LAST_ACK", "TIME_WAIT", "DELETE_TCB",
    };

    [StructLayout(LayoutKind.Sequential)]
    struct MIB_TCPROW_OWNER_PID
    {
        public uint state;
        [MarshalAs(UnmanagedType.ByValArray, SizeConst = 4)] public byte[] localAddr;
        public uint localPort;
        [MarshalAs(UnmanagedType.ByValArray, SizeConst = 4)] public byte[] remoteAddr;
        public uint remotePort;
        public uint owningPid;
    }

    [StructLayout(LayoutKind.Sequential)]
    struct MIB_TCP6ROW2
    {
        [MarshalAs(UnmanagedType.ByValArray, SizeConst = 16)] public byte[] localAddr;
        public uint localScopeId;
        public uint localPort;
        [MarshalAs(UnmanagedType.ByValArray, SizeConst = 16)] public byte[] remoteAddr;
        public uint remoteScopeId;
        public uint remotePort;
        public uint state;
        public uint owningPid;
        public uint offloadState;
    }

    [DllImport("iphlpapi.dll")]
    static extern uint GetExtendedTcpTable(IntPtr table, ref uint size, bool order, int family, int tableClass, uint reserved);

    [DllImport("iphlpapi.dll")]
    static extern uint GetTcp6Table2(IntPtr table, ref uint size, bool order);

    delegate uint Call(IntPtr table, ref uint size);

    static int Main()
    {
        Read((IntPtr table, ref uint size) => GetExtendedTcpTable(table, ref size, true, AF_INET, TCP_TABLE_OWNER_PID_ALL, 0),
            (MIB_TCPROW_OWNER_PID row) => Print("tcp4", End(row.localAddr, 0, row.localPort), End(row.remoteAddr, 0, row.remotePort),
                row.state, row.owningPid));
        Read((IntPtr table, ref uint size) => GetTcp6Table2(table, ref size, true),
            (MIB_TCP6ROW2 row) => Print("tcp6", End(row.localAddr, row.localScopeId, row.localPort),
                End(row.remoteAddr, row.remoteScopeId, row.remotePort), row.state, row.owningPid));
        return 0;
    }

    // Read calls until the table fits, and gives each row to print.
    static void Read<Row>(Call call, Action<Row> print)
    {
        uint size = 0;
        IntPtr table = IntPtr.Zero;
        try
        {
            uint code;
            while ((code = call(table, ref size)) == ERROR_INSUFFICIENT_BUFFER)
            {
                Marshal.FreeHGlobal(table);
                table = IntPtr.Zero;
                table = Marshal.AllocHGlobal((int)size);
            }
            if (code != NO_ERROR)
            {
                throw new Exception("the call returned " + code);
            }
            int count = Marshal.ReadInt32(table);
            for (int i = 0; i < count; i++)
            {
                print((Row)Marshal.PtrToStructure(table + 4 + i * Marshal.SizeOf(typeof(Row)), typeof(Row)));
            }
        }
        finally
        {
            Marshal.FreeHGlobal(table);
        }
    }

    static string End(byte[] address, uint scope, uint port)
    {
        string text = new IPAddress(address).ToString();
        ushort host = (ushort)IPAddress.NetworkToHostOrder((short)(port & 0xFFFF));
        return (scope == 0 ? text : text + "%" + scope) + " " + host;
    }

    static void Print(string family, string local, string remote, uint state, uint pid)
    {
        Console.WriteLine("{0} {1} {2} {3} {4}", family, local, remote, States[state], pid);
    }
}
