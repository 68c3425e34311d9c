// Package policy holds the tests of the repository itself: which package may import which, and
// the house rules that a program can check. Each rule carries its reason, and each checker is
// tested on sources that break its rule.
package policy
