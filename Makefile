# mx. `make` lists what there is to make.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run build test lint install uninstall clean dependencies

PREFIX ?= /usr/local
DESTDIR ?=
SWIFT ?= swift

# Debian's packages: the first is needed to build, the second makes large products fast.
REQUIRED := libreadline-dev
OPTIONAL := libopenblas0-pthread

RELEASE := .build/release/mx
SOURCES := Sources Tests Benchmarks Package.swift

# Half of the start of a static Swift program is loading the dynamic libstdc++. A folder that holds
# only the archive, searched first, makes the linker take that instead: 0.5 ms less at each start.
LIBSTDCXX := $(shell gcc -print-file-name=libstdc++.a 2>/dev/null)
STATIC_FOLDER := .build/static
ifneq ($(filter /%,$(LIBSTDCXX)),)
FAST_START := -Xlinker -L$(CURDIR)/$(STATIC_FOLDER) -Xswiftc -Xclang-linker -Xswiftc -static-libgcc
endif

help:
	@echo 'make run      build mx, run examples/two-layer-net.mx, go on at the prompt'
	@echo 'make build    build the program: $(RELEASE)'
	@echo 'make test     run all tests'
	@echo 'make lint     check the format of the sources'
	@echo 'make install  put mx, its man page and completions under PREFIX=$(PREFIX)'
	@echo 'make clean    remove what was built'

# Installs what is missing where that is allowed, and says what it would install where it isn't.
dependencies:
	@command -v $(SWIFT) >/dev/null || { echo 'mx needs Swift 6.2 or newer: https://swift.org/install' >&2; exit 1; }
	@command -v dpkg-query >/dev/null || { echo 'Not a Debian: mx needs the headers of GNU readline, and uses OpenBLAS if there is one.' >&2; exit 0; }; \
	missing() { local package; for package; do \
	  [ "$$(dpkg-query -W -f='$${db:Status-Status}' "$$package" 2>/dev/null)" = installed ] || printf '%s ' "$$package"; done; }; \
	wanted=$$(missing $(REQUIRED) $(OPTIONAL)); \
	if [ -n "$$wanted" ]; then \
	  root=; [ "$$(id -u)" = 0 ] || root='sudo -n'; \
	  if $$root true 2>/dev/null; then \
	    echo "Installing $$wanted"; \
	    { $$root apt-get update -qq && $$root env DEBIAN_FRONTEND=noninteractive \
	      apt-get install -y -qq --no-install-recommends $$wanted; } >/dev/null || true; \
	  fi; \
	  if [ -n "$$(missing $(REQUIRED))" ]; then \
	    echo "To build mx, install: sudo apt-get install $$(missing $(REQUIRED) $(OPTIONAL))" >&2; exit 1; \
	  elif [ -n "$$(missing $(OPTIONAL))" ]; then \
	    echo "Going on without OpenBLAS; for fast large products: sudo apt-get install $(OPTIONAL)" >&2; \
	  fi; \
	fi

build: dependencies
ifdef FAST_START
	@mkdir -p $(STATIC_FOLDER)
	@ln -sfn $(LIBSTDCXX) $(STATIC_FOLDER)/libstdc++.a
endif
	@[ -x $(RELEASE) ] || echo 'Building mx; the first time takes a few minutes'
	@$(SWIFT) build -c release --product mx --quiet $(FAST_START)

run: build
	@if [ -t 0 ] && [ -t 1 ]; then exec $(RELEASE) -i examples/two-layer-net.mx; \
	else exec $(RELEASE) examples/two-layer-net.mx; fi

test: dependencies
	@$(SWIFT) test -Xswiftc -warnings-as-errors

lint:
	@$(SWIFT) format lint --strict --parallel --recursive $(SOURCES)

install:
	@[ -x $(RELEASE) ] || $(MAKE) --no-print-directory build
	@install -d '$(DESTDIR)$(PREFIX)/bin' '$(DESTDIR)$(PREFIX)/share/man/man1' \
	  '$(DESTDIR)$(PREFIX)/share/bash-completion/completions' \
	  '$(DESTDIR)$(PREFIX)/share/zsh/site-functions' \
	  '$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d'
	@install -m 755 $(RELEASE) '$(DESTDIR)$(PREFIX)/bin/mx'
	@$(RELEASE) --print-man > '$(DESTDIR)$(PREFIX)/share/man/man1/mx.1'
	@$(RELEASE) --print-completion bash > '$(DESTDIR)$(PREFIX)/share/bash-completion/completions/mx'
	@$(RELEASE) --print-completion zsh > '$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_mx'
	@$(RELEASE) --print-completion fish > '$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/mx.fish'
	@echo 'mx is in $(DESTDIR)$(PREFIX)/bin'

uninstall:
	@rm -f '$(DESTDIR)$(PREFIX)/bin/mx' '$(DESTDIR)$(PREFIX)/share/man/man1/mx.1' \
	  '$(DESTDIR)$(PREFIX)/share/bash-completion/completions/mx' \
	  '$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_mx' \
	  '$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/mx.fish'

clean:
	@rm -rf .build
