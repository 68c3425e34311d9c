package filter

import "strings"

// shape says what stands behind the name of a field.
type shape uint8

const (
	shapeNothing shape = iota
	shapeState
	shapePorts
	shapeHost
	shapeNumber
	shapeName // that another package knows
	shapeText // any, or a regular expression
)

// fieldRule is what the language knows about a field.
type fieldRule struct {
	names   []string // the first of them is shown
	field   Field
	shape   shape
	example string // a condition
}

var fieldRules = []fieldRule{
	{[]string{"state", "exclude"}, State, shapeState, "state established"},
	{[]string{"dport"}, RemotePort, shapePorts, "dport = :443"},
	{[]string{"sport"}, LocalPort, shapePorts, "sport = :443"},
	{[]string{"port"}, AnyPort, shapePorts, "port = :443"},
	{[]string{"dst", "remote"}, RemoteHost, shapeHost, "dst 10.0.0.0/8"},
	{[]string{"src", "local"}, LocalHost, shapeHost, "src 10.0.0.0/8"},
	{[]string{"addr", "address"}, AnyHost, shapeHost, "addr 10.0.0.0/8"},
	{[]string{"dev", "interface"}, Interface, shapeName, "dev = eth0"},
	{[]string{"scope"}, Scope, shapeName, "scope = eth0"},
	{[]string{"pid"}, PID, shapeNumber, "pid = 4711"},
	{[]string{"user"}, User, shapeName, "user = alice"},
	{[]string{"uid"}, UID, shapeNumber, "uid = 1000"},
	{[]string{"process"}, Process, shapeText, "process = nginx"},
	{[]string{"dual"}, Dual, shapeNothing, "dual"},
	{[]string{"mapped"}, Mapped, shapeNothing, "mapped"},
	{[]string{"family"}, Family, shapeName, "family = inet6"},
	{[]string{"owner"}, Owner, shapeName, "owner = denied"},
	{[]string{"inode", "ino"}, Inode, shapeNumber, "inode = 4711"},
	{[]string{"cookie"}, Cookie, shapeNumber, "cookie = 4711"},
	{[]string{"recvq"}, RecvQ, shapeNumber, "recvq > 0"},
	{[]string{"sendq"}, SendQ, shapeNumber, "sendq > 0"},
	{[]string{"netns"}, NetNS, shapeNumber, "netns = 4026531840"},
}

// fieldNamed returns nil for a name that no field has.
func fieldNamed(name string) *fieldRule {
	name = strings.ToLower(name)
	for i := range fieldRules {
		for _, n := range fieldRules[i].names {
			if n == name {
				return &fieldRules[i]
			}
		}
	}
	return nil
}

func fieldNames() (names []string) {
	for i := range fieldRules {
		names = append(names, fieldRules[i].names...)
	}
	return names
}

// takes reports whether the field can be compared that way.
func (f *fieldRule) takes(c Comparison) bool {
	switch c {
	case Equal, NotEqual:
		return f.shape != shapeNothing
	case Matches, MatchesNot:
		return f.shape == shapeText
	}
	return f.shape == shapePorts || f.shape == shapeNumber
}

// comparisons says in words how the field can be compared.
func (f *fieldRule) comparisons() string {
	switch f.shape {
	case shapeNothing:
		return "nothing behind it"
	case shapeText:
		return "=, !=, ~ or !~"
	case shapePorts, shapeNumber:
		return "=, !=, <, <=, > or >="
	}
	return "= or !="
}
