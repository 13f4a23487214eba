# The two commands that matter: make run, make test. Everything lives in .venv.
PYTHON ?= python3
BIN := .venv/bin
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard dualsite/locales/*/LC_MESSAGES/dualsite.po))

.PHONY: run test test-fast test-engines test-postgres test-mariadb test-spark check lint audit bench reference messages plotly lock clean

run: .venv/app $(CATALOGUES)
	$(BIN)/streamlit run dashboard.py

test: .venv/dev browser
	$(BIN)/python -m pytest -n 3 --no-loadscope-reorder

# While at work: without a browser or a server, and without what takes long (tests/slow.txt).
test-fast: .venv/dev
	$(BIN)/python -m pytest -n 2 --no-loadscope-reorder --fast

# The same questions to PostgreSQL and Spark, and to copies of MariaDB, which the tests start themselves. PostgreSQL and
# MariaDB are installed on Debian where they are missing, and so is Java for Spark, which comes from its index of packages.
# `make test` and `make check` need none of them.
test-engines: test-postgres test-mariadb test-spark

test-postgres: .venv/engines postgresql
	$(BIN)/python -m pytest -n 2 --ignore tests/engines/spark --ignore tests/engines/mariadb tests/engines

test-mariadb: .venv/engines .venv/mysql
	$(BIN)/python -m pytest -n 2 --no-loadscope-reorder tests/engines/mariadb

# A cluster for each process; while one of them waits for its workers, the other one is at work.
test-spark: .venv/engines .venv/spark java
	$(BIN)/python -m pytest -n 2 --no-loadscope-reorder tests/engines/spark

check: lint test

lint: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Known vulnerabilities of what is locked; ends with 3 where no index of them can be reached.
audit: .venv/dev
	$(BIN)/python -m tools.audit

bench: .venv/dev browser .venv-peers/ready
	$(BIN)/python -m bench --report docs/performance.md

reference: .venv/app
	$(BIN)/python -m tools.reference

# What the code says is taken into the catalogues; ends with 1 and says so where a translation is missing or stale.
messages: .venv/app
	$(BIN)/python -m tools.messages

%.mo: %.po | .venv/app
	$(BIN)/pybabel --quiet compile -i $< -o $@

# The script that draws figures, from npm; the versions are those of tools/plotly/package-lock.json.
plotly:
	cd tools/plotly && npm ci --no-audit --no-fund && node build.mjs

lock: .venv/dev
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate requirements-engines.in -o requirements-engines.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate requirements-spark.in -o requirements-spark.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate requirements-mysql.in -o requirements-mysql.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate requirements-dev.in -o requirements-dev.txt

	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate bench/peers/requirements.in -o bench/peers/requirements.txt

# LibreOffice opens and saves exports again. It is large, so `make test` leaves that out where it is not installed.
.PHONY: office
office: .venv/dev
	@command -v soffice >/dev/null || { [ "$$(id -u)" = 0 ] || SUDO=sudo; $$SUDO apt-get update -qq && \
	  $$SUDO apt-get install -y -qq --no-install-recommends libreoffice-impress libreoffice-calc >/dev/null; }
	$(BIN)/python -m pytest tests/exports/test_saved_again.py

clean:
	rm -rf .venv .venv-peers

.venv/app: requirements.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m tools.messages compile
	touch $@

.venv/dev: .venv/app requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

.venv/engines: .venv/dev requirements-engines.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-engines.txt
	touch $@

.venv/mysql: .venv/dev requirements-mysql.txt | mariadb
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-mysql.txt
	touch $@

.venv/spark: .venv/dev requirements-spark.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-spark.txt
	touch $@

# The same small page in other frameworks runs apart from the app, on what it needs itself.
.venv-peers/ready: bench/peers/requirements.txt
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/pip install --quiet --disable-pip-version-check --require-hashes -r bench/peers/requirements.txt
	touch $@

.PHONY: java
java:
	@command -v java >/dev/null || \
	  { command -v apt-get >/dev/null && { [ "$$(id -u)" = 0 ] || SUDO=sudo; $$SUDO apt-get update -qq && \
	    $$SUDO apt-get install -y -qq --no-install-recommends default-jre-headless >/dev/null; }; } || \
	  echo "Java is not found. The tests of Spark will fail until it is installed." >&2

.PHONY: postgresql
postgresql:
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || \
	  { command -v apt-get >/dev/null && { [ "$$(id -u)" = 0 ] || SUDO=sudo; $$SUDO apt-get update -qq && \
	    $$SUDO apt-get install -y -qq --no-install-recommends postgresql >/dev/null; }; } || \
	  echo "PostgreSQL is not found. The tests of engines will fail until it is installed." >&2

# The server, and what its driver is built with.
.PHONY: mariadb
mariadb:
	@missing=""; PATH="$$PATH:/usr/sbin" command -v mariadbd >/dev/null || missing="mariadb-server"; \
	  command -v mariadb_config >/dev/null || missing="$$missing libmariadb-dev python3-dev"; \
	  command -v gcc >/dev/null && command -v pkg-config >/dev/null || missing="$$missing build-essential pkg-config"; \
	  [ -z "$$missing" ] || { command -v apt-get >/dev/null && \
	  { [ "$$(id -u)" = 0 ] || SUDO=sudo; $$SUDO apt-get update -qq && \
	    $$SUDO apt-get install -y -qq --no-install-recommends $$missing >/dev/null; }; } || \
	  echo "Not found:$$missing. The tests of MariaDB will fail until it is installed." >&2

# The browser tests drive Debian's Chromium, and put the app behind nginx; elsewhere, install both by hand.
.PHONY: browser
browser:
	@missing=""; command -v chromium >/dev/null || missing="chromium"; \
	  PATH="$$PATH:/usr/sbin" command -v nginx >/dev/null || missing="$$missing nginx-light"; \
	  [ -z "$$missing" ] || { command -v apt-get >/dev/null && \
	  { [ "$$(id -u)" = 0 ] || SUDO=sudo; $$SUDO apt-get update -qq && \
	    $$SUDO apt-get install -y -qq --no-install-recommends $$missing >/dev/null; }; } || \
	  echo "Not found:$$missing. The browser tests will fail until it is on the PATH." >&2
