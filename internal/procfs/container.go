package procfs

import "strings"

// Container is what the control group of a process says about the container that it is in. The zero
// Container stands for none.
type Container struct {
	ID      string // 64 hexadecimal digits; "": it has none
	Runtime string // such as "docker"; "": the path does not tell
	Pod     string // UID of the pod, of Kubernetes or Podman
	Name    string // of a machine of LXC or systemd-nspawn
}

// The names that container managers give their groups, before a dash and the id.
var runtimes = [...]struct{ prefix, name string }{
	{"docker", "docker"},
	{"libpod", "podman"},
	{"libpod-payload", "podman"},
	{"cri-containerd", "containerd"},
	{"nerdctl", "containerd"},
	{"crio", "cri-o"},
}

// ContainerOf reads the path of a control group. Of containers in containers it tells the innermost.
// What manages a container from outside is not in it: conmon, the monitor of LXC, the supervisor of
// systemd-nspawn.
func ContainerOf(cgroup string) Container {
	var c Container
	parent := ""
	for name := range strings.SplitSeq(cgroup, "/") {
		c = c.enter(parent, name)
		parent = name
	}
	return c
}

// enter returns the container of a group in a group of c.
func (c Container) enter(parent, name string) Container {
	if slice, rest, ok := strings.Cut(name, ":"); ok {
		// A manager that was not told to ask systemd makes one directory of what it would have asked
		// for: slice, prefix and id.
		prefix, id, _ := strings.Cut(rest, ":")
		return c.enter(parent, slice).enter(slice, prefix+"-"+id)
	}
	if pod := podOf(name); pod != "" {
		return Container{Pod: pod}
	}
	prefix, id := cutID(strings.TrimSuffix(name, ".scope"))
	switch {
	case id != "" && strings.HasSuffix(prefix, "conmon"):
		return Container{}
	case id != "":
		return Container{ID: id, Runtime: runtimeOf(parent, prefix), Pod: c.Pod}
	case strings.HasPrefix(name, "lxc.monitor"), name == "supervisor" && c.Runtime == "systemd-nspawn":
		return Container{}
	}
	if machine := machineOf(parent, name); machine.Name != "" {
		return machine
	}
	return c
}

// cutID splits a name into what is before the dash and the id, of which there may be neither.
func cutID(name string) (prefix, id string) {
	const length = 64
	at := len(name) - length
	switch {
	case at < 0 || !isHex(name[at:]):
		return "", ""
	case at == 0:
		return "", name
	case at == 1 || name[at-1] != '-':
		return "", ""
	}
	return name[:at-1], name[at:]
}

func isHex(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// runtimeOf returns what manages a container with such a group. A prefix that is not known may be
// its own name.
func runtimeOf(parent, prefix string) string {
	if prefix == "" && parent == "docker" {
		return "docker"
	}
	for _, r := range runtimes {
		if prefix == r.prefix {
			return r.name
		}
	}
	return prefix
}

// podOf returns the UID of the pod that a group is for, or "".
func podOf(name string) string {
	name = strings.TrimSuffix(name, ".slice")
	if _, id, ok := strings.Cut(name, "libpod_pod_"); ok && len(id) == 64 && isHex(id) {
		return id
	}
	uid, ok := strings.CutPrefix(name, "pod")
	if i := strings.LastIndex(name, "-pod"); !ok && i >= 0 && strings.Contains(name[:i], "kubepods") {
		uid, ok = strings.ReplaceAll(name[i+len("-pod"):], "_", "-"), true
	}
	if !ok || !isPodUID(uid) {
		return ""
	}
	return uid
}

// isPodUID reports whether s is a UUID or, as for a pod that is not from the API server, a hash.
func isPodUID(s string) bool {
	if len(s) == 32 {
		return isHex(s)
	}
	return len(s) == 36 && s[8] == '-' && s[13] == '-' && s[18] == '-' && s[23] == '-' &&
		isHex(s[:8]+s[9:13]+s[14:18]+s[19:23]+s[24:])
}

// machineOf returns the container that has a name instead of an id, if the group is for one.
func machineOf(parent, name string) Container {
	if parent == "lxc" || parent == "lxc.payload" {
		return Container{Runtime: "lxc", Name: name}
	}
	if machine, ok := strings.CutPrefix(name, "lxc.payload."); ok {
		return Container{Runtime: "lxc", Name: machine}
	}
	machine, ok := between(name, "systemd-nspawn@", ".service")
	if !ok {
		machine, ok = between(name, "machine-", ".scope")
	}
	machine = unescapeUnit(machine)
	if !ok || strings.HasPrefix(machine, "qemu-") { // that is a whole machine, with a kernel of its own
		return Container{}
	}
	if strings.HasPrefix(machine, "lxc-") {
		return Container{Runtime: "libvirt-lxc", Name: machine}
	}
	return Container{Runtime: "systemd-nspawn", Name: machine}
}

func between(s, prefix, suffix string) (middle string, ok bool) {
	if s, ok = strings.CutPrefix(s, prefix); !ok {
		return "", false
	}
	return strings.CutSuffix(s, suffix)
}

// unescapeUnit undoes systemd-escape(1), which writes \x2d for a dash within a name.
func unescapeUnit(s string) string {
	before, rest, ok := strings.Cut(s, `\x`)
	if !ok {
		return s
	}
	var b strings.Builder
	for ok {
		b.WriteString(before)
		if code, valid := parseHexPair(rest); valid {
			b.WriteByte(code)
			rest = rest[2:]
		} else {
			b.WriteString(`\x`)
		}
		before, rest, ok = strings.Cut(rest, `\x`)
	}
	b.WriteString(before)
	return b.String()
}

func parseHexPair(s string) (byte, bool) {
	if len(s) < 2 {
		return 0, false
	}
	high, ok := hexDigit(s[0])
	low, ok2 := hexDigit(s[1])
	return high<<4 | low, ok && ok2
}
