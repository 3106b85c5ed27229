# Every path here is relative, so that the project may stand in a folder with spaces in its name.
PYTHON_IN_VENV = .venv/bin/python
BOOTSTRAP = sh ops/bootstrap.sh
WORKERS ?= 4

.PHONY: help run stop test packages chromium programs check coverage pytest test-night test-dates mutants drill faults loadtest screenshots messages lint lock clean
.DEFAULT_GOAL := help

help: ## show this
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' Makefile
	@echo
	@echo "  PORT=8001 make run        another port (HOST, DATA_DIR, DATABASE_URL, REDIS_URL work alike)"
	@echo "  make test ARGS='-k bid'   arguments for pytest (make check and make coverage alike)"

run: ## install what is missing and start everything; Ctrl-C stops it
	@$(BOOTSTRAP) run $(PYTHON_IN_VENV) -m auctionsite.local run

stop: ## end everything that was started here, also after a crash
	@if [ -x $(PYTHON_IN_VENV) ]; then exec $(PYTHON_IN_VENV) -m auctionsite.local stop; fi

test: ## run all tests, with style and types beside them, on servers of their own; ARGS are for pytest
	@$(BOOTSTRAP) venv
	@$(MAKE) --no-print-directory -j 2 packages chromium
	@$(MAKE) --no-print-directory -j 2 lint pytest

# Side by side, since on a fresh machine each takes a minute of one core. Only once .venv is made: that may take a package
# of the system's too, and they are installed one at a time.
packages:
	@$(BOOTSTRAP) dev

chromium: programs
	@sh ops/install_chromium.sh

programs:
	@sh ops/install_program.sh promtool prometheus
	@sh ops/install_program.sh pgbouncer pgbouncer libc-ares2 libevent-2.1-7
	@sh ops/install_program.sh nginx nginx libpcre2-8-0

check: ## style, types and the quick tests, for while you work; ARGS are for pytest
	@$(BOOTSTRAP) dev
	@$(MAKE) --no-print-directory -j 2 lint pytest WORKERS=2 SELECTED="-m 'not slow' $(COSTLY)"

# Schemathesis makes the requests of all its tests while they are collected, in each worker.
COSTLY = --ignore=tests/auctionsite/test_schemathesis.py

coverage: ## run all tests, and say which lines of the product none of them reaches; ARGS are for pytest
	@$(BOOTSTRAP) dev
	@$(MAKE) --no-print-directory pytest SELECTED=--cov

# Four workers on two cores: half of the time of all tests is waiting for processes. The longest files come first (tests/running_order.py).
# Bytecode is kept even where containers turn that off: else each worker begins with compiling all tests.
pytest:
	@exec env DATA_DIR=.local/test PYTHONDONTWRITEBYTECODE= $(PYTHON_IN_VENV) -m auctionsite.local exec --fast -- \
		$(PYTHON_IN_VENV) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(SELECTED) $(ARGS)

# What draws by chance, and what takes too long for a day.
NIGHT = tests/auctions/rules tests/auctions/bots/test_evenings.py tests/auctionsite/test_schemathesis.py \
	tests/chaos/test_slow_auctions.py tests/e2e/test_16_sleep.py

test-night: ## draw what chance decides 25 times as often, and play whole evenings of the recorded files; takes hours
	@$(BOOTSTRAP) dev
	@exec env TIMES=25 DATA_DIR=.local/test PYTHONDONTWRITEBYTECODE= $(PYTHON_IN_VENV) -m auctionsite.local exec --fast -- \
		$(PYTHON_IN_VENV) -m pytest -n 2 --dist loadfile --timeout 20000 $(or $(ARGS),$(NIGHT))

mutants: ## change the rules in small ways, and see that tests notice; ARGS are modules, such as auctions/rules/money.py
	@$(BOOTSTRAP) mutants
	@exec env DATA_DIR=.local/test $(PYTHON_IN_VENV) -m auctionsite.local exec --fast -- \
		$(PYTHON_IN_VENV) -m ops.mutants $(ARGS)

test-dates: ## run the tests at other times than now (DATES=leap-day: at this one); ARGS are for pytest
	@$(BOOTSTRAP) dev
	@$(MAKE) --no-print-directory programs
	@exec $(PYTHON_IN_VENV) -m ops.dates --dates "$(DATES)" -- $(ARGS)

drill: ## stop each part of a site in turn, and see that it is noticed and that the auction goes on
	@$(BOOTSTRAP) dev
	@sh ops/install_program.sh promtool prometheus
	@exec $(PYTHON_IN_VENV) -m ops.drill $(ARGS)

faults: ## 60 faults from a seed while 37 managers bid, and see that nobody who was in time is told that it was late
	@$(BOOTSTRAP) dev
	@exec env PYTHONDONTWRITEBYTECODE= $(PYTHON_IN_VENV) -m ops.drill.faults $(ARGS)

loadtest: ## let people bid in rooms of a site of its own, over HTTP or sockets; asks which, or ARGS='sockets-30 --minutes 1'
	@$(BOOTSTRAP) loadtest
	@exec env PYTHONDONTWRITEBYTECODE= $(PYTHON_IN_VENV) -m loadtests $(ARGS)

screenshots: ## take the guide's pictures anew, from the demo league of the site that `make run` has up
	@$(BOOTSTRAP) dev
	@sh ops/install_chromium.sh
	@$(PYTHON_IN_VENV) ops/screenshots.py

messages: ## bring the translations up to what the code says, and name the words that have none
	@$(BOOTSTRAP) dev
	@$(PYTHON_IN_VENV) -m ops.messages

lint: ## check style and types
	@$(BOOTSTRAP) dev
	$(PYTHON_IN_VENV) -m ruff check .
	$(PYTHON_IN_VENV) -m ruff format --check .
	$(PYTHON_IN_VENV) -m mypy .

lock: ## pin the requirements anew
	@$(BOOTSTRAP) dev
	@sh ops/lock.sh

clean: stop ## remove what was installed and made here, the local database too
	@if [ -x $(PYTHON_IN_VENV) ]; then \
		DATA_DIR=.local/test $(PYTHON_IN_VENV) -m auctionsite.local stop --erase && \
		DATA_DIR=.local/dates $(PYTHON_IN_VENV) -m auctionsite.local stop --erase && \
		$(PYTHON_IN_VENV) -m auctionsite.local stop --erase; \
	fi
	rm -rf .venv .local .coverage htmlcov .pytest_cache .mypy_cache .ruff_cache .hypothesis staticfiles
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
