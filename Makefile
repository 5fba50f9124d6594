# Everything a newcomer needs: python3 with pip, make and git. Nothing is installed outside this folder.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PY := .venv/bin/python
UV := UV_SYSTEM_CERTS=1 .venv/bin/uv
HOST ?= 127.0.0.1
PORT ?= 8000
SPREAD := --dist loadscope --no-loadscope-reorder  # in the order of the folders: modules of few, long tests would else come last, on one core
COMPILE := --universal --generate-hashes --no-header --python-version 3.11 --quiet

.PHONY: help demo setup test test-services test-browser check lock messages vendor

help: ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /|/' | awk -F'|' '{printf "  make %-14s %s\n", $$1, $$2}'

.venv/.uv: requirements/uv.txt
	@test -x .venv/bin/python || python3 -m venv --without-pip .venv
	@python3 -m pip --python .venv/bin/python install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

.venv/.run: .venv/.uv requirements/run.txt
	@if [ -e .venv/.dev ]; then $(UV) pip sync --quiet --require-hashes requirements/uv.txt requirements/run.txt requirements/dev.txt; \
	 else $(UV) pip sync --quiet --require-hashes requirements/uv.txt requirements/run.txt; fi
	@touch $@

.venv/.dev: .venv/.uv requirements/run.txt requirements/dev.txt
	@$(UV) pip sync --quiet --require-hashes requirements/uv.txt requirements/run.txt requirements/dev.txt
	@touch $@ .venv/.run

demo: .venv/.run ## the worked example, served on http://127.0.0.1:8000 until Ctrl-C (PORT=, HOST= with DEMO_PASSWORD=)
	@DEMO=1 $(PY) manage.py demo --host $(HOST) --port $(PORT)

setup: .venv/.dev ## the tools for changing the product

test: .venv/.dev ## everything a fresh machine can run
	@$(PY) -m pytest -n auto $(SPREAD) -q -m "not services and not browser" $(ARGS)
	@$(PY) -m pytest -n auto $(SPREAD) -q -m "browser" $(ARGS)  # on their own: the browser's driver keeps an event loop in its thread

test-services: .venv/.dev ## all that meets a database or a queue, on the PostgreSQL and Redis that DATABASE_URL and REDIS_URL name
	@test -n "$$DATABASE_URL" -a -n "$$REDIS_URL" || { echo "Set DATABASE_URL and REDIS_URL, for example postgres://postgres@127.0.0.1/test and redis://127.0.0.1:6379/5"; exit 2; }
	@$(PY) -m pytest -n auto $(SPREAD) -q -m "not browser and not alike" $(ARGS)

check: .venv/.dev ## lint, formats, types, import law, dead code, migrations, translations
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@find templates -name '*.html' -not -path '*/forms/attrs.html' -not -path '*/forms/label_words.html' -not -path '*/forms/input_class.html' \
	  -print0 | xargs -0 .venv/bin/djade --target-version 5.2 --check  # but those that end in the middle of a tag
	@.venv/bin/lint-imports --no-cache
	@.venv/bin/mypy
	@.venv/bin/vulture
	@$(PY) manage.py makemigrations --check --dry-run
	@$(PY) manage.py check --fail-level WARNING
	@$(PY) manage.py check_messages

lock: .venv/.uv ## write the pinned requirements out of pyproject.toml
	@$(UV) pip compile $(COMPILE) pyproject.toml -o requirements/run.txt
	@$(UV) pip compile $(COMPILE) --group dev -c requirements/run.txt -o requirements/dev.txt

messages: .venv/.dev ## bring the list of translatable strings up to date (needs gettext)
	@$(PY) manage.py check_messages --write

vendor: .venv/.dev ## fetch the browser libraries through npm into static/vendor (scripts/vendor.py says what is taken and changed)
	@$(PY) scripts/vendor.py
