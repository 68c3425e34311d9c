package procfs

import (
	"strings"
	"testing"
)

const (
	id1 = "31cb02944da7a12196a193cf0e0f6c226d7c453a1db62e65ba98287593a2ee30"
	id2 = "ec08435e04266c5ba381fccbb829f626d11d8ddf5f8f547263c7a2d79ab4787a"
	uid = "74ba62da-1a3d-11e7-bb11-080027cb0e22"

	uidOfSlice = "74ba62da_1a3d_11e7_bb11_080027cb0e22"
	staticUID  = "2f6b1a8e7c3d4e5f9a0b1c2d3e4f5a6b" // of a static pod: a hash
)

// The forms are those that the managers make, with cgroupfs or through systemd.
func TestContainerOf(t *testing.T) {
	for _, tt := range []struct {
		cgroup string
		want   Container
	}{
		{"/docker/" + id1, Container{ID: id1, Runtime: "docker"}},
		{"/system.slice/docker-" + id1 + ".scope", Container{ID: id1, Runtime: "docker"}},
		{"/system.slice/docker-" + id1 + ".scope/init.scope", Container{ID: id1, Runtime: "docker"}},
		{"/docker/" + id1 + "/docker/" + id2, Container{ID: id2, Runtime: "docker"}},
		{"/" + id1, Container{ID: id1}},
		{"/actions_job/" + id1, Container{ID: id1}},
		{"/ecs/6f7e4d3c/" + id1, Container{ID: id1}},

		{"/machine.slice/libpod-" + id1 + ".scope", Container{ID: id1, Runtime: "podman"}},
		{"/machine.slice/libpod-" + id1 + ".scope/container", Container{ID: id1, Runtime: "podman"}},
		{"/libpod_parent/libpod-" + id1, Container{ID: id1, Runtime: "podman"}},
		{
			"/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-" + id1 + ".scope/container",
			Container{ID: id1, Runtime: "podman"},
		},
		{"/system.slice/web.service/libpod-payload-" + id1, Container{ID: id1, Runtime: "podman"}},
		{"/machine.slice/machine-libpod_pod_" + id2 + ".slice/libpod-" + id1 + ".scope", Container{ID: id1, Runtime: "podman", Pod: id2}},
		{"/machine.slice/libpod-conmon-" + id1 + ".scope", Container{}},
		{"/machine.slice/machine-libpod_pod_" + id2 + ".slice/libpod-conmon-" + id1 + ".scope", Container{}},

		{
			"/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod" + uidOfSlice + ".slice/cri-containerd-" + id1 + ".scope",
			Container{ID: id1, Runtime: "containerd", Pod: uid},
		},
		{
			"/kubepods.slice/kubepods-pod" + uidOfSlice + ".slice/crio-" + id1 + ".scope/container",
			Container{ID: id1, Runtime: "cri-o", Pod: uid},
		},
		{"/kubepods.slice/kubepods-pod" + uidOfSlice + ".slice/crio-conmon-" + id1 + ".scope", Container{}},
		{
			"/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod" + staticUID + ".slice/docker-" + id1 + ".scope",
			Container{ID: id1, Runtime: "docker", Pod: staticUID},
		},
		{
			"/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-pod" + uidOfSlice + ".slice/cri-containerd-" + id1 + ".scope",
			Container{ID: id1, Runtime: "containerd", Pod: uid},
		},
		{"/kubepods/burstable/pod" + uid + "/" + id1, Container{ID: id1, Pod: uid}},
		{"/kubepods/pod" + uid + "/" + id1 + "/kube-proxy", Container{ID: id1, Pod: uid}},
		{"/kubepods/besteffort/pod" + staticUID + "/crio-" + id1, Container{ID: id1, Runtime: "cri-o", Pod: staticUID}},
		{"/kubepods/besteffort/pod" + uid, Container{Pod: uid}},
		{"/docker/" + id1 + "/kubelet/kubepods/besteffort/pod" + uid + "/" + id2, Container{ID: id2, Pod: uid}},
		{
			"/system.slice/containerd.service/kubepods-burstable-pod" + uidOfSlice + ".slice:cri-containerd:" + id1,
			Container{ID: id1, Runtime: "containerd", Pod: uid},
		},
		{"/system.slice/nerdctl-" + id1 + ".scope", Container{ID: id1, Runtime: "containerd"}},
		{"/default/" + id1, Container{ID: id1}},
		{"/system.slice/garden-" + id1 + ".scope", Container{ID: id1, Runtime: "garden"}},

		{"/lxc/web", Container{Runtime: "lxc", Name: "web"}},
		{"/lxc/101/ns/init.scope", Container{Runtime: "lxc", Name: "101"}},
		{"/lxc.payload.web/system.slice/nginx.service", Container{Runtime: "lxc", Name: "web"}},
		{"/lxc.payload/web", Container{Runtime: "lxc", Name: "web"}},
		{"/lxc.payload.web/system.slice/docker-" + id1 + ".scope", Container{ID: id1, Runtime: "docker"}},
		{"/lxc.monitor.web", Container{}},
		{"/lxc.monitor/web", Container{}},

		{"/machine.slice/systemd-nspawn@web.service/payload/init.scope", Container{Runtime: "systemd-nspawn", Name: "web"}},
		{"/machine.slice/systemd-nspawn@web.service/supervisor", Container{}},
		{`/machine.slice/machine-my\x2dweb.scope/payload`, Container{Runtime: "systemd-nspawn", Name: "my-web"}},
		{`/machine.slice/machine-lxc\x2d42\x2dweb.scope`, Container{Runtime: "libvirt-lxc", Name: "lxc-42-web"}},
		{`/machine.slice/machine-qemu\x2d1\x2dvm.scope/libvirt/emulator`, Container{}},

		{"", Container{}},
		{"/", Container{}},
		{"/init.scope", Container{}},
		{"/system.slice/docker.service", Container{}},
		{"/docker/buildkit/o4h5", Container{}},
		{"/system.slice/run-" + id1[1:] + ".scope", Container{}},
		{"/docker/" + strings.ToUpper(id1), Container{}},
		{"/system.slice/-" + id1 + ".scope", Container{}},
		{"/kubepods/besteffort/podium", Container{}},
		{"/system.slice/machine-.scope", Container{}},
		{"/lxc", Container{}},
	} {
		if got := ContainerOf(tt.cgroup); got != tt.want {
			t.Errorf("ContainerOf(%q) =\n%+v, want\n%+v", tt.cgroup, got, tt.want)
		}
	}
}

func TestUnescapeUnit(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "web": "web", `a\x2db\x2dc`: "a-b-c", `\x`: `\x`, `\x2`: `\x2`, `\xzz\x2d`: `\xzz-`, `a\b`: `a\b`, `\xff`: "\xff",
	} {
		if got := unescapeUnit(text); got != want {
			t.Errorf("unescapeUnit(%q) = %q, want %q", text, got, want)
		}
	}
}
