// Package filter reads the language of filters, which is that of ss(8) with more words, into a tree.
// It checks everything that the text alone decides. What a name stands for on this machine, and what
// a condition means for a row, is its caller's to say: it knows no rows, and reads no file.
package filter
