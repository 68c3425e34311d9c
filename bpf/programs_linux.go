package bpf

import (
	"errors"
	"fmt"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/btf"
	"github.com/cilium/ebpf/link"
)

// programs are the two iterators, ready to be made instances of.
type programs struct {
	loaded           socketsPrograms
	sockets, holders *link.Iter
	offload          bool // whether TLS offload is told
}

// load loads the programs into the kernel.
func load() (*programs, error) {
	spec, err := loadSockets()
	if err != nil {
		return nil, err
	}
	types := btf.NewCache()
	kernel, err := types.Kernel()
	if err != nil {
		return nil, err
	}
	p := new(programs)
	options := ebpf.CollectionOptions{Cache: types}
	// Left to itself the package would read the types of all modules.
	options.Programs.KernelTypes = kernel
	options.Programs.ExtraRelocationTargets, p.offload = tlsTypes(types, kernel)
	if err := spec.LoadAndAssign(&p.loaded, &options); err != nil {
		return nil, err
	}
	if err := p.attach(); err != nil {
		return nil, errors.Join(err, p.close())
	}
	return p, nil
}

// tlsTypes returns the types of the tls module where the kernel has one apart from itself, and
// whether the kernel has TLS now.
func tlsTypes(types *btf.Cache, kernel *btf.Spec) ([]*btf.Spec, bool) {
	var context *btf.Struct
	if err := kernel.TypeByName("tls_context", &context); err == nil {
		return nil, true
	}
	module, err := types.Module("tls")
	if err != nil {
		return nil, false // it is not loaded: no socket has TLS in the kernel yet
	}
	return []*btf.Spec{module}, true
}

func (p *programs) attach() (err error) {
	if p.sockets, err = link.AttachIter(link.IterOptions{Program: p.loaded.TcpSockets}); err != nil {
		return fmt.Errorf("iter/tcp: %w", err)
	}
	if p.holders, err = link.AttachIter(link.IterOptions{Program: p.loaded.SocketHolders}); err != nil {
		return fmt.Errorf("iter/task_file: %w", err)
	}
	return nil
}

func (p *programs) close() error {
	errs := []error{p.loaded.Close()}
	for _, iterator := range []*link.Iter{p.sockets, p.holders} {
		if iterator != nil {
			errs = append(errs, iterator.Close())
		}
	}
	return errors.Join(errs...)
}
