# make demo: install into .venv, lint the sample shop and show the diff that mends it
# make facts: the data against every supported release of SQLAlchemy, Flask-SQLAlchemy and two dozen other libraries
# make test: the whole test suite      make lint: ruff and mypy      make clean: remove what these made

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: demo test facts lint clean

demo: $(VENV)/.installed
	@$(BIN)/engine-lint demo

test: $(VENV)/.test
	$(BIN)/python -m pytest $(PYTEST_ARGS)

facts: $(VENV)/.facts
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m nox --no-error-on-missing-interpreters $(NOX_ARGS) -- -q

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

$(VENV)/.facts: $(VENV)/.installed
	@$(PIP) install --quiet --group facts
	@touch $@

$(VENV)/.lint: $(VENV)/.test
	@$(PIP) install --quiet --group lint
	@touch $@
