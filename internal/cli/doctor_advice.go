package cli

import (
	"fmt"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"github.com/tcptable/tcptable/internal/render"
	"github.com/tcptable/tcptable/internal/rights"
)

// gifts are what capabilities are for, in the order in which people want them.
var gifts = []struct {
	capabilities rights.Set
	purpose      string
	note         string
}{
	{
		rights.SetOf(rights.SysPtrace, rights.DACReadSearch, rights.BPF, rights.Perfmon),
		"To see the owner of every connection, and read large tables fast", "Whoever may run the program sees them then.",
	},
	{rights.SetOf(rights.NetAdmin), "To close connections, too", "Whoever may run the program closes them then."},
	{
		rights.SetOf(rights.SysAdmin),
		"To look into all network namespaces, too", "CAP_SYS_ADMIN is nearly all that root may do: sudo is safer.",
	},
}

// advise says what a person can do about what does not work.
func advise(env *Env, e *examiner, program string) []render.Advice {
	if runtime.GOOS == "windows" {
		return adviseWindows(e)
	}
	var advice []render.Advice
	if e.hidden && e.rights.ProcGroup != 0 {
		advice = append(advice, joinGroup(env, e.rights.ProcGroup))
	}
	if e.wanted == 0 {
		return advice
	}
	if obstacle := e.obstacle(program); obstacle != nil {
		return append(advice, *obstacle)
	}
	return append(advice, e.grants(program, env.UserName())...)
}

// grants are commands that give the program what it lacks, step by step: setcap(8) replaces what was
// there, so that each command has the capabilities of the steps before it.
func (e *examiner) grants(program, userName string) []render.Advice {
	var advice []render.Advice
	given := e.rights.Effective
	if e.rights.Root {
		given = 0 // they are root's, not the file's
	}
	for _, gift := range gifts {
		if gift.capabilities&e.wanted == 0 {
			continue
		}
		given |= gift.capabilities & e.wanted
		advice = append(advice, render.Advice{Purpose: gift.purpose, Commands: []string{setcap(given, program)}, Note: gift.note})
	}
	return append(advice, render.Advice{
		Purpose: "To let only a group have that, here one with the name tcptable, instead of everybody",
		Commands: []string{
			"sudo groupadd --force tcptable",
			"sudo chgrp tcptable " + quoteForShell(program),
			"sudo chmod 750 " + quoteForShell(program),
			"sudo usermod --append --groups tcptable " + quoteForShell(userName),
		},
		Note: "Then one of the commands above, because chgrp takes back what setcap has given; the group counts from the next login on.",
	})
}

func setcap(capabilities rights.Set, program string) string {
	return fmt.Sprintf("sudo setcap %s+ep %s", capabilities, quoteForShell(program))
}

// obstacle is why setcap would not help, if it would not.
func (e *examiner) obstacle(program string) *render.Advice {
	outside := e.wanted &^ e.rights.Bounding
	switch {
	case outside != 0:
		var flags []string
		for _, capability := range outside.All() {
			flags = append(flags, "--cap-add "+strings.ToUpper(strings.TrimPrefix(capability.String(), "cap_")))
		}
		return &render.Advice{
			Purpose:  "This container or service cannot get " + outside.String() + " (they are not in its bounding set), so start it with them",
			Commands: []string{"docker run " + strings.Join(flags, " ") + " ..."},
			Note:     "Or look from the host.",
		}
	case !e.rights.InitialUserNS:
		return &render.Advice{
			Purpose: "Capabilities count only inside of this user namespace", Commands: []string{"sudo tcptable"}, Note: "Run it on the host.",
		}
	case e.rights.NoNewPrivs:
		return &render.Advice{
			Purpose:  "No program that is started from here gets privileges (no_new_privs), so take a shell of a new login",
			Commands: []string{"tcptable doctor"},
		}
	case e.rights.NoSUID:
		return &render.Advice{
			Purpose:  "Capabilities of files have no effect on the file system of the program (nosuid), so put it elsewhere",
			Commands: []string{"sudo install " + quoteForShell(program) + " /usr/local/bin/tcptable", "/usr/local/bin/tcptable doctor"},
		}
	}
	return nil
}

// joinGroup is for /proc with hidepid and gid.
func joinGroup(env *Env, group uint32) render.Advice {
	name := strconv.FormatUint(uint64(group), 10)
	if g, err := user.LookupGroupId(name); err == nil {
		name = g.Name
	}
	return render.Advice{
		Purpose:  "To see that processes of other users exist, which /proc tells to a group",
		Commands: []string{"sudo usermod --append --groups " + quoteForShell(name) + " " + quoteForShell(env.UserName())},
		Note:     "It counts from the next login on.",
	}
}

func adviseWindows(e *examiner) []render.Advice {
	for i := range e.checks {
		if s := e.checks[i].Status; (s == render.Partly || s == render.Refused) && !e.rights.Root {
			return []render.Advice{{
				Purpose:  "To see the processes of other users, and close connections, run it as administrator",
				Commands: []string{"powershell Start-Process cmd -Verb RunAs"},
			}}
		}
	}
	return nil
}

// quoteForShell returns text as one word of a POSIX shell.
func quoteForShell(text string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("/._-+,:@%", r)
	}
	if text != "" && strings.IndexFunc(text, func(r rune) bool { return !plain(r) }) < 0 {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// programPath returns where a program lies, without links, which setcap refuses.
func programPath(executable func() (string, error)) (string, error) {
	path, err := executable()
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(path)
}
