# Two commands: `make demo` and `make test`. `make` alone lists the rest.
PYTHON := .venv/bin/python
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# Bytecode is kept whatever the shell says: the tests start hundreds of processes, and each would compile all rooms anew.
export PYTHONDONTWRITEBYTECODE :=
.PHONY: help demo test quick check bench crash lock reference soak

help: ## list what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' Makefile | expand -t 16

demo: .venv/.runtime ## start Rounds with a company inside; Ctrl-C ends it
	@$(PYTHON) -m rounds.cli demo

test: check ## everything CI runs: lint, types, floor plan, all tests, 10 rounds of kill -9
	@chromium=$$(.ci/chromium) || exit 1; \
	$(QUICK); code=$$?; \
	ROUNDS_CHROMIUM="$$chromium" $(PYTHON) -m pytest -n 2 tests/simulation tests/browser || code=$$?; \
	$(STOP); exit $$code
	@$(PYTHON) -m crash --rounds 10

quick: .venv/.development ## the tests alone, without the browser's and the simulation's
	@$(QUICK); code=$$?; $(STOP); exit $$code

QUICK = $(PYTHON) -m pytest -n 2 --ignore=tests/browser --ignore=tests/simulation
STOP = $(PYTHON) -c "from pathlib import Path; from rounds.postgres import Server; Server(Path('.rounds/tests')).stop()"

check: .venv/.development ## lint, format, types, floor plan
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy
	@.venv/bin/lint-imports

bench: .venv/.development ## measure beside the bare database, as ratios, at three sizes (TICKETS="10000 100000": at these); DATA=FOLDER reads real mails
	@$(PYTHON) -m bench
	@$(PYTHON) -m bench.manual
	@$(PYTHON) -m bench.mail $(if $(DATA),--data $(DATA))
	@$(PYTHON) -m bench.imports $(SIZES)
	@$(PYTHON) -m bench.live $(SIZES)
	@$(PYTHON) -m bench.arriving
	@$(PYTHON) -m bench.lists
	@$(PYTHON) -m bench.memory
	@$(PYTHON) -m bench.searching $(SIZES)
	@$(PYTHON) -m bench.growing $(SIZES)
	@$(PYTHON) -m bench.people $(SIZES)
	@$(PYTHON) -m bench.due
	@$(PYTHON) -m bench.usage

SIZES = $(if $(TICKETS),--tickets $(TICKETS))

crash: .venv/.development ## 100 rounds of kill -9, resumable; ROUNDS=5 for fewer
	@$(PYTHON) -m crash --rounds $(or $(ROUNDS),100) --home .rounds/crash

soak: .venv/.development ## 10,000 mutated manuals, resumable; 20,000 mutated mails (DATA=FOLDER: real ones); 10,000 mails parsed in one run; a storm of 20,000; three years of five teams, resumable; 100,000 histories by the rules alone; each property on many examples; kill -9 at each statement by which firms move; 500 calls of each endpoint of the API
	@$(PYTHON) -m soak --write docs/soak.md
	@$(PYTHON) -m soak.mails $(if $(DATA),--data $(DATA))
	@$(PYTHON) -m soak.parsed
	$(if $(DATA),@$(PYTHON) -m soak.door --data $(DATA))
	@$(PYTHON) -m soak.storm
	@$(PYTHON) -m soak.simulated
	@$(PYTHON) -m soak.histories
	@ROUNDS_SOAK=1 $(PYTHON) -m pytest -n 2 tests/property tests/unit/mail/test_fuzzed.py tests/rooms/checkins/test_killed_while_firms_move.py
	@SCHEMATHESIS_EXAMPLES=500 $(PYTHON) -m pytest -n 2 tests/rooms/api/test_schemathesis.py

reference: .venv/.development ## write docs/manual.md and docs/api.md anew from the code
	@$(PYTHON) -m rounds.cli manual reference > docs/manual.md.new && mv docs/manual.md.new docs/manual.md
	@DJANGO_SETTINGS_MODULE=rounds.site.settings $(PYTHON) -m rounds.api.writing > docs/api.md.new && mv docs/api.md.new docs/api.md

lock: .venv/.development ## write both lock files anew from pyproject.toml; UPGRADE=1 takes newer versions
	@$(LOCK) pyproject.toml -o requirements.lock
	@$(LOCK) --extra dev pyproject.toml -o requirements-dev.lock

UV = $(shell command -v uv || echo .uv-boot/bin/uv)
LOCK = $(UV) pip compile --quiet --universal --generate-hashes --no-header --python-version 3.12 $(if $(UPGRADE),--upgrade)

.venv/.runtime: requirements.lock .python-version
	@.ci/environment requirements.lock
	@touch $@

.venv/.development: requirements-dev.lock .python-version
	@.ci/environment requirements-dev.lock
	@touch $@ .venv/.runtime
