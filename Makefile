# Two commands: `make demo` runs the reference study, `make test` runs every check.
.POSIX:
.SUFFIXES:

VENV = .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input
LANGUAGES = es,en

help: check-tools
	@echo 'make demo    el estudio de referencia, de los datos al informe / the reference study, from data to report'
	@echo 'make test    todas las comprobaciones / every check'
	@echo 'make bench   tiempos y memoria / times and memory'
	@echo 'make clean   borra lo que make hizo / removes what make made'

check-tools:
	@command -v git >/dev/null || { echo 'Falta git / missing git:  sudo apt install git' >&2; exit 1; }
	@.ci/find-python >/dev/null

demo: $(VENV)/installed
	@$(BIN)/alianza run examples/ecuador-2025 --lang $(LANGUAGES)

test: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q --doctest-modules src/alianza
	$(BIN)/python -m pytest -q --doctest-glob='*.md' README.md docs
	$(BIN)/python -m pytest -q

bench: $(VENV)/installed
	@$(BIN)/python benchmarks/run.py

# A second run finds these files newer than what they depend on and installs nothing.
$(VENV)/made:
	@$(MAKE) --no-print-directory check-tools
	@echo 'Preparando $(VENV): una sola vez, alrededor de un minuto / setting up $(VENV): once, about a minute'
	@"$$(.ci/find-python)" -m venv $(VENV)
	@touch $(VENV)/made

$(VENV)/installed: $(VENV)/made pyproject.toml constraints.txt
	@$(PIP) install -c constraints.txt -e .
	@$(BIN)/python -m compileall -q src
	@touch $(VENV)/installed

$(VENV)/installed-dev: $(VENV)/installed
	@$(PIP) install -c constraints.txt -e '.[dev]'
	@touch $(VENV)/installed-dev

clean:
	rm -rf $(VENV) build dist src/alianza.egg-info examples/*/out .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help check-tools demo test bench clean
