package cli

import "syscall"

func signalWords() []string { return []string{"KILL"} }

func signalNamed(name string) (syscall.Signal, bool) {
	switch name {
	case "KILL":
		return syscall.SIGKILL, true
	case "TERM":
		return syscall.SIGTERM, true
	}
	return 0, false
}

func signalName(signal syscall.Signal) string {
	if signal == syscall.SIGKILL {
		return "KILL"
	}
	return signal.String()
}

// checkSignal says that nobody can be asked to end here.
func checkSignal(signal syscall.Signal) error {
	if signal == syscall.SIGKILL {
		return nil
	}
	return usagef("there is no signal on Windows that asks a process to end: --signal KILL ends it at once")
}
