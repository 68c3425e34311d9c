package tcptable

// OpenDefault returns the Source that [Open] chooses where no [WithSource] names one: on Linux that of
// [OpenNetlink], with that of [OpenProc] for as long as the first cannot be used, on Windows that of
// [OpenIPHelper]. It is for a Source that wraps this one. [WithNetNS], [WithProcRoot] and
// [WithAllNetNS] apply.
//
// On a system that is not supported yet it returns an error for which
// errors.Is(err, errors.ErrUnsupported) is true.
func OpenDefault(opts ...Option) (Source, error) {
	if o := newOptions(opts); o.all != nil {
		return o.all(o)
	}
	return openDefault(opts...)
}
