# make run    set up, prepare the data and start the dashboard        PORT=8600 make run
# make test   format, lint, types, tests, browser tests               DATA=folder make run
# make help   the other targets

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
SOURCES ?= ../shared/sources

.PHONY: help run setup test check engines test-engines postgresql browser chromium bench screenshots data lock audit format clean

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

run: $(VENV)/.run ## set up, prepare the data and start the dashboard
	@$(BIN)/python app.py

setup: $(VENV)/.run ## make .venv with the locked requirements, nothing else

test: check engines browser ## format, lint, types, tests, engines, browser tests

check: $(VENV)/.test postgresql ## all but the contract of the engines and the browser tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -m "not browser and not engines" -n 2 --dist loadgroup \
		--ignore tests/engines/test_engine_contract.py

engines: $(VENV)/.test postgresql ## every indicator on PostgreSQL as on the embedded engine
	$(BIN)/python -m pytest tests/engines/test_engine_contract.py -m "not engines"

test-engines: $(VENV)/.engines ## the same on all engines, Spark with them (minutes)
	@tests/engines/install_postgresql.sh java
	$(BIN)/python -m pytest tests/engines

postgresql:
	@tests/engines/install_postgresql.sh

browser: $(VENV)/.test chromium ## the journeys in headless Chromium
	@# One that runs out of time, as on a busy machine, is tried once more and named at the end.
	$(BIN)/python -m pytest -m browser --reruns 1 --only-rerun "[Tt]imeout" -rR

chromium:
	@tests/browser/install_chromium.sh

format: $(VENV)/.test ## put the code into the house format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.test chromium ## print every figure of docs/measurements.md
	$(BIN)/python -m bench

screenshots: $(VENV)/.test chromium ## take the pictures of docs/ again
	$(BIN)/python -m tests.browser.screenshots

data: $(VENV)/.run ## build data/built again from the published sources
	$(BIN)/python -m geo.build --sources $(SOURCES) --region data/region.toml --out data/built

lock: $(VENV)/.test ## resolve the requirements anew: requirements.lock, then requirements.txt from it
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --upgrade --generate-hashes \
		--no-emit-index-url --no-header --quiet -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --constraint requirements.lock --universal \
		--generate-hashes --no-emit-index-url --no-header --no-annotate --quiet -o requirements.txt
	$(BIN)/uv pip compile --group pyproject.toml:engines --constraint requirements.lock --universal \
		--upgrade --generate-hashes --no-emit-index-url --no-header --quiet -o requirements-engines.lock

audit: $(VENV)/.test ## look for known holes in the locked requirements (needs internet, says when it has none)
	@$(BIN)/python tests/operations/audit.py requirements.lock requirements-engines.lock

clean: ## remove what was made: .venv, the stores, prepared assets
	rm -rf $(VENV) var static/vendor

$(VENV)/.made:
	@for python in python3 python3.13 python3.12 python3.11; do \
		if $$python -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; \
		then $$python -m venv --clear $(VENV) && touch $@ && exit 0; fi; done; \
	echo "Python 3.11, 3.12 or 3.13 with venv is needed; on Debian: apt install python3 python3-venv" >&2; exit 1

$(VENV)/.run: requirements.txt | $(VENV)/.made
	@echo "Installing the locked requirements into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.test: requirements.lock | $(VENV)/.made
	@echo "Installing the locked requirements for development into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@ $(VENV)/.run

$(VENV)/.engines: requirements-engines.lock | $(VENV)/.test
	@echo "Installing Spark into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-engines.lock
	@touch $@
