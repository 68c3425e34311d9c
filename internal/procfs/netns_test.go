package procfs

import (
	"errors"
	"slices"
	"testing"
)

// mountInfo is as Linux 6.18 writes it.
const mountInfo = `22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
640 24 0:4 net:[4026532389] /run/netns/blue rw shared:1 - nsfs nsfs rw
641 24 0:4 net:[4026532389] /run/netns/my\040net\134 rw - nsfs nsfs rw
642 24 0:4 mnt:[4026532390] /run/x rw shared:7 master:2 - nsfs nsfs rw
643 24 0:4 net:[4026532391] /run/docker/netns/1a2b rw shared:7 - nsfs nsfs rw
644 22 0:50 / /tmp/a\011-\040nsfs rw - tmpfs tmpfs rw
`

func TestParseNetNSMounts(t *testing.T) {
	got, err := ParseNetNSMounts([]byte(mountInfo))
	want := []NetNSMount{
		{4026532389, "/run/netns/blue"}, {4026532389, `/run/netns/my net\`}, {4026532391, "/run/docker/netns/1a2b"},
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%+v, %v, want %+v", got, err, want)
	}
	for _, path := range []string{`\`, `\04`, `\048`, `\777`, ``} {
		line := "640 24 0:4 net:[1] /a rw - nsfs nsfs rw\n641 24 0:4 net:[2] " + path + " - nsfs nsfs rw\n"
		if path == "" {
			line = "641 24 - nsfs net:[2]\n640 24 0:4 net:[1]\n"
		}
		if got, err := ParseNetNSMounts([]byte(line)); path != "" && (!errors.Is(err, ErrMalformed) || len(got) != 1) {
			t.Errorf("mount point %q: %+v, %v, want ErrMalformed and the one before", path, got, err)
		}
	}
}

func TestParseNetNSLink(t *testing.T) {
	for link, want := range map[string]uint64{"net:[4026531840]": 4026531840, "net:[]": 0, "net:[1": 0, "net:": 0, "mnt:[1]": 0, "": 0} {
		if got, ok := ParseNetNSLink([]byte(link)); got != want || ok != (want != 0) {
			t.Errorf("ParseNetNSLink(%q) = %d, %t", link, got, ok)
		}
	}
}
