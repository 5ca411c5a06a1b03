# make run: build the sample index and serve it. make test: everything that must hold. Both set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test lint docs bench browser clean

run: $(VENV)/installed
	$(BIN)/zhenwen build corpus
	$(BIN)/zhenwen serve

test: $(VENV)/tested browser
	$(MAKE) --no-print-directory lint
	$(BIN)/python -m pytest

lint: $(VENV)/tested
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

docs: $(VENV)/tested browser
	$(BIN)/python scripts/make_reference.py

browser: $(VENV)/tested
	@scripts/find_browser.sh $(BIN)/python

clean:
	rm -rf $(VENV) build dist *.egg-info

$(VENV)/installed: setup.cfg pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .[fast]
	touch $@

$(VENV)/tested: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .[fast,test]
	touch $@
