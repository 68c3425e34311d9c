// Package sockfarm keeps real TCP sockets of the kernel for tests: at least one in every state
// and of every kind that a connection table has to show, each with what must be true of its row.
//
// A test program calls [Main] or [Init] from TestMain. A test on Linux then calls Enter to get a
// network namespace of its own, which holds no socket but those that the test makes, and New to
// fill it:
//
//	func TestTable(t *testing.T) {
//		sockfarm.Enter(t)
//		farm := sockfarm.New(t)
//		for _, want := range farm.Wants() {
//			...
//		}
//	}
//
// Only the goroutine that called Enter is in the namespace, with the programs that it starts:
// subtests and other goroutines are outside. /proc/net is that of the main thread, and so
// outside too; /proc/thread-self/net is inside.
//
// The package is about Linux. Elsewhere only Main and Init exist, so that TestMain needs no
// build constraint.
package sockfarm
