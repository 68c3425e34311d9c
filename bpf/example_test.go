package bpf_test

import (
	"context"
	"fmt"
	"log"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/bpf"
)

// Read through BPF where that works, and say why where it does not.
func ExampleOpen() {
	var options []tcptable.Option
	if source, err := bpf.Open(); err != nil {
		log.Printf("reading over netlink: %v", err)
	} else {
		options = append(options, tcptable.WithSource(source))
	}
	table, err := tcptable.Open(options...)
	if err != nil {
		log.Fatal(err)
	}
	defer table.Close()
	for c, err := range table.All(context.Background(), tcptable.Query{Owners: tcptable.OwnersPID, Sorted: true}) {
		if err != nil {
			log.Print(err)
			break
		}
		fmt.Println(c.Local, c.Remote, c.State, c.PID)
	}
}
