// Bench measures tcptable beside what people use today: the same work on the same tables, of up to
// a million sockets that it makes itself in private network namespaces. "make bench" runs it, on Linux.
package main
