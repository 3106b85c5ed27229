# Every path here is relative, so that the project may stand in a folder with spaces in its name.
PYTHON_IN_VENV = .venv/bin/python
BOOTSTRAP = sh ops/bootstrap.sh

.PHONY: help run stop test test-dates mutants drill lint lock clean
.DEFAULT_GOAL := help

help: ## show this
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' Makefile
	@echo
	@echo "  PORT=8001 make run        another port (HOST, DATA_DIR, DATABASE_URL, REDIS_URL work alike)"
	@echo "  make test ARGS='-k bid'   arguments for pytest"

run: ## install what is missing and start everything; Ctrl-C stops it
	@$(BOOTSTRAP) run $(PYTHON_IN_VENV) -m auctionsite.local run

stop: ## end everything that was started here, also after a crash
	@if [ -x $(PYTHON_IN_VENV) ]; then exec $(PYTHON_IN_VENV) -m auctionsite.local stop; fi

test: lint ## lint and run all tests, on servers of their own; ARGS are for pytest
	@sh ops/install_chromium.sh
	@sh ops/install_program.sh promtool prometheus
	@sh ops/install_program.sh pgbouncer pgbouncer libc-ares2 libevent-2.1-7
	@exec env DATA_DIR=.local/test $(PYTHON_IN_VENV) -m auctionsite.local exec --fast -- \
		$(PYTHON_IN_VENV) -m pytest -n 2 --dist loadfile $(ARGS) --cov

mutants: ## change the rules in small ways, and see that tests notice; ARGS are modules, such as auctions/rules/money.py
	@$(BOOTSTRAP) mutants
	@exec env DATA_DIR=.local/test $(PYTHON_IN_VENV) -m auctionsite.local exec --fast -- \
		$(PYTHON_IN_VENV) -m ops.mutants $(ARGS)

test-dates: ## run the tests at other times than now (DATES=leap-day: at this one); ARGS are for pytest
	@$(BOOTSTRAP) dev
	@sh ops/install_program.sh promtool prometheus
	@sh ops/install_program.sh pgbouncer pgbouncer libc-ares2 libevent-2.1-7
	@exec $(PYTHON_IN_VENV) -m ops.dates --dates "$(DATES)" -- $(ARGS)

drill: ## stop each part of a site in turn, and see that it is noticed and that the auction goes on
	@$(BOOTSTRAP) dev
	@sh ops/install_program.sh promtool prometheus
	@exec $(PYTHON_IN_VENV) -m ops.drill $(ARGS)

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
