package bpf

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/tcptable/tcptable"
)

// source reads the two iterators.
type source struct {
	place    place
	programs *programs
	missing  tcptable.Fields

	netlink    tcptable.Source // nil if it could not be opened
	netlinkErr error           // why not

	// What Read keeps from one call to the next; it is called from one goroutine at a time.
	holders              holders
	rowBuffer, hldBuffer []byte
}

var _ tcptable.Streamer = (*source)(nil)

// Open returns the Source that reads BPF iterators. [tcptable.WithNetNS] applies. Its error says
// what BPF lacks here: errors.Is finds [fs.ErrPermission] in it if that is a privilege, and
// [errors.ErrUnsupported] if it is something in the kernel, or if [tcptable.WithProcRoot] asks for
// processes that the iterator does not show.
func Open(opts ...tcptable.Option) (tcptable.Source, error) {
	settings := tcptable.SettingsOf(opts...)
	if root := settings.ProcRoot; root != "" && root != "/proc" {
		return nil, fmt.Errorf("bpf: processes under %s: the kernel shows those of the caller's PID namespace: %w", root, errors.ErrUnsupported)
	}
	p, err := newPlace(settings.NetNS)
	if err != nil {
		return nil, fmt.Errorf("bpf: %w", err)
	}
	programs, err := loadOrExplain()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("bpf: %w", err), p.close())
	}
	s := &source{place: p, programs: programs, rowBuffer: make([]byte, bufferLen), hldBuffer: make([]byte, bufferLen)}
	if !programs.offload {
		s.missing = tcptable.FieldOffload
	}
	s.netlink, s.netlinkErr = tcptable.OpenNetlink(opts...) // it is missed only when it is needed
	return s, nil
}

func (s *source) Read(ctx context.Context, q tcptable.Query, into *tcptable.Snapshot) error {
	into.Report.Source, into.Report.Missing = "bpf", s.missing
	kept := len(into.Conns)
	sockets := s.makeRoom(q, into)
	if q.Owners == tcptable.OwnersNone {
		return s.readRows(ctx, q, into)
	}
	s.holders.reset(q.Owners >= tcptable.OwnersProcess, sockets)
	var ownersErr error
	var wg sync.WaitGroup
	wg.Go(func() { ownersErr = s.readHolders(ctx) })
	err := s.readRows(ctx, q, into)
	wg.Wait()
	return errors.Join(err, s.fillOwners(ctx, q, into, kept, ownersErr))
}

// readRows appends the rows that q asks for.
func (s *source) readRows(ctx context.Context, q tcptable.Query, into *tcptable.Snapshot) error {
	t := s.newTranslator(q)
	err := s.readSockets(ctx, s.rowBuffer, func(b []byte) (used int, err error) {
		into.Conns, used, err = t.appendRows(into.Conns, b)
		return used, err
	})
	if err != nil {
		return err
	}
	return s.readClosed(ctx, q, into)
}

func (s *source) newTranslator(q tcptable.Query) translator {
	return newTranslator(q, s.place.netNS(), s.place.interfaceName)
}

// readSockets calls take with the records of a new instance of the iterator, see readAll.
func (s *source) readSockets(ctx context.Context, buffer []byte, take func([]byte) (int, error)) error {
	var iterator io.ReadCloser
	// The iterator is about the namespace of the thread that makes it, whoever reads it.
	err := s.place.do(func() (err error) {
		iterator, err = s.programs.sockets.Open()
		return err
	})
	if err != nil {
		return err
	}
	err = readAll(ctx, iterator, buffer, take)
	if errors.Is(err, errLast) {
		err = nil
	}
	return errors.Join(wrap("iter/tcp", err), iterator.Close())
}

// readHolders adds who holds which socket to s.holders.
func (s *source) readHolders(ctx context.Context) error {
	iterator, err := s.programs.holders.Open()
	if err != nil {
		return err
	}
	err = readAll(ctx, iterator, s.hldBuffer, func(b []byte) (int, error) { return s.holders.take(b), nil })
	return errors.Join(wrap("iter/task_file", err), iterator.Close())
}

// fillOwners sets PID and Owner of the rows from kept on, and the parts of snap that q asks for.
func (s *source) fillOwners(ctx context.Context, q tcptable.Query, snap *tcptable.Snapshot, kept int, err error) error {
	rows := snap.Conns[kept:]
	if s.holders.assign(rows, err != nil) > 0 && err == nil {
		// A socket that was made or handed over while both iterators ran has perhaps been missed.
		// Now that the table is there, its holder has to be.
		err = s.readHolders(ctx)
		if s.holders.assign(rows, err != nil) > 0 && err == nil {
			err = explain(ctx, rows, s.Stream)
		}
	}
	snap.Report.Processes = len(s.holders.processes)
	if q.Owners >= tcptable.OwnersProcess {
		s.holders.describe(q, snap)
	}
	return err
}

// Stream uses a buffer of its own, so that it does not disturb other reads.
func (s *source) Stream(ctx context.Context, q tcptable.Query, yield func(tcptable.Conn) bool) error {
	t := s.newTranslator(q)
	var rows []tcptable.Conn // of one buffer
	stopped := false
	err := s.readSockets(ctx, make([]byte, bufferLen), func(b []byte) (used int, err error) {
		rows, used, err = t.appendRows(rows[:0], b)
		for i := range rows {
			if stopped = !yield(rows[i]); stopped {
				return used, errLast
			}
		}
		return used, err
	})
	if err != nil || stopped {
		return err
	}
	return s.streamClosed(ctx, q, yield)
}

func (s *source) Close() error {
	err := errors.Join(s.programs.close(), s.place.close())
	if s.netlink != nil {
		err = errors.Join(err, s.netlink.Close())
	}
	return err
}

// wrap names what was read.
func wrap(what string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}
