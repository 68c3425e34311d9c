package bpf

//go:generate go run github.com/cilium/ebpf/cmd/bpf2go -go-package bpf -tags linux -no-global-types -target bpfel,bpfeb sockets sockets.bpf.c -- -Wall -Werror
//go:generate go run github.com/cilium/ebpf/cmd/bpf2go -go-package bpf -tags linux -no-global-types -target bpfel,bpfeb makers makers.bpf.c -- -Wall -Werror
