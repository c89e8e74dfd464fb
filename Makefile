# The commands of Dishboard. Needs Python 3.11+ and package registries; everything else comes by
# itself, into .venv. `make` alone lists them.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
UV := $(shell command -v uv 2>/dev/null)
VENV := .venv
BIN := $(VENV)/bin
MADE := $(VENV)/.made
ARGS ?=

# uv when it is there, since it is quicker; pip when it is not, or when uv cannot reach a registry.
pip_install = $(if $(UV),$(UV) pip install --quiet --python $(BIN)/python $(1) ||) \
  $(BIN)/python -m pip install --quiet --disable-pip-version-check $(1)
npm = $(BIN)/python tools/npm.py

PAGE_SOURCES := $(shell find frontend -type f ! -path '*/node_modules/*' ! -path '*/dist/*' \
  ! -name '*.tsbuildinfo' 2>/dev/null)

.PHONY: help
help: ## list these commands
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 17

# --- what is installed, each step once -----------------------------------------------------------

$(MADE)/venv:
	@test -n "$(PYTHON)" || { echo "Dishboard needs Python 3.11 or newer; found none on PATH." \
	  "Name one: make PYTHON=/path/to/python3" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "Python could not make $(VENV);" \
	  "on Debian and Ubuntu install python3-venv first." >&2; rm -rf $(VENV); exit 1; }
	@mkdir -p $(MADE) && touch $@

$(MADE)/packages: requirements/run.txt requirements/build.txt | $(MADE)/venv
	@echo "installing what Dishboard runs on"
	@$(call pip_install,-r requirements/run.txt -r requirements/build.txt)
	@touch $@

# The page is built here too, by the hook in hatch_build.py.
$(MADE)/dishboard: $(MADE)/packages pyproject.toml hatch_build.py $(PAGE_SOURCES)
	@echo "installing Dishboard and building its page"
	@$(call pip_install,--no-deps --no-build-isolation -e .)
	@touch $@

$(MADE)/dev: requirements/dev.txt $(MADE)/dishboard
	@echo "installing what tests and checks need"
	@$(call pip_install,-r requirements/run.txt -r requirements/build.txt -r requirements/dev.txt)
	@touch $@

# A peer that cannot be had is left out, and the tables say so.
$(MADE)/bench: benchmarks/requirements.txt $(MADE)/dev
	@grep -v '^#' $< | while read -r peer; do $(call pip_install,"$$peer") || \
	  echo "$$peer cannot be had; it is left out" >&2; done
	@touch $@

$(MADE)/node: frontend/package.json frontend/package-lock.json $(MADE)/dishboard
	@test -d frontend/node_modules || $(npm) ci --no-audit --no-fund --loglevel=error
	@touch $@

# --- what people call ----------------------------------------------------------------------------

.PHONY: install
install: $(MADE)/dishboard ## install Dishboard into .venv, with its page

.PHONY: run
run: $(MADE)/dishboard ## serve the board at http://127.0.0.1:8080 (ARGS="--offline" and so on)
	@exec $(BIN)/dishboard serve $(ARGS)

.PHONY: test
test: $(MADE)/dev $(MADE)/node system-packages ## run the tests (ARGS="-k plan" narrows them)
	@$(npm) test --silent
	@$(BIN)/pytest -n 2 --dist loadfile -m "not slow" $(ARGS)

.PHONY: test-slow
test-slow: $(MADE)/dev $(MADE)/node system-packages ## run what would break the ten minutes of make test
	@$(BIN)/pytest -m slow $(ARGS) || { code=$$?; test $$code -eq 5 && echo "no slow tests yet"; }

.PHONY: lint
lint: $(MADE)/dev $(MADE)/node types ## check style, types, import direction and generated files
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet . || { echo "not formatted: run make format" >&2; exit 1; }
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python tools/wire_types.py --check || { echo "frontend/src/wire/types.ts is out of" \
	  "date: run $(BIN)/python tools/wire_types.py" >&2; exit 1; }

.PHONY: types
types: $(MADE)/dev $(MADE)/node ## check the types of Python and of the page
	@$(BIN)/basedpyright
	@$(npm) run --silent check

.PHONY: format
format: $(MADE)/dev $(MADE)/node ## put every file into its form
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .
	@$(npm) run --silent format

.PHONY: bench
bench: $(MADE)/bench ## measure (benchmarks/), print the figures (ARGS="windows" for one part)
	@$(BIN)/python -m benchmarks $(ARGS)

.PHONY: docs
docs: $(MADE)/dev ## check that every link lands and every name in the docs exists
	@$(BIN)/pytest -q tests/house/test_docs.py

.PHONY: system-packages
system-packages: ## install Chromium and Mosquitto for the tests, where apt-get may do so
	@sh tools/system_packages.sh

.PHONY: lock
lock: $(MADE)/dev ## take the newest versions that fit together (requirements/, package-lock.json)
	@$(BIN)/python tools/lock.py
	@$(npm) update --no-audit --no-fund

.PHONY: clean
clean: ## remove all that was made
	rm -rf $(VENV) frontend/node_modules frontend/dist src/dishboard/server/static \
	  .ruff_cache .hypothesis .pytest_cache .import_linter_cache
