package tcptable

import (
	"errors"
	"os"
	"os/user"
	"strconv"

	"github.com/tcptable/tcptable/internal/filter"
)

// localNames looks up what names stand for on this machine.
type localNames struct{ options options }

// commonServices stands in for /etc/services where there is none, as in small containers.
const commonServices = `ftp 21/tcp
ssh 22/tcp
telnet 23/tcp
smtp 25/tcp
domain 53/tcp
http 80/tcp www
pop3 110/tcp
ntp 123/tcp
imap2 143/tcp imap
snmp 161/tcp
ldap 389/tcp
https 443/tcp
submission 587/tcp
ldaps 636/tcp
imaps 993/tcp
pop3s 995/tcp
mysql 3306/tcp
postgresql 5432/tcp
redis 6379/tcp
http-alt 8080/tcp
`

// port returns the port that a name of services(5) has.
func (localNames) port(w filter.Word) (uint16, error) {
	services := commonServices
	if text, err := os.ReadFile(servicesPath()); err == nil {
		services = string(text)
	}
	if port, ok := filter.Service(services, w.Text); ok {
		return port, nil
	}
	hint := "write its number, or a name of " + servicesPath()
	if near := filter.Nearest(w.Text, filter.ServiceNames(services)); near != "" {
		hint = "did you mean " + near + "?"
	}
	return 0, w.Errorf("no port is called %q here; %s", w.Text, hint)
}

// uid returns the number of a user, who may be named by it.
func (localNames) uid(w filter.Word) (uint32, error) {
	if n, err := strconv.ParseUint(w.Text, 10, 32); err == nil {
		return uint32(n), nil
	}
	u, err := user.Lookup(w.Text)
	if err != nil {
		if unknown := user.UnknownUserError(""); errors.As(err, &unknown) {
			return 0, w.Errorf("there is no user %q here; a number would do as well, as in uid = 1000", w.Text)
		}
		return 0, w.Errorf("the user %q cannot be looked up: %v", w.Text, err)
	}
	n, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return 0, w.Errorf("users have no numbers here: that of %q is %q", w.Text, u.Uid)
	}
	return uint32(n), nil
}

// interfaceIndex returns the index of an interface, which may be given by it.
func (n localNames) interfaceIndex(w filter.Word) (uint32, error) {
	if index, err := strconv.ParseUint(w.Text, 10, 32); err == nil {
		return uint32(index), nil
	}
	if n.options.all != nil {
		return 0, w.Errorf("the interface %q may be in any of all network namespaces; its index would do, as in dev = 2", w.Text)
	}
	index, err := interfaceIndex(w.Text, n.options)
	switch {
	case errors.Is(err, errNoInterface):
		names := interfaceNames(n.options)
		if len(names) == 0 {
			return 0, w.Errorf("no interface is called %q here", w.Text)
		}
		return 0, w.Errorf("no interface is called %q here; %s", w.Text, fits(w.Text, names))
	case err != nil:
		return 0, w.Errorf("the interface %q cannot be looked up: %v", w.Text, err)
	}
	return index, nil
}

var errNoInterface = errors.New("no such interface")
