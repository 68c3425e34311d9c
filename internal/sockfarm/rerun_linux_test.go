package sockfarm

import (
	"io"
	"os"
	"syscall"
	"testing"
)

const nobody = 65534

func TestRerunAsAnotherUser(t *testing.T) {
	if IsRerun() {
		text, err := io.ReadAll(os.Stdin)
		if err != nil || string(text) != "hello" {
			t.Errorf("standard input is %q, %v", text, err)
		}
		if uid := os.Geteuid(); uid != nobody {
			t.Errorf("the user is %d, want %d", uid, nobody)
		}
		return
	}
	RequireUser(t, nobody)
	attr := &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	Rerun(t, attr, []byte("hello"))
}
