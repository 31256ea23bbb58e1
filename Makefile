# The commands of the workbench; bare `make` lists them. PYTHON=python3.12 chooses another Python for .venv/.

BIN := .venv/bin
export PYTHON

# A stamp a lock: what it stands for is in .venv/ as the lock says it. Stamps that are there are kept up to date by
# every target, so a .venv/ with tests or extras in it never falls back to the core.
SOURCES := pyproject.toml requirements/install.sh $(wildcard workbench/runs/kernelspec/*)
INSTALLED := $(wildcard .venv/.installed-*)
READY := $(or $(INSTALLED),.venv/.installed-core)

.DEFAULT_GOAL := help
# One more than there are cores: tests wait for kernels, browsers and processes to end.
WORKERS := $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN) + 1 )))

.PHONY: help setup run lab test style types samples measures divisions cluster-demo soak bench-read bench-runs bench-many bench-ingest fuzz national bench-frames bench-explorer lock clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | awk -F'|' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: $(READY) $(EXTRAS:%=.venv/.installed-%) ## make .venv/ with all packages; EXTRAS="ocr export" adds extras
	@echo ".venv/ is ready: $(BIN)/workbench --help"

# A file that could not be read (exit code 1) keeps no page of the others back, but the target fails in the end.
run: $(READY) ## read data/raw/, run the notebooks that are due, publish the pages
	@$(BIN)/workbench ingest; read=$$?; [ $$read -le 1 ] || exit $$read; \
	$(BIN)/workbench run && exit $$read

lab: $(READY) ## open JupyterLab with the tutorial; notebooks/explore.ipynb is the explorer
	@$(BIN)/python -m workbench.lab --ServerApp.root_dir=. notebooks/tutorial.ipynb

test: style types ## check style and types, run all tests
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

style: .venv/.installed-test ## check style only (ruff)
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: .venv/.installed-test ## check types only (mypy)
	$(BIN)/mypy

samples: .venv/.installed-test ## draw the sample reports in data/raw/ anew (needs LibreOffice)
	$(BIN)/python -m tests.specimens.make_samples

measures: $(READY) ## write the table of measures into both READMEs, from workbench/measures.toml
	$(BIN)/python -m workbench.dictionary_table

divisions: .venv/.installed-test ## make workbench/divisions/ anew (needs npm, pip and a network)
	$(BIN)/python -m tools.divisions

cluster-demo: .venv/.installed-test ## read data/raw/ through a Dask scheduler and two workers on this machine
	@$(BIN)/python -m tools.cluster_demo $(ARGS)

soak: .venv/.installed-test ## kill runs at fifty random moments, whole bombs, many mutations, a slow browser (a quarter of an hour)
	WORKBENCH_KILLS=50 WORKBENCH_BOMBS=1 WORKBENCH_EXAMPLES=200 WORKBENCH_SLOWER=6 $(BIN)/python -m pytest \
		tests/test_killed.py tests/test_faults.py tests/test_hostile.py tests/test_mutations.py tests/test_lab.py

# The libraries compared with have an environment of their own: they pull in much that the workbench never imports.
bench-read: requirements/bench.txt requirements/test.txt ## cells right and CPU time against other readers (needs Java)
	@VENV=.venv-bench requirements/install.sh test
	@VENV=.venv-bench requirements/install.sh bench
	.venv-bench/bin/python -m benchmarks.read $(ARGS)

bench-runs: .venv/.installed-test ## time a page: papermill against ours
	$(BIN)/python -m benchmarks.runs $(ARGS)

bench-many: .venv/.installed-test ## time the plan of 3,000 pages, weigh and search their index (needs Chromium)
	$(BIN)/python -m benchmarks.many $(ARGS)

bench-ingest: .venv/.installed-test ## time ingests of 200, 2,000 and 20,000 files (a quarter of an hour); ARGS="--sizes 200"
	$(BIN)/python -m benchmarks.ingest --dask --write $(ARGS)

fuzz: .venv/.installed-fuzz ## change files at random until a reader breaks (MINUTES=2 a reader); findings in build/fuzz/
	$(BIN)/python -m tools.fuzz $(or $(MINUTES),2)

national: .venv/.installed-test ## make a nation of reports, straight as a store; ARGS="--out DIR --bodies N --region CODE"
	$(BIN)/python -m benchmarks.national $(ARGS)

bench-frames: requirements/bench.txt requirements/test.txt ## questions to a made nation: ours, pandas, DuckDB
	@VENV=.venv-bench requirements/install.sh test
	@VENV=.venv-bench requirements/install.sh bench
	.venv-bench/bin/python -m benchmarks.frames $(ARGS)

bench-explorer: .venv/.installed-test ## time each choice in the explorer on the made nation
	$(BIN)/python -m benchmarks.explorer $(ARGS)

lock: ## make requirements/*.txt anew from pyproject.toml; ARGS=--upgrade takes newer versions
	requirements/lock.sh $(ARGS)

clean: ## remove .venv/ and caches; data/ and what was published stay
	rm -rf .venv .venv-bench .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist
	find workbench tests -name __pycache__ -prune -exec rm -rf {} +

.venv/.installed-%: requirements/%.txt $(SOURCES)
	@requirements/install.sh $*
	@touch $@
