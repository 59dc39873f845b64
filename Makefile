# Posturewatch. `make` alone says what there is. Only Python 3.11 or later is needed (PYTHON=… chooses one).
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
SAM := .venv-sam/bin/sam
STAGE ?= dev
# Files of tests side by side; PYTEST='-k bucket' narrows, PYTEST_WORKERS=0 stays in one process.
PYTEST ?=
PYTEST_WORKERS ?= 4
TYPED := $(wildcard shared/posturewatch cli local functions/*/app.py tools/*.py)

export SAM_CLI_TELEMETRY := 0

.PHONY: help
help: ## Say what there is
	@awk 'BEGIN { FS = ":.*## " } /^##@/ { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

##@ See it
.PHONY: setup demo picture bench
setup: ## Create .venv from the locks (instant when nothing changed)
	@requirements/install .venv requirements/dev.txt .

demo: setup ## Deploy the template to an embedded AWS and watch it judge
	@$(BIN)/posturewatch demo

picture: setup ## Run the demo and render the README's picture of it
	@$(BIN)/python tools/picture.py

bench: setup ## Measure
	@$(BIN)/python -m pytest -m bench -q -s $(PYTEST)

##@ Prove it
.PHONY: check test coverage
check: format-check lint types floors docs-check template-check ## Everything that needs no run: format, lint, types, floors, docs, template

test: setup ## Unit tests, catalogue laws, integration on the embedded AWS
	@$(BIN)/python -m pytest -n $(PYTEST_WORKERS) --maxprocesses 4 --dist loadfile $(PYTEST)

coverage: setup ## The tests again, with what they did not reach
	@$(BIN)/python -m pytest -n $(PYTEST_WORKERS) --maxprocesses 4 --dist loadfile --cov --cov-report=term $(PYTEST)

.PHONY: format-check lint types floors docs-check template-check
format-check: setup
	@echo "== format"
	@$(BIN)/ruff format --check .

lint: setup
	@echo "== lint"
	@$(BIN)/ruff check .

types: setup
	@echo "== types"
	@$(BIN)/mypy $(TYPED)

floors: setup
	@echo "== floors"
	@$(BIN)/lint-imports --no-logo

docs-check: setup
	@echo "== docs"
	@$(BIN)/python tools/docs.py --check

template-check: setup
	@echo "== template"
	@$(BIN)/python tools/template.py --check
	@$(BIN)/cfn-lint template.yaml template-member.yaml
	@$(MAKE) validate

##@ Change it
.PHONY: format docs lock
format: setup ## Format, and mend what ruff can mend
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

docs: setup ## Write all that follows from the catalogue: docs/controls, docs/resources, …, template.yaml's rules
	@$(BIN)/python tools/template.py
	@$(BIN)/python tools/docs.py

LOCK = .venv-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-header --no-emit-index-url --no-emit-find-links $(UPGRADE)
# boto3 and botocore come with the Lambda runtime, and so does what only they need; a second, newer botocore in the
# layer would be found first and would not fit the runtime's boto3.
RUNTIME := botocore python-dateutil six urllib3
lock: ## Renew the locks after an edit of requirements/*.in (UPGRADE=--upgrade for newer versions)
	@requirements/install .venv-lock requirements/lock.txt
	$(LOCK) --override requirements/overrides.txt requirements/dev.in -o requirements/dev.txt
	$(LOCK) -c requirements/dev.txt $(RUNTIME:%=--no-emit-package %) requirements/layer.in -o shared/requirements.txt
	$(LOCK) requirements/sam.in -o requirements/sam.txt
	$(LOCK) requirements/lock.in -o requirements/lock.txt

##@ Ship it
.PHONY: validate build deploy
validate: sam ## Let SAM judge the template
	@AWS_DEFAULT_REGION=$${AWS_DEFAULT_REGION:-us-east-1} $(SAM) validate --lint --template template.yaml

build: sam ## Build the functions and the layer into .aws-sam
	@python3.13 -c '' 2>/dev/null || { \
	  echo "make build needs python3.13, the functions' runtime, on PATH (the interpreter, not a shim that refuses)."; exit 1; }
	@PIP_NO_DEPS=1 $(SAM) build  # the lock is complete but for what the runtime brings
	@python3.13 tools/layer.py

deploy: build ## Deploy to AWS (STAGE=dev)
	@$(SAM) deploy --config-env $(STAGE) || { \
	  echo "First time in this account? $(SAM) deploy --guided --config-env $(STAGE)"; exit 1; }

.PHONY: sam clean
sam:
	@requirements/install .venv-sam requirements/sam.txt

clean: ## Remove environments, builds, caches
	@rm -rf .venv .venv-* .venv*.lock .aws-sam build dist htmlcov .coverage .coverage.* \
	  .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
