# Everything a newcomer needs: `make demo` to see it, `make test` to trust it. Both are safe to run again.
PYTHON ?= python3
BIN = .venv/bin

.PHONY: demo test lint lock messages clean

demo: .venv/demo
	@$(BIN)/python manage.py demo

test: .venv/test
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

lint: .venv/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

lock:
	$(BIN)/uv pip compile --universal --all-extras --no-emit-index-url --no-header --quiet -o requirements.lock pyproject.toml

messages: .venv/test
	$(BIN)/pybabel -q compile -d locale -D django

.venv/bin/python:
	@$(PYTHON) -m venv .venv

# The lock pins every version; the package itself is installed in place, without looking for anything newer.
.venv/demo: .venv/bin/python requirements.lock pyproject.toml
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable .
	@touch $@

.venv/test: .venv/bin/python requirements.lock pyproject.toml
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable '.[test]'
	@touch $@

clean:
	rm -rf .venv staticfiles
