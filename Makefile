# Everything sets itself up: Python 3.11+, git and make are all you need.
# The first Python on this machine that is new enough and really runs (a shim may only pretend to).
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
RUN := .venv/run/bin/python
DEV := .venv/dev/bin/python

FAMILIES ?= 400
DAYS ?= 10
SEED ?= 1
CIRCLES ?= 10000

.PHONY: check run doctor test simulate crashes bench replicas format lint types imports pins clean

check: lint types imports test  ## every check

run: .venv/run/ready  ## the bot: Telegram where BOT_TOKEN is set, else a Telegram on this machine
	@$(RUN) -m bot run

doctor: .venv/run/ready  ## what is well and what needs a look
	@$(RUN) -m bot doctor

test: .venv/dev/ready  ## every test
	@$(DEV) -m pytest -n auto --dist worksteal

simulate: .venv/dev/ready  ## families' years in minutes, with everything that goes wrong
	@PYTHONHASHSEED=0 $(DEV) -W error -m tests.simulation \
	  --families $(FAMILIES) --days $(DAYS) --seed $(SEED) \
	  $(if $(PART),--part $(PART)) $(if $(SECONDS),--seconds $(SECONDS))

crashes: .venv/dev/ready  ## kill -9 at every point of a family's day; POINT=... for one of them
	@$(DEV) -m tests.endtoend.crashes $(if $(POINT),--point "$(POINT)")

bench: .venv/dev/ready  ## everything measured beside what others would write; SHORT=1, ROWS="tap burst"
	@$(DEV) -m tests.bench $(if $(SHORT),--short) $(if $(ROWS),--rows $(ROWS)) \
	  $(if $(PROFILE),--profile $(PROFILE))

replicas: .venv/dev/ready  ## three of them, one killed, all restarted, everybody taps; CIRCLES=10000
	@$(DEV) -m tests.endtoend.replicas --circles $(CIRCLES)

format: .venv/dev/ready
	@$(DEV) -m ruff format .
	@$(DEV) -m ruff check --fix-only .

lint: .venv/dev/ready
	@$(DEV) -m ruff format --check .
	@$(DEV) -m ruff check .

types: .venv/dev/ready
	@$(DEV) -m mypy

imports: .venv/dev/ready
	@.venv/dev/bin/lint-imports

pins: .venv/dev/ready  ## exact versions with hashes, and no address in them
	@for f in requirements requirements-dev; do \
	  $(DEV) -m uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	    --no-header --no-annotate $$f.in -o $$f.txt || exit 1; done

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/run/ready: requirements.txt
	@test -n "$(PYTHON)" || { echo "Baseline needs Python 3.11 or newer."; exit 1; }
	@echo "Setting up (once) ..."
	@$(PYTHON) -m venv --clear .venv/run
	@$(RUN) -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/dev/ready: requirements-dev.txt
	@test -n "$(PYTHON)" || { echo "Baseline needs Python 3.11 or newer."; exit 1; }
	@echo "Setting up the tests (once) ..."
	@$(PYTHON) -m venv --clear .venv/dev
	@$(DEV) -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@
