# make demo: install into .venv, lint the sample shop and show the diff that mends it
# make facts: the data against every supported release of SQLAlchemy, Flask-SQLAlchemy and two dozen other libraries; all dependencies at their lowest
# make bench: how fast it is beside other tools (BENCH_ARGS="--rounds 3 single growth")
# make docs: the site with this documentation, in build/site
# make fuzz: arbitrary input of every kind, for FUZZ_SECONDS (600), guided by the code it reaches (FUZZ_ARGS="python_module notebook")
# make faults: runs killed, and disks failing, at every step of writing; every fix in every encoding
# make test: the whole test suite      make lint: ruff and mypy      make clean: remove what these made

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: demo test bench facts faults fuzz lint docs clean

demo: $(VENV)/.installed
	@$(BIN)/engine-lint demo

# Tests start hundreds of commands, which should not compile what they import each time.
unexport PYTHONDONTWRITEBYTECODE

# Two more processes than processors: servers that start and timers that run out are waited for.
PROCESSES ?= $(shell $(PYTHON) -c "import os; print((os.cpu_count() or 1) + 2)")

test: $(VENV)/.test
	@$(BIN)/python -m compileall -q engine_lint
	$(BIN)/python -m pytest --numprocesses $(PROCESSES) --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

bench: $(VENV)/.bench
	$(BIN)/python -m compileall -q engine_lint
	$(BIN)/python -m benchmarks $(BENCH_ARGS)

FUZZ_SECONDS ?= 600

fuzz: $(VENV)/.fuzz
	$(BIN)/python -m tests.fuzz --seconds $(FUZZ_SECONDS) $(FUZZ_ARGS)

faults: $(VENV)/.test
	ENGINE_LINT_FAULTS=all $(BIN)/python -m pytest -q -s tests/faults tests/test_encodings.py

facts: $(VENV)/.facts
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m nox --no-error-on-missing-interpreters $(NOX_ARGS) -- -q

docs: $(VENV)/.docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs --quiet build --strict

lint: $(VENV)/.lint
	$(BIN)/ruff check .
	$(BIN)/mypy

clean:
	rm -rf $(VENV) .nox build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(VENV)/.installed: pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) install --quiet --upgrade "pip>=25.1"
	@$(PIP) install --quiet --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.installed
	@.ci/system
	@$(PIP) install --quiet --group test
	@touch $@

$(VENV)/.docs: $(VENV)/.installed
	@$(PIP) install --quiet --group docs
	@touch $@

$(VENV)/.facts: $(VENV)/.installed
	@$(PIP) install --quiet --group facts
	@touch $@

$(VENV)/.bench: $(VENV)/.lint
	@$(PIP) install --quiet --group bench
	@test -x build/benchmarks/peers/bin/python || $(PYTHON) -m venv build/benchmarks/peers
	@build/benchmarks/peers/bin/python -m pip --disable-pip-version-check install --quiet "pip>=25.1"
	@build/benchmarks/peers/bin/python -m pip --disable-pip-version-check install --quiet --group peers
	@touch $@

$(VENV)/.fuzz: $(VENV)/.test
	@$(PIP) install --quiet --group fuzz
	@touch $@

$(VENV)/.lint: $(VENV)/.test
	@$(PIP) install --quiet --group lint
	@touch $@
