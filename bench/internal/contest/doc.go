// Package contest holds the contestants, ours and the others, and measures them.
//
// Every measurement is made by a process of its own, so that no heap disturbs another. A library is
// measured by this program itself, started once more with [CallVerb]; a program by how long the whole
// process takes.
package contest
