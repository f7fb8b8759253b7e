# Everything that a checkout can do. It needs make, pip and Python 3.11 or later as python3, or make ... PYTHON=...;
# the first target that needs it sets up .venv from requirements.lock.

PYTHON ?= python3
ARGS ?=
SET_UP := .venv/.stamp
BIN := .venv/bin

# Package registries may be named by a machine's own settings, not by this tree.
HOSTS := pypi[.]org|pythonhosted[.]org|npmjs[.](org|com)|crates[.]io|rubygems[.]org|(deb|security)[.]debian[.]org

# Without a home that can be used, tools keep their caches with what they install.
ifeq ($(shell [ -n "$$HOME" ] && [ -d "$$HOME" ] && [ -w "$$HOME" ] && [ -x "$$HOME" ] && echo usable),)
export HOME := $(CURDIR)/.venv/home
unexport XDG_CACHE_HOME XDG_CONFIG_HOME XDG_DATA_HOME
endif

.PHONY: help run test coverage mutants browser check bench publish lock clean
.DELETE_ON_ERROR:

help: ## list what you can do
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 18

run: $(SET_UP) ## run the platform on this machine, at PORT (8000), with a database of its own
	@exec $(BIN)/flask serve $(ARGS)

# The seed: all workers must list the tests in one order, also those made from sets.
test: $(SET_UP) ## run all tests but those in a browser, on all cores; ARGS="-k word" runs some
	@PYTHONHASHSEED=0 $(BIN)/python -m pytest -n logical --dist worksteal -m "not browser" $(ARGS)

# Measuring takes half as long again, and the other tests add nothing to it.
coverage: $(SET_UP) ## run the tests of the domain and of its two faces, and see which branches they leave untried
	@PYTHONHASHSEED=0 $(BIN)/python -m pytest -n logical --dist worksteal tests/domain tests/api \
		--cov=domain --cov-branch --cov-report=term-missing --cov-fail-under=95 $(ARGS)

mutants: $(SET_UP) ## break rules on purpose, one at a time, and see that the tests notice
	@$(BIN)/python -m tests.mutants $(ARGS)

browser: $(SET_UP) ## run the tests that need a browser (chromium)
	@$(BIN)/python -m pytest -m browser $(ARGS) tests/browser

check: $(SET_UP) ## check style, types, the direction of imports, dependencies and published contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/flask contracts --check
	@git grep -nIE '$(HOSTS)'; test $$? -eq 1 || \
		{ echo "The lines above name a package registry's host, or git could not look." >&2; exit 1; }

bench: $(SET_UP) ## measure what we promise about speed
	@$(BIN)/python -m bench $(ARGS)

publish: $(SET_UP) ## write openapi.yaml and schema.graphql anew
	$(BIN)/flask publish

lock: $(SET_UP) ## resolve the dependencies anew; ARGS=--upgrade takes newer ones
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-annotate --no-header $(ARGS) \
		--group dev pyproject.toml -o requirements.lock
	echo uv | $(BIN)/uv pip compile -q --universal --generate-hashes --no-annotate --no-header $(ARGS) \
		- -o requirements-uv.txt

clean: ## remove what can be made again: .venv and caches, never data
	rm -rf .venv .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Where the system's Python has no ensurepip, its own pip works on the new environment from outside. Where uv has no
# wheel, pip installs the same, only slower. All is compiled at once: the first start is quick too, and wherever
# Python may not write what it compiled.
$(SET_UP): requirements.lock requirements-uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Plik needs Python 3.11 or later: install it, or name it, as in: make PYTHON=python3.12" >&2; exit 1; }
	@echo "Setting up .venv ..."
	@$(PYTHON) -m venv .venv >/dev/null 2>&1 || $(PYTHON) -m venv --clear --without-pip .venv
	@pip="$(BIN)/python -m pip"; $$pip --version >/dev/null 2>&1 || pip="$(PYTHON) -m pip --python $(BIN)/python"; \
	$$pip install -q --require-hashes --only-binary :all: -r requirements-uv.txt || true; \
	if [ -x $(BIN)/uv ]; then \
		$(BIN)/uv pip sync -q --compile-bytecode --python $(BIN)/python --require-hashes requirements.lock requirements-uv.txt; \
	else \
		$$pip install -q --require-hashes --no-deps -r requirements.lock; \
	fi
	@touch $@
