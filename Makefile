# "make" shows what there is. CONTRIBUTING.md says more about testing.

GO      = go
PREFIX  = /usr/local
DESTDIR =
FUZZ    = 1000000

# The C library. Hard links, so that a program that asks for it by two names loads it once; .NET
# refuses symbolic links.
LIBRARY = libiphlpapi.so.1
ALIASES = libiphlpapi.so iphlpapi.dll Iphlpapi.dll IPHLPAPI.DLL

BIN          = bin
DIST         = dist
CAPI_TAGS    =
CAPI_LDFLAGS = -s -w -extldflags "-Wl,--version-script=$(CURDIR)/capi/exports.map -Wl,-soname,$(LIBRARY)"
BUILD_SHARED = CGO_ENABLED=1 $(GO) build -buildmode=c-shared -trimpath -buildvcs=false -tags '$(CAPI_TAGS)'

TESTRUN = $(GO) run -C tools -buildvcs=false ./testrun
SHARE   = $(DESTDIR)$(PREFIX)/share
LIB     = $(DESTDIR)$(PREFIX)/lib
INCLUDE = $(DESTDIR)$(PREFIX)/include/tcptable

.PHONY: help test check build capi capi-windows fmt fuzz bench microbench install install-deps clean

help: ## show this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

test: ## test everything that can be tested on this machine
	@$(TESTRUN)

check: ## only format, go.mod, build, vet and staticcheck, for every platform
	@$(TESTRUN) -only '^(format|go.mod|tools|bench: vet|build|staticcheck)'

build: ## build bin/tcptable, which needs no shared library and starts faster so
	CGO_ENABLED=0 $(GO) build -trimpath -o $(BIN)/tcptable ./cmd/tcptable

capi: ## build the C library, dist/libiphlpapi.so, and the names that programs load it by
	$(BUILD_SHARED) -ldflags '$(CAPI_LDFLAGS)' -o $(DIST)/$(LIBRARY) ./capi
	@rm -f $(DIST)/$(LIBRARY:.1=.h) # made from the Go code, and not the one to include
	@for name in $(ALIASES); do ln -f $(DIST)/$(LIBRARY) $(DIST)/$$name; done

capi-windows: ## build the C library as dist/windows/iphlpapi.dll, with mingw
	GOOS=windows GOARCH=amd64 CC=x86_64-w64-mingw32-gcc $(BUILD_SHARED) -ldflags '-s -w' -o $(DIST)/windows/iphlpapi.dll ./capi
	@rm -f $(DIST)/windows/iphlpapi.h

fmt: ## format the sources
	$(GO) -C tools tool gofumpt -w ..

fuzz: ## try many inputs on every fuzz target (FUZZ=1000000 on each)
	@$(TESTRUN) -only '^fuzz' -fuzz $(FUZZ)

bench: ## measure beside other programs and write docs/benchmarks.md (root, half an hour, 8 GiB)
	$(GO) run -C bench -buildvcs=false . -write

microbench: ## run the benchmarks of the packages
	$(GO) test -run '^$$' -bench . -benchmem ./...

install: build capi ## install the program with man page and completions, the C library and its headers (PREFIX=/usr/local)
	install -d $(DESTDIR)$(PREFIX)/bin $(SHARE)/man/man1 $(SHARE)/bash-completion/completions \
		$(SHARE)/zsh/site-functions $(SHARE)/fish/vendor_completions.d
	install -m 755 $(BIN)/tcptable $(DESTDIR)$(PREFIX)/bin/tcptable
	$(BIN)/tcptable man > $(SHARE)/man/man1/tcptable.1
	$(BIN)/tcptable completion bash > $(SHARE)/bash-completion/completions/tcptable
	$(BIN)/tcptable completion zsh > $(SHARE)/zsh/site-functions/_tcptable
	$(BIN)/tcptable completion fish > $(SHARE)/fish/vendor_completions.d/tcptable.fish
	install -d $(LIB)/pkgconfig $(INCLUDE)/windows
	install -m 644 $(DIST)/$(LIBRARY) $(LIB)/$(LIBRARY)
	@for name in $(ALIASES); do ln -f $(LIB)/$(LIBRARY) $(LIB)/$$name; done
	install -m 644 capi/include/*.h $(INCLUDE)
	install -m 644 capi/include/windows/*.h $(INCLUDE)/windows
	sed 's|@prefix@|$(PREFIX)|' capi/iphlpapi.pc.in > $(LIB)/pkgconfig/iphlpapi.pc

install-deps: ## install the programs that the tests use (Debian, as root)
	@$(TESTRUN) -only '^packages'

clean: ## remove what was built
	rm -rf bin dist
