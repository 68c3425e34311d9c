package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"strconv"

	"github.com/tcptable/tcptable"
	"github.com/tcptable/tcptable/internal/render"
)

// jsonRow is a row of a document. What is nil was not there.
type jsonRow struct {
	Family      *string         `json:"family"`
	State       *tcptable.State `json:"state"`
	LocalAddr   *netip.Addr     `json:"local_addr"`
	LocalPort   *uint16         `json:"local_port"`
	LocalScope  *uint32         `json:"local_scope"`
	RemoteAddr  *netip.Addr     `json:"remote_addr"`
	RemotePort  *uint16         `json:"remote_port"`
	RemoteScope *uint32         `json:"remote_scope"`
	PID         *uint32         `json:"pid"`
	Process     *string         `json:"process"`
	Owner       *string         `json:"owner"`
	UID         json.RawMessage `json:"uid"`
	User        *string         `json:"user"`
	Inode       *uint64         `json:"inode"`
	Cookie      *string         `json:"cookie"`
	NetNS       uint64          `json:"netns"` // not in every document
}

// parseRow reads a row, with all that is needed to know it again.
func parseRow(raw []byte) (row render.DiffRow, hasNetNS bool, err error) {
	var r jsonRow
	if err := json.Unmarshal(raw, &r); err != nil {
		return row, false, err
	}
	if missing := r.missing(); missing != "" {
		return row, false, fmt.Errorf("it has no %q: documents have to be compared with all their columns", missing)
	}
	c := tcptable.Conn{
		State: *r.State, LocalScope: *r.LocalScope, RemoteScope: *r.RemoteScope,
		PID: *r.PID, Inode: *r.Inode, NetNS: r.NetNS,
	}
	if c.Local, err = endpointOf(*r.LocalAddr, *r.LocalPort, c.LocalScope); err != nil {
		return row, false, err
	}
	if c.Remote, err = endpointOf(*r.RemoteAddr, *r.RemotePort, c.RemoteScope); err != nil {
		return row, false, err
	}
	if c.Family().String() != *r.Family || c.Local.Addr().Is4() != c.Remote.Addr().Is4() {
		return row, false, fmt.Errorf("family, local_addr and remote_addr do not fit each other")
	}
	if c.Cookie, err = strconv.ParseUint(*r.Cookie, 10, 64); err != nil {
		return row, false, fmt.Errorf("cookie is %q, not a number", *r.Cookie)
	}
	if c.Owner, err = parseOwner(*r.Owner); err != nil {
		return row, false, err
	}
	if c.UID, err = parseUID(r.UID); err != nil {
		return row, false, err
	}
	return render.DiffRow{Conn: c, Process: *r.Process, User: *r.User, Raw: raw}, r.NetNS != 0, nil
}

// missing is the first of the fields that is not there.
func (r *jsonRow) missing() string {
	for _, field := range []struct {
		name  string
		there bool
	}{
		{"family", r.Family != nil},
		{"state", r.State != nil},
		{"local_addr", r.LocalAddr != nil},
		{"local_port", r.LocalPort != nil},
		{"local_scope", r.LocalScope != nil},
		{"remote_addr", r.RemoteAddr != nil},
		{"remote_port", r.RemotePort != nil},
		{"remote_scope", r.RemoteScope != nil},
		{"pid", r.PID != nil},
		{"process", r.Process != nil},
		{"owner", r.Owner != nil},
		{"uid", r.UID != nil},
		{"user", r.User != nil},
		{"inode", r.Inode != nil},
		{"cookie", r.Cookie != nil},
	} {
		if !field.there {
			return field.name
		}
	}
	return ""
}

// endpointOf puts an address together. Documents have the number of a scope and not the name of the
// interface, which another machine need not have.
func endpointOf(addr netip.Addr, port uint16, scope uint32) (netip.AddrPort, error) {
	if !addr.IsValid() || addr.Zone() != "" {
		return netip.AddrPort{}, fmt.Errorf("%q is not an address", addr)
	}
	if scope != 0 && addr.Is6() {
		addr = addr.WithZone(strconv.FormatUint(uint64(scope), 10))
	}
	return netip.AddrPortFrom(addr, port), nil
}

func parseOwner(word string) (tcptable.OwnerStatus, error) {
	for s := tcptable.OwnerNotAsked; s <= tcptable.OwnerElsewhere; s++ {
		if s.String() == word {
			return s, nil
		}
	}
	return 0, fmt.Errorf("owner is %q, which is not known here", word)
}

// parseUID reads a number or null, which stands for a user who is not known: no Conn can say that
// where there is an inode, so that a row's user is its text alone.
func parseUID(raw json.RawMessage) (uint32, error) {
	if string(raw) == "null" {
		return 0, nil
	}
	uid, err := strconv.ParseUint(string(raw), 10, 32)
	if err != nil {
		return 0, errors.New("uid is neither a number nor null")
	}
	return uint32(uid), nil
}
