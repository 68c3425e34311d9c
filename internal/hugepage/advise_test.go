package hugepage

import "testing"

// Whatever the size, the slice stays what it is.
func TestAdvise(t *testing.T) {
	for _, n := range []int{0, 1, 100, worth / 24, worth/24 + 1, 1_000_003} {
		s := make([][3]uint64, n)
		for i := range s {
			s[i][2] = uint64(i)
		}
		Advise(s)
		Advise(s[:0])
		for i := range s {
			if s[i] != [3]uint64{0, 0, uint64(i)} {
				t.Fatalf("%d elements: number %d is %v", n, i, s[i])
			}
		}
	}
	Advise[struct{}](make([]struct{}, 1<<30))
}
