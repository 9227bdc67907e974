# The commands of the house. Set-up is redone only when a requirements file changed.

# The first supported Python that runs; `make PYTHON=/path/to/python3.12 setup` chooses another.
SUPPORTED = import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	$$p -c '$(SUPPORTED)' 2>/dev/null && echo $$p && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check
PACKAGES := server handlers models nlp
# Processes that share the tests, file by file, as a file's tests share what is slow to start; more arguments for pytest: make test ARGS="-k feedback -x".
WORKERS ?= 2
ARGS ?=

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup run test lint check bench format openapi clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/.development .data ## Create .venv and install the pinned requirements

run: $(VENV)/.installed ## Try it: database, demo village, web and worker, until Ctrl-C
	@$(BIN)/python -m server run

test: $(VENV)/.development ## Run all tests (ARGS="-k words" chooses)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

lint: $(VENV)/.development ## Check style, types, layers and the API description
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy $(addprefix -p ,$(PACKAGES))
	$(BIN)/lint-imports
	$(BIN)/python -m server openapi --check

# TESTED=1 leaves out tests that have just run, as in .ci/run.
check: lint $(if $(TESTED),,test) ## Run everything that must hold before a commit

bench: $(VENV)/.development ## Measure speed against the figures in the README
	$(BIN)/python -m tests.bench $(ARGS)

format: $(VENV)/.development ## Put the code into its standard form
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

openapi: $(VENV)/.installed ## Write static/openapi.json anew from the declarations
	$(BIN)/python -m server openapi

clean: ## Remove .venv and caches; the data of `make run` stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .hypothesis .import_linter_cache htmlcov .coverage*
	find $(PACKAGES) tests -name __pycache__ -prune -exec rm -rf {} +

# supervisord refuses to start without the folder of its logs.
.data:
	mkdir -m 0700 .data

$(BIN)/python:
	@$(if $(PYTHON),,$(error Python 3.11, 3.12 or 3.13 is needed, and none was found))
	$(PYTHON) -c '$(SUPPORTED)' || (echo "$(PYTHON) is not Python 3.11 to 3.13" >&2; exit 1)
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt | $(BIN)/python
	$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.development: requirements.txt tests/requirements.txt | $(BIN)/python
	$(PIP) -r tests/requirements.txt
	@touch $(VENV)/.installed $@
