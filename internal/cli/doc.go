// Package cli is the program tcptable without its main function: flags, verbs, and what is said
// to the person who typed them. Everything it takes from the outside comes in through [Env].
package cli
