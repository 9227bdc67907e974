# The commands of the house. Set-up is redone only when a requirements file changed.

# The first supported Python that runs; `make PYTHON=/path/to/python3.12 setup` chooses another.
SUPPORTED = import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	$$p -c '$(SUPPORTED)' 2>/dev/null && echo $$p && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check
PACKAGES := server handlers models nlp
# Processes that share the tests, file by file in the order of tests/conftest.py (the longest first); more arguments for pytest: make test ARGS="-k feedback -x".
WORKERS ?= 2
ARGS ?=

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup run test lint check bench format openapi screenshots clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/.development static/node_modules/.installed .data ## Create .venv and install the pinned requirements and pages

run: $(VENV)/.installed static/node_modules/.installed ## Try it: database, demo village, web and worker, until Ctrl-C
	@$(BIN)/python -m server run

test: $(VENV)/.development static/node_modules/.installed $(VENV)/.browser ## Run all tests (ARGS="-k words" chooses)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

lint: $(VENV)/.development ## Check style, types, layers and the API description
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy $(addprefix -p ,$(PACKAGES))
	$(BIN)/lint-imports
	$(BIN)/python -m server openapi --check

# TESTED=1 leaves out tests that have just run, as in .ci/run.
check: lint $(if $(TESTED),,test) ## Run everything that must hold before a commit

bench: $(VENV)/.development static/node_modules/.installed $(VENV)/.browser ## Measure speed against the figures in the README
	$(BIN)/python -m tests.bench $(ARGS)

format: $(VENV)/.development ## Put the code into its standard form
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

openapi: $(VENV)/.installed ## Write static/openapi.json anew from the declarations
	$(BIN)/python -m server openapi

screenshots: $(VENV)/.development static/node_modules/.installed $(VENV)/.browser ## Write pictures of every page to .data/screenshots
	$(BIN)/python -m tests.e2e.screenshots $(ARGS)

clean: ## Remove .venv and caches; the data of `make run` stays
	rm -rf $(VENV) static/node_modules .mypy_cache .ruff_cache .hypothesis .import_linter_cache htmlcov .coverage*
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

# The pages need Node's npm only here. Without it the API runs all the same, so set-up goes on and says so; the stamp is not written, so the next set-up looks again.
static/node_modules/.installed: static/package.json static/package-lock.json
	@if command -v npm >/dev/null; then \
		cd static && npm ci --no-progress --loglevel=error && touch node_modules/.installed; \
	else \
		echo "The web pages are NOT installed: install Node.js (18 or later) with npm, then run make setup again. The API runs without them." >&2; \
	fi

# The tests drive a real browser: Debian's where we may install it, else the one that Playwright brings.
$(VENV)/.browser: $(VENV)/.development
	@command -v chromium >/dev/null || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk >/dev/null; \
		else \
			$(BIN)/python -m playwright install chromium; \
		fi; \
	}
	@touch $@
