package tcptable

// Settings is what the options of [Open] say about where to look. It is for implementers of
// [Source] that take the same options.
type Settings struct {
	NetNS    string // of [WithNetNS]; empty: the caller's own network namespace
	ProcRoot string // of [WithProcRoot]; empty: "/proc"
	AllNetNS bool   // of [WithAllNetNS]: [OpenDefault] returns such a Source, and no other function does
}

// SettingsOf returns what opts say.
func SettingsOf(opts ...Option) Settings {
	o := newOptions(opts)
	return Settings{NetNS: o.netns, ProcRoot: o.procRoot, AllNetNS: o.all != nil}
}
