# Two commands do all: `make demo` shows the product, `make test` checks it. Both set up what is
# missing, into .venv/ and console/node_modules/ of this folder and nowhere else.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# Steps of a set-up must not overlap; the tools below use both cores themselves.
.NOTPARALLEL:

PYTHON ?= $(shell tools/find_python.sh)
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore
export npm_config_update_notifier := false
export npm_config_fetch_retries := 5

# npm, Chromium and pip keep caches at home; some accounts have none that can be written.
ifneq ($(shell test -n "$$HOME" && test -d "$$HOME" && test -w "$$HOME" && echo writable),writable)
export HOME := $(CURDIR)/var/home
$(shell mkdir -p "$(CURDIR)/var/home")
endif

CONSOLE_SOURCES = $(shell find console -type f -not -path 'console/node_modules/*' \
	-not -path 'console/dist/*' -not -path 'console/coverage/*' 2>/dev/null | grep -v ' ')

.PHONY: help demo test bench setup console lint types format check-python check-node

help: ## Say what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "make %-9s %s\n", $$1, $$2 }'

demo: setup console ## The demonstration country on http://127.0.0.1:8112 (DEMO_PORT, DEMO_DIR, DEMO_SIMULATOR=off)
	@exec $(BIN)/vienots demo

test: setup console-setup ## Every check: lint, types, import rules, console, tests on a real PostgreSQL and Chromium
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	@for linter in $$(ls tools/linters/*.py 2>/dev/null); do \
		echo "$(BIN)/python $$linter"; $(BIN)/python "$$linter" || exit 1; done
	cd console && npm run lint && npm run typecheck && npm test
	@$(MAKE) --no-print-directory console
	@CHROMIUM=$$(tools/ensure_chromium.sh) && echo "browser: $$CHROMIUM" && \
		RABBITMQ=$$(tools/ensure_rabbitmq.sh) && echo "broker: $${RABBITMQ:-none}" && \
		VIENOTS_CHROMIUM="$$CHROMIUM" VIENOTS_RABBITMQ="$$RABBITMQ" $(BIN)/python -m pytest -n 2

bench: setup console ## Figures as ratios to a peer of the same minute (FULL=1: the long form)
	@FULL=$(FULL) $(BIN)/python -m bench

setup: .venv/.stamp ## The Python side, into .venv

console: console/dist/.stamp ## Build the operators' web application

lint: setup console-setup ## Style only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	cd console && npm run lint

types: setup console-setup ## Types only
	$(BIN)/mypy
	cd console && npm run typecheck

format: setup ## Bring the Python code into the house's form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.PHONY: console-setup
console-setup: console/node_modules/.stamp

# The stamp is written last: a set-up that was interrupted begins again. It names the folder: in a
# copied or moved one every script of .venv would run the code of the old place.
$(shell test -s .venv/.stamp && test "$$(cat .venv/.stamp)" != "$(CURDIR)" && rm -rf .venv)
.venv/.stamp: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { tools/find_python.sh --explain; exit 1; }
	@test -x $(BIN)/python && $(BIN)/python -m pip --version >/dev/null 2>&1 || \
		{ rm -rf .venv && $(PYTHON) -m venv .venv; }
	$(BIN)/python -m pip install --quiet --retries 5 -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps -e .
	@echo "$(CURDIR)" > $@

console/node_modules/.stamp: console/package-lock.json console/package.json
	@tools/check_node.sh
	cd console && npm ci --no-audit --no-fund
	@touch $@

console/dist/.stamp: console/node_modules/.stamp $(CONSOLE_SOURCES)
	@tools/check_node.sh
	cd console && npm run build
	@touch $@
