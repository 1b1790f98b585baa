# Few words: `make run` and `make test` are all that a newcomer needs.
PORT ?= 8000
WORKERS ?= 2
PYTEST ?= -n auto
PY := .venv/bin/python

.PHONY: run serve demo test test-next check fmt faults faults-sqlite faults-postgres bench lock

run: ## one process on loopback, with the demonstration congress
	@scripts/set-up run
	@exec $(PY) -m config.serve --port $(PORT)

serve: ## the production set of processes on this machine; wants DATABASE_URL and REDIS_URL
	@scripts/set-up run
	@exec $(PY) -m config.serve --port $(PORT) --workers $(WORKERS)

demo: ## load the demonstration congress into the database in use
	@scripts/set-up run
	@$(PY) manage.py migrate --verbosity 0 && $(PY) manage.py demo

test: ## the whole suite twice: on SQLite alone, then on PostgreSQL with Redis
	@scripts/set-up dev
	@scripts/set-up system
	MERIDIAN_TEST_BACKEND=sqlite $(PY) -m pytest $(PYTEST)
	MERIDIAN_TEST_BACKEND=postgres $(PY) -m pytest $(PYTEST)

test-next: ## the suite on Python 3.13 and Django 6.1, in an environment of its own
	@scripts/test-next $(PYTEST)

check: ## style, types, layers, settings, migrations, browser modules, documents
	@scripts/set-up dev
	@scripts/check

fmt: ## write the one style
	@scripts/set-up dev
	@$(PY) -m ruff check --fix --exit-zero . && $(PY) -m ruff format .
	@.venv/bin/djlint --reformat --quiet . || true

faults: faults-sqlite faults-postgres ## break processes on purpose, in the long form (about half an hour, ten minutes of it idle)

LONG := -o hangs_after=1800 -o junit_family=xunit1  # figures are kept in var/faults-*.xml

faults-sqlite faults-postgres: faults-%: ## one of the two legs of it
	@scripts/set-up dev
	@scripts/set-up system
	FAULTS=full MERIDIAN_TEST_BACKEND=$* $(PY) -m pytest $(LONG) --junitxml=var/faults-$*.xml --durations=8 tests/faults

bench: ## measure ours beside its peers, print ratios, write docs/benchmarks.md (about twenty minutes)
	@scripts/set-up dev
	@scripts/set-up bench
	@$(PY) -m benchmarks fanout --write

lock: ## renew the pins with hashes; needs uv
	@scripts/lock
