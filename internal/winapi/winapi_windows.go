package winapi

// Tables.

//sys	GetTcpTable(table *byte, size *uint32, order bool) (ret error) = iphlpapi.GetTcpTable?
//sys	GetTcpTable2(table *byte, size *uint32, order bool) (ret error) = iphlpapi.GetTcpTable2?
//sys	GetTcp6Table(table *byte, size *uint32, order bool) (ret error) = iphlpapi.GetTcp6Table?
//sys	GetTcp6Table2(table *byte, size *uint32, order bool) (ret error) = iphlpapi.GetTcp6Table2?
//sys	GetExtendedTcpTable(table *byte, size *uint32, order bool, family uint32, class uint32, reserved uint32) (ret error) = iphlpapi.GetExtendedTcpTable?

// Owner modules.

//sys	GetOwnerModuleFromTcpEntry(row *byte, class uint32, buffer *byte, size *uint32) (ret error) = iphlpapi.GetOwnerModuleFromTcpEntry?
//sys	GetOwnerModuleFromTcp6Entry(row *byte, class uint32, buffer *byte, size *uint32) (ret error) = iphlpapi.GetOwnerModuleFromTcp6Entry?

// Statistics.

//sys	GetTcpStatistics(statistics *byte) (ret error) = iphlpapi.GetTcpStatistics?
//sys	GetTcpStatisticsEx(statistics *byte, family uint32) (ret error) = iphlpapi.GetTcpStatisticsEx?
//sys	GetTcpStatisticsEx2(statistics *byte, family uint32) (ret error) = iphlpapi.GetTcpStatisticsEx2?

// One connection.

//sys	SetTcpEntry(row *byte) (ret error) = iphlpapi.SetTcpEntry?
//sys	GetPerTcpConnectionEStats(row *byte, kind uint32, rw *byte, rwVersion uint32, rwSize uint32, ros *byte, rosVersion uint32, rosSize uint32, rod *byte, rodVersion uint32, rodSize uint32) (ret error) = iphlpapi.GetPerTcpConnectionEStats?
//sys	GetPerTcp6ConnectionEStats(row *byte, kind uint32, rw *byte, rwVersion uint32, rwSize uint32, ros *byte, rosVersion uint32, rosSize uint32, rod *byte, rodVersion uint32, rodSize uint32) (ret error) = iphlpapi.GetPerTcp6ConnectionEStats?
//sys	SetPerTcpConnectionEStats(row *byte, kind uint32, rw *byte, rwVersion uint32, rwSize uint32, offset uint32) (ret error) = iphlpapi.SetPerTcpConnectionEStats?
//sys	SetPerTcp6ConnectionEStats(row *byte, kind uint32, rw *byte, rwVersion uint32, rwSize uint32, offset uint32) (ret error) = iphlpapi.SetPerTcp6ConnectionEStats?
