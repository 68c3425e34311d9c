package tcptable_test

import "testing"

// These names are those of a Linux machine.
func TestParseFilterNames(t *testing.T) {
	checkFilters(t, map[string]string{
		"src fe80::1%lo":      "ll",
		"scope = lo":          "ll",
		"dev = lo":            "ll",
		"user = root uid = 0": "any end l4 out web6",
	})
}

func TestFilterNameErrors(t *testing.T) {
	checkFilterErrors(t, map[string]string{
		"dev = nosuch0": `
dev = nosuch0
      ^~~~~~~
no interface is called "nosuch0" here`,
		"scope = nosuch0": `
scope = nosuch0
        ^~~~~~~
no interface is called "nosuch0" here`,
		"src [fe80::1%nosuch0]:22": `
src [fe80::1%nosuch0]:22
             ^~~~~~~
no interface is called "nosuch0" here`,
		"user = nosuchuser": `
user = nosuchuser
       ^~~~~~~~~~
there is no user "nosuchuser" here; a number would do as well, as in uid = 1000`,
	})
}
