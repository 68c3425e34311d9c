package cli

import (
	"os"

	"golang.org/x/sys/windows"
)

// enableColor asks the console to take escape sequences, which those before Windows 10 cannot.
//
// Source: https://learn.microsoft.com/en-us/windows/console/setconsolemode
func enableColor() bool {
	console := windows.Handle(os.Stdout.Fd())
	var mode uint32
	if err := windows.GetConsoleMode(console, &mode); err != nil {
		return false
	}
	return windows.SetConsoleMode(console, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}
