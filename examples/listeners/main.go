// Listeners prints who listens on this machine, one line for each listener, and says how
// complete the picture is.
package main

import (
	"context"
	"fmt"
	"log"

	"github.com/tcptable/tcptable"
)

func main() {
	log.SetFlags(0)
	table, err := tcptable.Open()
	if err != nil {
		log.Fatal(err)
	}
	defer table.Close()
	snap, err := table.Snapshot(context.Background(), tcptable.Query{
		States: tcptable.States(tcptable.StateListen),
		Owners: tcptable.OwnersProcess,
		Sorted: true,
	})
	if err != nil {
		log.Print(err) // the rows that could be read are there nonetheless
	}
	for _, c := range snap.Conns {
		if process, ok := snap.Process(c.PID); ok {
			fmt.Printf("%v\t%d %q\n", c.Local, process.PID, process.Name)
		} else {
			fmt.Printf("%v\t%v\n", c.Local, c.Owner)
		}
	}
	if r := snap.Report; !r.OwnersComplete() {
		log.Printf("%d processes may not be looked at", r.Denied)
	}
}
