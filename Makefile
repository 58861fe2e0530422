# The commands of the project; `make help` lists them.
# They need Python 3.11 or newer (with venv) and make; everything else is installed in .venv.

PORT ?= 8000
PAGES ?= 20000
ENGINES ?= sqlite
ENGINE ?= database
ARGS ?=
WORKERS ?= auto
VENV ?= .venv
LANGUAGE_CODES = fr en es de ar

PY = $(VENV)/bin/python
PIP_INSTALL = -W ignore -m pip install --quiet --disable-pip-version-check
# Which tests stay together, and in which order the processes take them, is tests/conftest.py's.
IN_PARALLEL = --numprocesses $(WORKERS) --no-loadscope-reorder
STAMPS = $(VENV)/stamps
NOX = $(PY) -m nox --envdir $(VENV)/nox
MANAGE = $(PY) example_site/manage.py
# With DEBUG, Django keeps every query that it asks.
LOAD = ESSAIMAGE_DEMO_ENGINE= ESSAIMAGE_DEMO_DEBUG=0 $(MANAGE)
ADDRESS = http://127.0.0.1:$(PORT)

# What the demonstration's database is made from: when one of these changes, it is migrated and loaded again.
DEMO_SOURCES := $(shell find example_site essaimage_wagtail -name var -prune -o -name __pycache__ -prune -o -type f \
	\( -path 'example_site/*' -o -path '*/migrations/*.py' \) -print)
