# Each target works alone on a fresh clone: it makes .venv, installs the pinned dependencies, and goes.
#   make demo    index the sample pages, ask them, print cited answers
#   make serve   the same index behind HTTP on port 8000
#   make test    every test          make lint   style, types, import contracts          make check   all that CI runs
#   make bench   the benchmarks (some need data that is not in this repository; they say so)

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
INDEX ?= data/index
PORT ?= 8000

.PHONY: demo serve test lint check bench clean install
.DEFAULT_GOAL := demo

install: $(INSTALLED)

$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Xunwen needs Python 3.11 or newer; choose one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

$(INDEX)/CURRENT: $(INSTALLED) $(wildcard data/pages/*)
	$(BIN)/xunwen index data/pages --index $(INDEX)

demo: $(INDEX)/CURRENT
	$(BIN)/xunwen ask "柳禾村三天一共收到多少捐款？" --index $(INDEX) --limit 2
	$(BIN)/xunwen ask "How much did the Korda family give for the island clinic?" --index $(INDEX) --limit 2

serve: $(INDEX)/CURRENT
	$(BIN)/xunwen serve --index $(INDEX) --port $(PORT)

test: $(INSTALLED)
	$(BIN)/python -m pytest

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/hadolint Dockerfile

check: lint test

bench: $(INSTALLED)
	$(BIN)/python -m benchmarks.extraction
	$(BIN)/python -m benchmarks.embedding
	$(BIN)/python -m benchmarks.indexing --index build/bench-index
	$(BIN)/python -m benchmarks.service --index build/bench-index
	$(BIN)/python -m benchmarks.retrieval

clean:
	rm -rf $(VENV) $(INDEX)
