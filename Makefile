# Dead Souls: chores. `make help` lists them.
# Needs git, make and Python 3.11 or newer. Everything is installed into .venv; nothing outside this folder changes.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.NOTPARALLEL:

PYTHON ?=
WORKERS ?= 2
COVERING := tests/storage tests/auditor/measure tests/bot/test_access.py
BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check install --constraint constraints.txt
WANTED := pyproject.toml constraints.txt

export PYTHONUTF8 := 1

.PHONY: help demo sandbox test lint types arrows tests coverage benches gold sample i18n clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

demo: .venv/installed ## Audit the sample chat and say where the page is
	@DEADSOULS_HOME=.demo $(BIN)/deadsouls audit examples/dvk-sample

sandbox: .venv/installed ## A local Telegram to try live audits on; prints the command
	@$(BIN)/python -m tests.telegram.sandbox

test: lint types arrows tests ## All that must hold: lint, types, arrows, tests

lint: .venv/installed-dev ## Style and format (ruff)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/installed-dev ## Types (mypy --strict)
	$(BIN)/mypy --strict

arrows: .venv/installed-dev ## Which room may import which (import-linter)
	$(BIN)/lint-imports

tests: .venv/installed-dev ## The tests alone; WORKERS=4 for more processes
	$(BIN)/pytest -q -n $(WORKERS) --dist worksteal

coverage: .venv/installed-dev ## Which branches the tests of storage, measures and access run; each with a floor
	$(BIN)/pytest -q -n $(WORKERS) --dist worksteal -m "not slow" --cov --cov-report= $(COVERING)
	$(BIN)/coverage report --include='storage/*' --fail-under=85
	$(BIN)/coverage report --include='auditor/measure/*' --fail-under=85
	$(BIN)/coverage report --include='bot/access.py' --fail-under=100

benches: .venv/installed-dev ## Whether the slow proofs of bench/ still run, each at its smallest size
	$(BIN)/python -m bench.smallest

gold: sample ## Renew all that is generated and compared: schema, examples, digests
	$(BIN)/python -m auditor.report.report
	$(BIN)/python -m auditor.report.farms_report
	$(BIN)/python -m tests.house.golden

sample: .venv/installed-dev ## Renew examples/
	$(BIN)/python -m tests.house.sample

i18n: .venv/installed-dev ## Bring the catalogues of all languages up to the sentences of the code
	$(BIN)/python -m tests.house.catalogues

clean: ## Remove .venv, caches and the demo's home; audits/ stays
	rm -rf .venv .demo .sandbox .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage* build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/python: # The first Python that is new enough; PYTHON=... names another
	@for python in $(if $(PYTHON),"$(PYTHON)",python3 python python3.14 python3.13 python3.12 python3.11); do \
	  "$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	  echo "Making .venv with $$("$$python" --version)."; \
	  "$$python" -m venv --clear .venv && touch .venv/python && exit 0; \
	done; \
	echo "No Python 3.11 or newer with its venv module was found. Name one: make PYTHON=/path/to/python3.11" >&2; \
	exit 1

.venv/installed: .venv/python $(WANTED)
	@echo "Installing deadsouls into .venv. The first time this takes a minute or two."
	@$(PIP) --editable .
	@touch .venv/installed

.venv/installed-dev: .venv/python $(WANTED)
	@echo "Installing deadsouls and the tools of its tests into .venv. The first time this takes a few minutes."
	@$(PIP) --editable '.[dev]'
	@touch .venv/installed .venv/installed-dev