DEMO_LOADED = example_site/var/loaded
ifeq ($(wildcard example_site/var/*.sqlite3),)
.PHONY: $(DEMO_LOADED)
endif

# `make demo ENGINE=elasticsearch` has the server of ELASTICSEARCH_URL search.
ifeq ($(ENGINE),elasticsearch)
ELASTICSEARCH_URL ?= http://127.0.0.1:9200
export ELASTICSEARCH_URL
export ESSAIMAGE_DEMO_ENGINE = elasticsearch
endif
define NO_ELASTICSEARCH

  The demonstration needs an Elasticsearch 8 for this. With Docker, one is started so:
    docker run --rm -p 9200:9200 -e discovery.type=single-node -e xpack.security.enabled=false \
      docker.elastic.co/elasticsearch/elasticsearch:8.19.0
  Then: make demo ENGINE=elasticsearch ELASTICSEARCH_URL=http://127.0.0.1:9200
  Without Elasticsearch: make demo

endef
export NO_ELASTICSEARCH

# The suite begins hundreds of processes, whose modules are compiled once.
unexport DJANGO_SETTINGS_MODULE PYTHONDONTWRITEBYTECODE
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test test-oldest matrix lint audit format coverage messages docs links bench clean

help: ## List these commands
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1\t/p' Makefile | awk -F '\t' '{ printf "  make %-12s %s\n", $$1, $$2 }'

# With DEBUG, Django's own page stands in the place of what a visitor sees at an address that is not there.
demo: $(STAMPS)/demo $(DEMO_LOADED) ## Serve the demonstration on 127.0.0.1:8000 (PORT=8001 for another port, ENGINE=elasticsearch)
ifeq ($(ENGINE),elasticsearch)
	@$(PY) $(PIP_INSTALL) 'elasticsearch>=8.19,<9'
	@echo "Filling the index at $(ELASTICSEARCH_URL)"
	@$(MANAGE) essaimage_index rebuild || { echo "$$NO_ELASTICSEARCH" >&2; exit 1; }
endif
	@echo
	@echo "  The demonstration:  $(ADDRESS)/"
	@echo "  The admin:          $(ADDRESS)/admin/   (user: demo, password: demo)"
	@echo "                      Of the roles: contributor, moderator, moderator-ar, translator, steward (password: the user)"
	@echo "  Ctrl-C stops it."
	@echo
	@exec env ESSAIMAGE_DEMO_DEBUG=$${ESSAIMAGE_DEMO_DEBUG:-0} $(MANAGE) runserver --noreload --insecure 127.0.0.1:$(PORT)

test: $(STAMPS)/test ## Run every test, on all processors (ARGS="-k search" for some, WORKERS=0 for one after the other)
	@$(PY) -m pytest $(IN_PARALLEL) $(ARGS)

test-oldest: $(STAMPS)/nox ## Run the tests of what is made of Wagtail on the oldest supported versions of everything, against the wheel
	@$(NOX) --session oldest -- $(IN_PARALLEL) $(ARGS)

matrix: $(STAMPS)/nox ## Run the tests with each Python that is there, each Wagtail and Django, against the wheel
	@$(NOX) --session matrix --no-error-on-missing-interpreters -- $(IN_PARALLEL) $(ARGS)

lint: $(STAMPS)/lint ## Check style, templates and types
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@find essaimage_wagtail example_site tests -name var -prune -o -name '*.html' -exec $(VENV)/bin/djhtml --tabwidth 2 --check {} +
	@$(PY) -m mypy

# Asks PyPI for known vulnerabilities, which a mirror of packages does not know: there it fails, rather than find nothing.
audit: $(STAMPS)/lint ## Look for known vulnerabilities in what is installed (asks PyPI)
	@$(PY) -m pip freeze --exclude-editable > $(VENV)/installed.txt
	@$(PY) -m pip_audit --strict --no-deps --disable-pip --progress-spinner off --requirement $(VENV)/installed.txt

format: $(STAMPS)/lint ## Rewrite code and templates in the project's style
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .
	@find essaimage_wagtail example_site tests -name var -prune -o -name '*.html' -exec $(VENV)/bin/djhtml --tabwidth 2 {} +

coverage: $(STAMPS)/test ## Run the tests and write htmlcov/
	@$(PY) -m coverage erase
	@$(PY) -m coverage run -m pytest $(IN_PARALLEL) $(ARGS)
	@$(PY) -m coverage combine --quiet
	@$(PY) -m coverage html --quiet
	@$(PY) -m coverage report

messages: $(STAMPS)/test ## Extract, complete and compile the translations (needs GNU gettext)
	@$(PY) scripts/messages.py $(LANGUAGE_CODES)

docs: $(STAMPS)/docs ## Build the documentation into docs/_build/html; a warning is an error
	@$(PY) -m sphinx --quiet --fail-on-warning --keep-going -b html docs docs/_build/html
	@echo "docs/_build/html/index.html"

# Asks every site that the pages name, each by the network: it belongs neither to `make docs` nor to the tests.
links: $(STAMPS)/docs ## Look for links to other sites that lead nowhere (asks them)
	@$(PY) -m sphinx --quiet -b linkcheck -c scripts/links . docs/_build/links

bench: $(STAMPS)/test ## Measure what search finds, which forms meet, then how fast (PAGES="10000 20000" ENGINES="sqlite postgresql elasticsearch")
	@$(PY) -m benchmarks.relevance
	@$(PY) -m benchmarks.forms
	@set -e; for engine in $(ENGINES); do for pages in $(PAGES); do \
		if [ $$engine = elasticsearch ]; then $(PY) -m benchmarks.elasticsearch --pages $$pages; \
		else $(PY) -m benchmarks.search --engine $$engine --pages $$pages; fi; \
	done; done

clean: ## Remove the environments, the demonstration's database and everything built
	rm -rf $(VENV) build dist *.egg-info docs/_build example_site/var tests/var htmlcov .coverage*
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# An environment whose making was interrupted has no working pip: it is made anew.
define make_venv
	set -e; \
	if ! $(1)/bin/python -m pip --version >/dev/null 2>&1; then \
		for candidate in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python; do \
			if "$$candidate" -c 'import ensurepip, sqlite3, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
				echo "Making the environment $(1) with $$("$$candidate" --version)"; \
				exec "$$candidate" -m venv --clear $(1); \
			fi; \
		done; \
		echo "Python 3.11 or newer, with venv and sqlite3, is needed and was not found." >&2; \
		echo "Debian, Ubuntu: apt install python3 python3-venv. Another place: make PYTHON=/path/to/python3" >&2; \
		exit 1; \
	fi
endef

$(STAMPS)/venv:
	@$(call make_venv,$(VENV))
	@mkdir -p $(STAMPS)
	@touch $@

# One stamp for each extra, made anew when what is to be installed changes. The benchmarks are tested too; what they
# need is apart, because spylls brings a package named "tests", which would hide ours where the repository comes last.
$(STAMPS)/test: EXTRAS = test,bench
$(STAMPS)/demo $(STAMPS)/test $(STAMPS)/lint $(STAMPS)/docs $(STAMPS)/nox: $(STAMPS)/venv setup.cfg pyproject.toml
	@echo "Installing what '$(notdir $@)' needs in $(VENV) (a minute or two, once)"
	@$(PY) $(PIP_INSTALL) --editable '.[$(or $(EXTRAS),$(notdir $@))]'
	@touch $@

$(DEMO_LOADED): $(STAMPS)/demo $(DEMO_SOURCES)
	@echo "Preparing the demonstration's database"
	@mkdir -p $(@D)
	@$(LOAD) migrate --verbosity 0
	@echo "Loading the demonstration"
	@$(LOAD) load_demo
	@touch $@
