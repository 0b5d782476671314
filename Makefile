# Needs Python 3.11 or newer and make; everything else is installed into .venv.
SHELL := /bin/sh
.DEFAULT_GOAL := help

# The first Python on the path that is new enough; `make PYTHON=/some/python3.12` chooses another.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c '$(NEW_ENOUGH)' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: help install run test missing check format bench lock upgrade

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
	$(BIN)/pytest -n auto --maxprocesses 4 --dist worksteal --durations 10 --durations-min 5

# Each names what something new has left out, in seconds. A law that shrinks what it finds is not here.
NAMING := tests/domain/access tests/domain/test_reset.py tests/events/test_catalog.py \
	tests/events/test_decisions.py tests/events/test_subjects.py \
	tests/projections/test_layout.py tests/projections/test_past_quarters.py \
	tests/laws/test_closed_cycles.py tests/laws/test_what_is_generated.py \
	tests/laws/test_drafts_are_veiled.py \
	tests/laws/test_replay_equals_live.py::test_no_type_of_event_leaves_a_document_behind_that_it_changes \
	tests/exchange/test_export.py tests/exchange/test_columns.py tests/exchange/test_row_kind.py \
	tests/exchange/test_each_row_kind.py tests/api/test_documentation.py \
	tests/cli/test_what_there_is.py::test_every_view_has_a_layout_for_people \
	tests/test_documents.py tests/test_rooms.py
LONG := tests/laws/test_drafts_are_veiled.py::test_no_document_for_everybody_says_what_a_draft_says

missing: $(STAMP) ## Say within a minute what something new has left out
	$(BIN)/mypy
	$(BIN)/pytest -q -n auto --maxprocesses 4 $(NAMING) --deselect $(LONG)

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
