package main

import (
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"

	"github.com/tcptable/tcptable/internal/wine"
)

// ownPatterns are regular expressions for what the program shows of sockets of this process, by the
// names that the scripts have for them.
func ownPatterns() map[string]string {
	pid, name := strconv.Itoa(os.Getpid()), processName()
	patterns := map[string]string{
		"OWNER":      owned(pid+"/"+name, "- elsewhere"),
		"OWNER_JSON": owned(`"pid":`+pid+`,"process":"`+name+`","owner":"known"`, `"pid":0,"process":"","owner":"elsewhere"`),
		"OWNER_CSV":  owned(pid+","+name+",known", "0,,elsewhere"),
	}
	user := map[string]string{ // of Windows, which tells neither users nor inodes nor queues
		"USER": "-", "USER_JSON": `"uid":null,"user":""`, "USER_CSV": ",",
		"UID": "-", "UID_CSV": ",", "QUEUES": "- +-", "NUMBERS": "- +- +-",
	}
	if runtime.GOOS != "windows" {
		uid, name := strconv.Itoa(os.Getuid()), regexp.QuoteMeta(userName())
		user = map[string]string{
			"USER": name, "USER_JSON": fmt.Sprintf(`"uid":%s,"user":"%s"`, uid, name), "USER_CSV": uid + "," + name,
			"UID": uid, "UID_CSV": uid + "," + uid, "QUEUES": `0 +\d+`, "NUMBERS": uid + ` +\d+ +\d+`,
		}
	}
	for name, pattern := range user {
		patterns[name] = pattern
	}
	return patterns
}

// owned is a pattern for the text that says that this process is the owner. Wine does not know the
// owner of every socket, and then shows the other text.
func owned(text, unknown string) string {
	if wine.Present() {
		return "(?:" + regexp.QuoteMeta(text) + "|" + regexp.QuoteMeta(unknown) + ")"
	}
	return regexp.QuoteMeta(text)
}

// processName is what the system calls this process: Linux the first 15 bytes of the program's name.
func processName() string {
	name := filepath.Base(os.Args[0])
	if runtime.GOOS == "linux" {
		name = name[:min(len(name), 15)]
	}
	return name
}

// userName is what the program calls the user who runs the tests.
func userName() string {
	uid := strconv.Itoa(os.Getuid())
	if u, err := user.LookupId(uid); err == nil {
		return u.Username
	}
	return uid
}
