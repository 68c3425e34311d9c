package render

import (
	"cmp"

	"github.com/tcptable/tcptable"
)

// containerColumns are the containers that rows have to do with: that of the owner, and that which
// lives in the network namespace.
func containerColumns() Columns {
	return Columns{
		{
			Name: "container", Kind: KindText, Needs: ofProcess, shorten: shortID,
			Meaning: "container of the owner: its id, of which text shows 12 digits; of LXC and systemd-nspawn the name",
			of:      ofContainer(ownersContainer, containerID),
		},
		{
			Name: "container_name", Kind: KindText, Needs: ofProcess,
			Meaning: "name that the container was given as a host; not known where that is made of the id",
			of:      ofContainer(ownersContainer, func(c *tcptable.Container) string { return c.Name }),
		},
		{
			Name: "runtime", Kind: KindText, Needs: ofProcess,
			Meaning: "what manages the container: `docker`, `podman`, `containerd`, `cri-o`, `lxc`, `systemd-nspawn` or another",
			of:      ofContainer(ownersContainer, func(c *tcptable.Container) string { return c.Runtime }),
		},
		{
			Name: "pod", Kind: KindText, Needs: ofProcess, appendCell: appendPod,
			Meaning: "pod of the owner: its UID; text shows its name where that is known",
			of:      ofContainer(ownersContainer, func(c *tcptable.Container) string { return c.Pod }),
		},
		{
			Name: "pod_name", Kind: KindText, Needs: ofProcess, Meaning: "name of the pod, as its containers know it",
			of: ofContainer(ownersContainer, podName),
		},
		{
			Name: "netns_container", Kind: KindText, Needs: NeedNamespaces, shorten: shortID,
			Meaning: "container that lives in the network namespace, that is, its first process is in it; as `container`",
			of:      ofContainer(namespacesContainer, containerID),
		},
		{
			Name: "netns_pod", Kind: KindText, Needs: NeedNamespaces, Meaning: "pod that lives in the network namespace; as `pod_name` or, where that is not known, as `pod`",
			of: ofContainer(namespacesContainer, func(c *tcptable.Container) string { return cmp.Or(podName(c), c.Pod) }),
		},
	}
}

func ofContainer(container func(r *Row) *tcptable.Container, of func(c *tcptable.Container) string) func(r *Row) value {
	return func(r *Row) value {
		if c := container(r); c != nil {
			return textIfAny(of(c))
		}
		return value{}
	}
}

func ownersContainer(r *Row) *tcptable.Container {
	if facts := r.more().Facts; facts != nil {
		return &facts.Container
	}
	return nil
}

func namespacesContainer(r *Row) *tcptable.Container {
	if ns := r.more().Namespace; ns != nil {
		return &ns.Container
	}
	return nil
}

// containerID tells a container from all others of the machine.
func containerID(c *tcptable.Container) string {
	if c.ID == "" && c.Pod == "" {
		return c.Name
	}
	return c.ID
}

func podName(c *tcptable.Container) string {
	if c.Pod == "" {
		return ""
	}
	return c.Name
}

func appendPod(_ *text, dst []byte, r *Row) []byte {
	c := cmp.Or(ownersContainer(r), new(tcptable.Container))
	return appendEscaped(dst, cmp.Or(podName(c), c.Pod, "-"))
}

// How long the id of a container is, and how much of it docker(1) and crictl(1) show.
const (
	idDigits    = 64
	shownDigits = 12
)

// shortID cuts an id. A name stays whole.
func shortID(text string) string {
	if len(text) != idDigits || hexDigitsOf(text) != idDigits {
		return text
	}
	return text[:shownDigits]
}

// shortIDs cuts the ids in a name that was made of them: docker-31cb02944da7….scope.
func shortIDs(text string) string {
	for i := 0; i+idDigits <= len(text); i++ {
		n := hexDigitsOf(text[i:])
		if n == idDigits {
			return text[:i+shownDigits] + "…" + shortIDs(text[i+idDigits:])
		}
		i += n
	}
	return text
}

// hexDigitsOf counts the hexadecimal digits that a text begins with.
func hexDigitsOf(text string) int {
	i := 0
	for i < len(text) && (text[i] >= '0' && text[i] <= '9' || text[i] >= 'a' && text[i] <= 'f') {
		i++
	}
	return i
}
