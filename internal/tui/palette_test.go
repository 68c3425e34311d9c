package tui

import (
	"strings"
	"testing"
)

// What has just happened is written in another way than what happened a while ago, and with no more
// colours than the terminal has.
func TestFading(t *testing.T) {
	for _, test := range []struct {
		colors     Colors
		has, lacks []string
	}{
		{ColorsNone, nil, []string{"3", "4", "5"}},
		{Colors16, []string{"32", "31", "33"}, []string{"38;"}},
		{Colors256, []string{"38;5;"}, []string{"38;2;"}},
		{ColorsTrue, []string{"38;2;"}, []string{"38;5;"}},
	} {
		p := newPalette(test.colors)
		all := ""
		for name, styles := range map[string][fadeSteps]string{"fresh": p.fresh, "gone": p.gone, "changed": p.changed} {
			if styles[0] == styles[fadeSteps-1] {
				t.Errorf("%d colours: %s does not fade: %q", test.colors, name, styles)
			}
			all += " " + strings.Join(styles[:], " ")
		}
		for _, want := range test.has {
			if !strings.Contains(all, want) {
				t.Errorf("%d colours: no %q in %q", test.colors, want, all)
			}
		}
		for _, never := range test.lacks {
			if strings.Contains(all, never) {
				t.Errorf("%d colours: %q in %q", test.colors, never, all)
			}
		}
	}
}

func TestCube(t *testing.T) {
	for _, test := range []struct {
		color rgb
		want  int
	}{
		{rgb{0, 0, 0}, 16},
		{rgb{255, 255, 255}, 231},
		{rgb{255, 0, 0}, 196},
		{rgb{95, 135, 175}, 67}, // #5f87af, as xterm has it
		{rgb{128, 128, 128}, 102},
	} {
		if got := cube(test.color); got != test.want {
			t.Errorf("%v: %d, want %d", test.color, got, test.want)
		}
	}
}
