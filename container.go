package tcptable

// Container is a container, as the control group of a process in it tells. The zero Container stands
// for none. It is not known where the caller sees control groups from inside a container itself.
//
// Of containers in containers it is the innermost. What manages a container from outside, as conmon
// does, is not in it. Containers can be compared with ==.
type Container struct {
	// ID is the id that the container's manager uses, 64 hexadecimal digits. Empty: a container of
	// LXC or systemd-nspawn, which has a Name instead, or a process of a pod outside of its
	// containers.
	ID string

	// Runtime is what manages the container: "docker", "podman", "containerd", "cri-o", "lxc",
	// "libvirt-lxc", "systemd-nspawn", or what else stands before the id in the name of the control
	// group. Empty: the group does not tell, as with Kubernetes without systemd.
	Runtime string

	// Pod is the UID of the pod: of Kubernetes a UUID or, for a static pod, 32 hexadecimal digits,
	// of Podman 64 of them.
	Pod string

	// Name is the name of a container of LXC or systemd-nspawn. Of any other it is the host name
	// that its manager gave it (HOSTNAME in the environment of the process): in Kubernetes that is
	// the name of the pod, unless the pod's author chose another; with Docker and Podman it is what
	// the user called the host. It is what the process says, who may have changed it: escape it
	// before you show it. Empty: the host name was made of the ID or is that of the machine, the
	// environment says nothing, or the caller may not see it. The name that "docker ps" shows is
	// kept by Docker alone.
	Name string
}
