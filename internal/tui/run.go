package tui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// framesPerSecond is how often the terminal is written to at most.
const framesPerSecond = 30

// The size of a terminal that does not say how large it is.
const (
	usualWidth  = 80
	usualHeight = 24
)

// Run shows the view until the user quits, ctx is done or the terminal is gone, none of which is an
// error. The terminal is then as it was before.
func Run(ctx context.Context, o Options) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // ends the look that is under way
	var program *tea.Program
	keyboard := &keyboard{gone: func() { program.Quit() }}
	options := []tea.ProgramOption{
		tea.WithOutput(o.Out),
		tea.WithoutSignalHandler(), // what a signal means is the caller's business
		tea.WithFPS(framesPerSecond),
		tea.WithWindowSize(usualWidth, usualHeight), // until the terminal says how large it is
		tea.WithColorProfile(profile(o.Colors)),     // to find it out would run other programs
		tea.WithEnvironment(o.Environ),
		tea.WithInput(o.In),
	}
	if file, isFile := o.In.(*os.File); isFile {
		keyboard.File = file
		options = append(options, tea.WithInput(keyboard))
	}
	m := newModel(ctx, o)
	m.unseen = m.watcher.open(ctx)
	defer m.watcher.close()
	program = tea.NewProgram(m, options...)
	// To cancel the context of the program would race with its reading of the keyboard.
	stop := context.AfterFunc(ctx, program.Quit)
	defer stop()
	_, err := program.Run()
	switch {
	case err == nil || ctx.Err() != nil || keyboard.lost.Load():
		return nil
	case errors.Is(err, tea.ErrProgramPanic):
		return errors.New("the view has failed: what is above is a defect of this program")
	}
	return fmt.Errorf("terminal: %w", err)
}

// keyboard is standard input. When it ends, because the terminal is gone, so does the view: otherwise
// nobody could end it any more.
type keyboard struct {
	*os.File
	gone func()
	lost atomic.Bool
}

// Read reads keys.
func (k *keyboard) Read(p []byte) (int, error) {
	n, err := k.File.Read(p)
	if err != nil {
		k.lost.Store(true)
		go k.gone() // the program may be waiting for this to return
	}
	return n, err
}

func profile(c Colors) colorprofile.Profile {
	switch c {
	case ColorsTrue:
		return colorprofile.TrueColor
	case Colors256:
		return colorprofile.ANSI256
	case Colors16:
		return colorprofile.ANSI
	}
	return colorprofile.ASCII // bold and reversed text is no colour
}
