package render

import (
	"time"

	"github.com/tcptable/tcptable"
)

// rfcCounter is a counter of [tcptable.Statistics].
type rfcCounter struct {
	name    string // of the RFC, without "tcp"
	key     string // in JSON
	meaning string
	value   func(s *tcptable.Statistics) uint64
}

var rfcCounters = [...]rfcCounter{
	{"CurrEstab", "curr_estab", "connections in ESTABLISHED and CLOSE_WAIT now", func(s *tcptable.Statistics) uint64 { return s.CurrEstab }},
	{"ActiveOpens", "active_opens", "connections asked for from here", func(s *tcptable.Statistics) uint64 { return s.ActiveOpens }},
	{"PassiveOpens", "passive_opens", "connections that came to a listener", func(s *tcptable.Statistics) uint64 { return s.PassiveOpens }},
	{"AttemptFails", "attempt_fails", "connections that failed before they were established", func(s *tcptable.Statistics) uint64 { return s.AttemptFails }},
	{"EstabResets", "estab_resets", "established connections that were reset", func(s *tcptable.Statistics) uint64 { return s.EstabResets }},
	{"InSegs", "in_segs", "segments received", func(s *tcptable.Statistics) uint64 { return s.InSegs }},
	{"OutSegs", "out_segs", "segments sent for the first time", func(s *tcptable.Statistics) uint64 { return s.OutSegs }},
	{"RetransSegs", "retrans_segs", "segments sent again", func(s *tcptable.Statistics) uint64 { return s.RetransSegs }},
	{"InErrs", "in_errs", "segments received with an error", func(s *tcptable.Statistics) uint64 { return s.InErrs }},
	{"InCsumErrors", "in_csum_errors", "segments received with a bad checksum", func(s *tcptable.Statistics) uint64 { return s.InCsumErrors }},
	{"OutRsts", "out_rsts", "resets sent", func(s *tcptable.Statistics) uint64 { return s.OutRsts }},
}

// gauge is the one of them that does not only grow.
const gauge = "CurrEstab"

// kernelCounters are the counters of Linux that people look for when something is wrong, with what
// they count. The others are shown when all are asked for, under their bare names.
//
// Source: https://docs.kernel.org/networking/snmp_counter.html and net/ipv4/proc.c of Linux.
var kernelCounters = map[string]string{
	"ListenOverflows":      "complete connections for which a listener had no room in its queue",
	"ListenDrops":          "connections lost at a listener, for that or another reason",
	"SyncookiesSent":       "SYN cookies sent, because a listener had too many requests",
	"SyncookiesRecv":       "SYN cookies that came back and were good",
	"SyncookiesFailed":     "SYN cookies that came back and were not good",
	"TCPReqQFullDoCookies": "requests answered by a SYN cookie, because the queue was full",
	"TCPReqQFullDrop":      "requests dropped, because the queue was full",
	"EmbryonicRsts":        "resets received for connections in SYN_RCVD",
	"TCPTimeouts":          "times that an acknowledgment did not come in time",
	"TCPSpuriousRTOs":      "timeouts that turned out to be too early",
	"TCPFastRetrans":       "segments sent again before a timeout",
	"TCPSlowStartRetrans":  "segments sent again after a timeout, in slow start",
	"TCPSynRetrans":        "SYN and SYN-ACK segments sent again",
	"TCPLostRetransmit":    "segments that were sent again and lost again",
	"TCPRetransFail":       "segments that could not be sent again",
	"TCPLossProbes":        "probes sent for a loss at the end of the data",
	"TCPSackRecovery":      "times that selective acknowledgments told of a loss",
	"TCPDSACKRecv":         "reports of segments that came twice",
	"TCPOFOQueue":          "segments received out of order",
	"TCPAbortOnData":       "connections reset: closed, and then more data came",
	"TCPAbortOnClose":      "connections reset: closed with data that nobody had read",
	"TCPAbortOnMemory":     "connections reset for want of memory",
	"TCPAbortOnTimeout":    "connections given up after too many attempts",
	"TCPAbortOnLinger":     "connections reset: closed, and the time for the rest ran out",
	"TCPAbortFailed":       "resets that could not be sent",
	"TCPMemoryPressures":   "times that the memory for TCP became short",
	"PruneCalled":          "times that received data was thrown away for want of room",
	"RcvPruned":            "segments thrown away for want of room",
	"OfoPruned":            "segments out of order thrown away for want of room",
	"TCPBacklogDrop":       "segments dropped, because the process was too slow",
	"TCPRcvQDrop":          "segments dropped, because the receive queue was full",
	"TCPZeroWindowDrop":    "segments dropped, because the window was closed",
	"TCPOFODrop":           "segments out of order dropped",
	"TCPTimeWaitOverflow":  "connections that were denied TIME_WAIT, of which there were too many",
	"TCPKeepAlive":         "probes sent on idle connections",
	"TW":                   "connections that have been through TIME_WAIT",
}

// Counts are what [Stats] and [StatsJSON] show: counters, and how fast they grow.
type Counts struct {
	Time       time.Time
	Statistics tcptable.Statistics
	Counters   []tcptable.Counter // of the kernel; nil: it tells none
	Failure    error              // why some of the statistics are missing; nil: none are

	// Elapsed is the time since the counts before these, and Before holds them. Nil: there are none.
	Elapsed time.Duration
	Before  *Counts
}

// stat is one counter as it is shown.
type stat struct {
	name, key, meaning string
	value              uint64
	rate               float64 // a second
	hasRate            bool
}

// rfc returns the counters of RFC 4022.
func (c *Counts) rfc() []stat {
	stats := make([]stat, len(rfcCounters))
	for i, counter := range rfcCounters {
		s := stat{name: counter.name, key: counter.key, meaning: counter.meaning, value: counter.value(&c.Statistics)}
		if c.Before != nil && s.name != gauge {
			s.rate, s.hasRate = perSecond(counter.value(&c.Before.Statistics), s.value, c.Elapsed)
		}
		stats[i] = s
	}
	return stats
}

// kernel returns the kernel's own counters.
func (c *Counts) kernel() []stat {
	before := make(map[string]uint64)
	if c.Before != nil {
		for _, counter := range c.Before.Counters {
			before[counter.Name] = counter.Value
		}
	}
	stats := make([]stat, len(c.Counters))
	for i, counter := range c.Counters {
		s := stat{name: counter.Name, key: counter.Name, meaning: kernelCounters[counter.Name], value: counter.Value}
		if was, ok := before[counter.Name]; ok {
			s.rate, s.hasRate = perSecond(was, s.value, c.Elapsed)
		}
		stats[i] = s
	}
	return stats
}

// perSecond returns how fast a counter has grown. One that is smaller than it was has either gone
// past the end of 32 bits, as those of 32-bit kernels and of old versions of Windows do, or has begun
// anew: which of them it was is told by how far it would have gone. Of a counter that has begun anew
// nothing is known.
func perSecond(before, now uint64, elapsed time.Duration) (rate float64, ok bool) {
	const wrap = 1 << 32
	grown := now - before
	if now < before {
		grown = now + wrap - before
		if before >= wrap || grown >= wrap/2 {
			return 0, false
		}
	}
	if elapsed <= 0 {
		return 0, false
	}
	return float64(grown) / elapsed.Seconds(), true
}
