# "make" shows what there is. CONTRIBUTING.md says more about testing.

GO      = go
PREFIX  = /usr/local
DESTDIR =
FUZZ    = 1000000

TESTRUN = $(GO) run -C tools -buildvcs=false ./testrun
SHARE   = $(DESTDIR)$(PREFIX)/share

.PHONY: help test check build fmt fuzz bench microbench install install-deps clean

help: ## show this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

test: ## test everything that can be tested on this machine
	@$(TESTRUN)

check: ## only format, go.mod, build, vet and staticcheck, for every platform
	@$(TESTRUN) -only '^(format|go.mod|tools|bench: vet|build|staticcheck)'

build: ## build bin/tcptable
	$(GO) build -trimpath -o bin/tcptable ./cmd/tcptable

fmt: ## format the sources
	$(GO) -C tools tool gofumpt -w ..

fuzz: ## try many inputs on every fuzz target (FUZZ=1000000 on each)
	@$(TESTRUN) -only '^fuzz' -fuzz $(FUZZ)

bench: ## measure beside other programs and write docs/benchmarks.md (root, half an hour, 8 GiB)
	$(GO) run -C bench -buildvcs=false . -write

microbench: ## run the benchmarks of the packages
	$(GO) test -run '^$$' -bench . -benchmem ./...

install: build ## install the program, its man page and completions (PREFIX=/usr/local)
	install -d $(DESTDIR)$(PREFIX)/bin $(SHARE)/man/man1 $(SHARE)/bash-completion/completions \
		$(SHARE)/zsh/site-functions $(SHARE)/fish/vendor_completions.d
	install -m 755 bin/tcptable $(DESTDIR)$(PREFIX)/bin/tcptable
	bin/tcptable man > $(SHARE)/man/man1/tcptable.1
	bin/tcptable completion bash > $(SHARE)/bash-completion/completions/tcptable
	bin/tcptable completion zsh > $(SHARE)/zsh/site-functions/_tcptable
	bin/tcptable completion fish > $(SHARE)/fish/vendor_completions.d/tcptable.fish

install-deps: ## install the programs that the tests use (Debian, as root)
	@$(TESTRUN) -only '^packages'

clean: ## remove what was built
	rm -rf bin dist
