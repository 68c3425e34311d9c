package cli

import "strings"

// colorMode is the value of --color. It implements pflag.Value.
type colorMode string

const (
	colorAuto   colorMode = "auto"
	colorAlways colorMode = "always"
	colorNever  colorMode = "never"
)

func colorWords() []string {
	return []string{string(colorAuto), string(colorAlways), string(colorNever)}
}

// Set takes one of the three words.
func (m *colorMode) Set(text string) error {
	for _, word := range colorWords() {
		if text == word {
			*m = colorMode(word)
			return nil
		}
	}
	return usagef("unknown value %q for --color: try one of %s", text, strings.Join(colorWords(), ", "))
}

// String returns the word.
func (m *colorMode) String() string { return string(*m) }

// Type is what help shows for the value.
func (m *colorMode) Type() string { return "WHEN" }

// wantsColor decides whether text is coloured: never into a pipe or a file, unless asked for.
//
// Source: https://no-color.org
func (env *Env) wantsColor(mode colorMode) bool {
	switch mode {
	case colorNever:
		return false
	case colorAlways:
		env.EnableColor() // into a pipe there is nothing to enable, and colours are wanted all the same
		return true
	}
	if noColor, _ := env.LookupEnv("NO_COLOR"); noColor != "" {
		return false
	}
	if terminal, _ := env.LookupEnv("TERM"); terminal == "dumb" {
		return false
	}
	return env.IsTerminal() && env.EnableColor()
}
