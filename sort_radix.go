package tcptable

import "slices"

// fewKeys is how many keys are sooner compared with each other than counted.
const fewKeys = 64

const digitBits = 8

// sortKeys sorts keys, which are in order as far as the bits below from are concerned, and zero
// from bit to on. It returns the sorted keys and the other slice; which is which depends.
func sortKeys(keys, spare []uint64, from, to int) (sorted, other []uint64) {
	if len(keys) <= fewKeys {
		slices.Sort(keys)
		return keys, spare
	}
	var counts [64 / digitBits][1 << digitBits]uint32
	digits := counts[:(to-from+digitBits-1)/digitBits]
	for _, k := range keys {
		k >>= from
		for d := range digits {
			digits[d][k&(1<<digitBits-1)]++
			k >>= digitBits
		}
	}
	for d := range digits {
		scatter(spare, keys, &digits[d], from+d*digitBits)
		keys, spare = spare, keys
	}
	return keys, spare
}

// scatter copies the keys in the order of the digit that begins with bit shift; keys with the same
// digit stay in the order they have.
func scatter(to, keys []uint64, counts *[1 << digitBits]uint32, shift int) {
	next := uint32(0)
	for digit, n := range counts {
		counts[digit], next = next, next+n
	}
	for _, k := range keys {
		digit := &counts[k>>(shift&63)&(1<<digitBits-1)]
		to[*digit] = k
		*digit++
	}
}
