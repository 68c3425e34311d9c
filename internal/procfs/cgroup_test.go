package procfs

import "testing"

func TestParseCgroup(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"version 2", "0::/system.slice/nginx.service\n", "/system.slice/nginx.service"},
		{"version 2, of a reader in the same group", "0::/\n", "/"},
		{"version 2, seen from a namespace beside it", "0::/../../user.slice\n", "/../../user.slice"},
		{
			"version 1 with systemd",
			"12:pids:/user.slice/user-1000.slice\n3:cpu,cpuacct:/\n1:name=systemd:/user.slice/user-1000.slice/session-2.scope\n0::/\n",
			"/user.slice/user-1000.slice/session-2.scope",
		},
		{"both, as systemd has them", "1:name=systemd:/a.slice/b.service\n0::/system.slice/b.service\n", "/system.slice/b.service"},
		{"version 1 without systemd", "4:cpu:/jobs\n9:memory:/docker/x\n", "/docker/x"},
		{"only a group for devices", "3:devices:/lxc/x\n2:pids:/\n1:name=systemd:/\n", "/lxc/x"},
		{"removed", "0::/system.slice/old.service (deleted)\n", "/system.slice/old.service"},
		{"a colon in a name", "0::/kubepods-pod1.slice:cri-containerd:2\n", "/kubepods-pod1.slice:cri-containerd:2"},
		{"no group at all", "", ""},
		{"nonsense", "0\n0:\n::\n0::relative\n\n", ""},
		{"no line feed at the end", "0::/x", "/x"},
	} {
		if got := ParseCgroup([]byte(tt.text)); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestUnitOf(t *testing.T) {
	for cgroup, want := range map[string]string{
		"":                                  "",
		"/":                                 "",
		"/init.scope":                       "init.scope",
		"/system.slice":                     "",
		"/system.slice/nginx.service":       "nginx.service",
		"/system.slice/cups.socket":         "cups.socket",
		"/system.slice/srv-sshfs.mount":     "srv-sshfs.mount",
		"/system.slice/.service":            "",
		"/system.slice/_cgroup.x.service":   "cgroup.x.service",
		"/system.slice/nginx.service/child": "nginx.service",
		"/system.slice/system-getty.slice/getty@tty1.service": "getty@tty1.service",
		`/system.slice/dev\x2dx.service`:                      `dev\x2dx.service`,

		"/user.slice/user-1000.slice/session-2.scope":                                         "session-2.scope",
		"/user.slice/user-1000.slice/user@1000.service/init.scope":                            "init.scope",
		"/user.slice/user-1000.slice/user@1000.service/app.slice/foo.service":                 "foo.service",
		"/user.slice/user-1000.slice/user@1000.service/app.slice":                             "user@1000.service",
		"/user.slice/user-1000.slice/user@1000.service/app.slice/app-gnome-firefox-9.scope/a": "app-gnome-firefox-9.scope",
		"/../../system.slice/ssh.service":                                                     "ssh.service",
		"/lxc.payload.web/system.slice/apache2.service":                                       "apache2.service",
		"/docker/x": "",
	} {
		if got := UnitOf(cgroup); got != want {
			t.Errorf("UnitOf(%q) = %q, want %q", cgroup, got, want)
		}
	}
}
