package tcptable_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log"
	"net"
	"os"

	"github.com/tcptable/tcptable"
)

// Which program listens: the owner is identified by PID and start time, so that a process that
// got the same PID since is not taken for it.
func ExampleTable_ProcessFacts() {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	defer l.Close()
	table, err := tcptable.Open()
	if err != nil {
		log.Fatal(err)
	}
	defer table.Close()

	ctx := context.Background()
	snap, err := table.Snapshot(ctx, tcptable.Query{Owners: tcptable.OwnersProcess})
	if err != nil {
		log.Print(err)
	}
	for _, c := range snap.Conns {
		if c.Local.String() != l.Addr().String() {
			continue
		}
		owner, _ := snap.Process(c.PID)
		facts, err := table.ProcessFacts(ctx, owner)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			fmt.Println("it has ended")
		case errors.Is(err, fs.ErrPermission):
			fmt.Println("only its name is known:", facts.Name)
		case err != nil:
			log.Fatal(err)
		case facts.Kernel:
			fmt.Println("the kernel itself")
		default:
			self, _ := os.Executable()
			fmt.Println("my own program:", facts.Executable == self)
		}
	}
	// Output: my own program: true
}

// What has happened to all connections of this network namespace together.
func ExampleTable_Statistics() {
	table, err := tcptable.Open()
	if err != nil {
		log.Fatal(err)
	}
	defer table.Close()

	before, err := table.Statistics(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	defer l.Close()
	client, err := net.Dial("tcp4", l.Addr().String())
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	after, err := table.Statistics(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("a connection was opened:", after.ActiveOpens > before.ActiveOpens)
	// Output: a connection was opened: true
}
