# `make` alone lists the targets. Each target makes or updates .venv first.

SHELL := /bin/sh
BIN := .venv/bin
LOCK := --universal --python-version 3.11 --generate-hashes --group build --custom-compile-command "make lock"

.DEFAULT_GOAL := help
.PHONY: help install demo serve test odd-hours lint format types imports mutants gallery bench lock clean run-environment test-environment

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s%s\n", $$1, $$2 }' Makefile
	@echo '  ARGS="…" is passed on, as in: make demo ARGS="--no-serve --seed 7"'

install: run-environment ## .venv, with the command .venv/bin/upmentor

demo: run-environment ## a sample programme of 90 days, its report, then the chat page
	@$(BIN)/upmentor demo $(ARGS)

serve: run-environment ## the bot, with the settings of the environment or .env
	@$(BIN)/upmentor serve $(ARGS)

test: test-environment ## all checks below up to imports, then all tests with the real parts they need
	@$(BIN)/python scripts/checks.py $(ARGS)

odd-hours: test-environment ## tests that start a process, at night, on a holiday, while clocks change
	@$(BIN)/python scripts/odd_hours.py $(ARGS)

lint: test-environment ## style, likely mistakes, class names used twice
	@$(BIN)/ruff check $(ARGS)
	@$(BIN)/ruff format --check
	@$(BIN)/python scripts/class_names.py

types: test-environment ## strict type check
	@$(BIN)/mypy $(ARGS)

imports: test-environment ## import contracts
	@$(BIN)/lint-imports --no-logo $(ARGS)

format: test-environment ## formats the code
	@$(BIN)/ruff check --fix $(ARGS)
	@$(BIN)/ruff format

mutants: test-environment ## changes to the code that no test notices; ARGS="bot/privacy bot/ticks.py" names what to change
	@$(BIN)/python scripts/mutants.py $(ARGS)

gallery: test-environment ## every screen on every platform, as one HTML page
	-@$(BIN)/python -m tests.parts.node
	@$(BIN)/python scripts/gallery.py $(ARGS)

bench: test-environment ## measurements beside their baselines, as a table and benchmarks/results.json
	@$(BIN)/python -m benchmarks $(ARGS)

lock: test-environment ## remakes both locks; ARGS=--upgrade takes the newest releases
	@$(BIN)/uv pip compile --quiet $(LOCK) $(ARGS) --extra test pyproject.toml -o requirements-test.lock
	@$(BIN)/uv pip compile --quiet $(LOCK) -c requirements-test.lock pyproject.toml -o requirements.lock

clean: ## removes .venv, node_modules and tool caches; keeps databases
	@rm -rf .venv node_modules mutants build dist htmlcov gallery.html .coverage .coverage.* .hypothesis
	@rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

run-environment:
	@scripts/environment run

test-environment:
	@scripts/environment test
