package tcptable_test

import (
	"context"
	"fmt"
	"log"

	"github.com/tcptable/tcptable"
)

// Who listens where, in all containers of the machine.
func ExampleWithAllNetNS() {
	ctx := context.Background()
	table, err := tcptable.Open(tcptable.WithAllNetNS(nil))
	if err != nil {
		log.Fatal(err)
	}
	defer table.Close()
	snap, err := table.Snapshot(ctx, tcptable.Query{
		States: tcptable.States(tcptable.StateListen),
		Owners: tcptable.OwnersProcess,
		Sorted: true,
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range snap.Conns {
		process, _ := snap.Process(c.PID)
		ns, _ := snap.Namespace(c.NetNS)
		fmt.Println(c.Local, process.Name, ns.Names, ns.Container.Name)
	}
	if r := snap.Report; !r.NamespacesComplete() {
		fmt.Println(r.NamespacesDenied, "namespaces may not be read")
	}
}
