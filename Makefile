# make run: build the sample index and serve it. make test: everything that must hold. make check: the quick part of that.
# All set up what they need in .venv; make clean removes that, and var/ holds the index and what readers save.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check lint docs bench soak faults fuzz sanitize servers clean

# make run PORT=8080 listens there; without PORT on 8000, or the next port that is free.
run: $(VENV)/installed
	@echo "Indexing the sample articles in corpus/ ..."
	@$(BIN)/zhenwen build corpus
	@$(BIN)/zhenwen serve $(if $(PORT),--port $(PORT))

# $(call timed,NAME,COMMAND) runs a command and says how long it took.
timed = begun=$$(date +%s); $(2) && echo "$(1): $$(($$(date +%s) - begun)) s"

# SERVERS=no installs nothing outside .venv: tests that need a browser or a server are skipped where there is none.
SERVERS ?= yes

test: $(VENV)/tested $(if $(filter no,$(SERVERS)),,servers)
	@$(MAKE) --no-print-directory lint
	@$(call timed,tests,$(BIN)/python -m pytest)

lint: $(VENV)/tested
	@$(call timed,format,$(BIN)/ruff format --check .)
	@$(call timed,style,$(BIN)/ruff check .)
	@$(call timed,types,$(BIN)/mypy)

# The quick part, in two minutes: no server, no browser, nothing that takes long.
check: lint
	@$(call timed,quick tests,$(BIN)/python -m pytest --quick --numprocesses auto --quiet)

# Everything in docs/ and the catalogues that is made from the code.
docs: $(VENV)/tested servers
	$(BIN)/python scripts/make_reference.py
	$(BIN)/python scripts/make_openapi.py
	$(BIN)/python scripts/make_catalogues.py
	$(BIN)/python scripts/make_screenshots.py

# Speed beside other engines: evaluators, whole searches, pages, in 20 minutes on two cores, and one table of all. Details and rows go to bench/out.
# FULL=yes takes all documents, more engines, and hours.
FULL ?= no
ALL := $(filter yes,$(FULL))
DOCS ?= $(if $(ALL),all,40000)
RIVALS := $(if $(ALL),--docs all,--engine columnar --engine tantivy --engine lucene --engine fts5 --raw 2000)
# $(call measured,NAME,ARGUMENTS) runs a part of the benchmark; its output is shown if it fails.
measured = $(call timed,$(1),{ $(BIN)/python -m bench $(1) $(2) > bench/out/$(1).txt 2>&1 || { cat bench/out/$(1).txt; false; }; })
bench: $(VENV)/benched
	@mkdir -p bench/out
	@$(call measured,engines,--docs 10000 $(RIVALS))
	@$(call measured,whole,--docs $(DOCS))
	@$(if $(ALL),$(call measured,product,))
	@$(call measured,pages,--docs $(DOCS))
	@$(BIN)/python -m bench summary

# Half an hour of readers while the index is built anew again and again; SECONDS_OF_SOAK=60 makes it short.
SECONDS_OF_SOAK ?= 1800
soak: $(VENV)/installed
	$(BIN)/python -m bench.soak --seconds $(SECONDS_OF_SOAK)

# Writers killed, power cut, disks full, bits flipped, readers while the index is switched, damaged files: bench/reliability.md.
faults: $(VENV)/tested
	$(BIN)/python -m tests.faults.errors
	$(BIN)/python -m tests.faults.flips
	$(BIN)/python -m tests.faults.power
	$(BIN)/python -m tests.faults.reads
	$(BIN)/python -m tests.faults.kills
	$(BIN)/python -m tests.faults.fuzz

# Inputs that reach new code, for HOURS; var/fuzzing keeps them, what failed, and the counts, and the next run goes on from there.
HOURS ?= 1
fuzz: $(VENV)/tested
	$(BIN)/python -m tests.fuzzing --hours $(HOURS)

# The kernels with AddressSanitizer and UndefinedBehaviorSanitizer under their tests and changed inputs; it takes ten minutes and gcc.
sanitize: $(VENV)/tested
	PYTHON=$(abspath $(BIN)/python) scripts/run_sanitizers.sh

# What tests need beside Python: a browser, a PostgreSQL, a proxy, a spreadsheet.
servers: $(VENV)/tested
	@scripts/find_browser.sh $(BIN)/python
	@scripts/find_postgresql.sh
	@scripts/find_proxy.sh
	@scripts/find_spreadsheet.sh

clean:
	rm -rf $(VENV) build dist *.egg-info

PIP := PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check

KERNELS := $(wildcard engine/backends/whoosh/kernels/*.py[xd] engine/text/kernels/*.py[xd])

$(VENV)/installed: setup.cfg setup.py pyproject.toml $(KERNELS)
	@echo "Installing Zhenwen and its libraries in $(VENV)/, and compiling its search loops where there is a C compiler ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Zhenwen needs Python 3.11 or newer: make run PYTHON=python3.12")'
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) --upgrade pip
	@$(PIP) --editable .[all]
	@touch $@

$(VENV)/tested: $(VENV)/installed
	$(PIP) --editable .[all,test]
	touch $@

$(VENV)/benched: $(VENV)/installed
	$(PIP) --editable .[all,bench]
	touch $@
