# Needs Python 3.11 or newer and make; everything else is installed into .venv.
SHELL := /bin/sh
.DEFAULT_GOAL := help

# The first Python on the path that is new enough; `make PYTHON=/some/python3.12` chooses another.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c '$(NEW_ENOUGH)' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: help install run test check format bench lock upgrade

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(STAMP) ## Create .venv from the pinned, hashed dependencies

$(STAMP): pyproject.toml constraints.txt
	@"$(PYTHON)" -c '$(NEW_ENOUGH)' 2>/dev/null || { \
		found="$$("$${PYTHON:-python3}" --version 2>&1)" || found="none"; \
		echo "Sightline needs Python 3.11 or newer; found: $$found." \
			"Install one, or name it: make PYTHON=/path/to/python3.12 install" >&2; exit 1; }
	"$(PYTHON)" -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--require-hashes -r constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--no-deps --no-build-isolation --editable .
	@touch $@

run: $(STAMP) ## Start everything on embedded servers, with a demo company
	$(BIN)/sightline up --demo

test: $(STAMP) ## Run the whole test suite on embedded servers
	$(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile --durations 10 --durations-min 5

check: $(STAMP) ## Formatting, lint, the arrow between packages, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy

format: $(STAMP) ## Rewrite the code in the house format and apply safe fixes
	$(BIN)/ruff check --fix --exit-zero --quiet .
	$(BIN)/ruff format .

bench: $(STAMP) ## Measure what docs/performance.md states
	$(BIN)/python -m bench

lock: ## Resolve constraints.txt anew from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --quiet --all-extras --universal --python-version 3.11 \
		--generate-hashes --no-header --output-file constraints.txt $(UPGRADE)

upgrade: UPGRADE := --upgrade
upgrade: lock ## The same, with the current release of everything
