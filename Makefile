# One command for each thing one does here; `make help` lists them. Everything that is needed is set up on the way.
.DEFAULT_GOAL := help
.PHONY: help run test check test-nemo test-transformers bench soak matrix set-up clean
BIN := .venv/bin
# Several files at a time, one more than cores: most tests wait for sound and screens. One thread for each engine that
# asks OpenMP: those of several at once would only wait for each other. ARGS="-n0 --pdb" for one file at a time.
CORES := $(shell nproc 2>/dev/null || getconf _NPROCESSORS_ONLN)
PYTEST := OMP_NUM_THREADS=1 $(BIN)/pytest -n $(shell expr $(CORES) + 1) --maxprocesses 4 --dist loadfile

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' Makefile | while IFS='|' read -r name what; do printf 'make %-17s %s\n' "$$name" "$$what"; done

run: ## start the program; with arguments: make run ARGS="transcribe talk.mp4"
	@sh packaging/setup.sh run
	@$(BIN)/asrpro $(ARGS)

test: check ## linters, types and all tests; some of them: make test ARGS="tests/cli -x"
	$(PYTEST) $(ARGS)

check: set-up ## linters and types alone
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

test-nemo: ## what NeMo hears, at full counts, in .venv-nemo: some gigabytes
test-transformers: ## what transformers hears, at full counts, in .venv-transformers: some gigabytes, half an hour
test-nemo test-transformers: export ASRPRO_SOAK = 1
test-nemo test-transformers: test-%:
	@sh packaging/setup.sh $*
	OMP_NUM_THREADS=1 ASRPRO_BACKENDS=$* .venv-$*/bin/pytest tests/backends -k $* --timeout=900 $(ARGS)

bench: set-up ## how fast it is on this machine
	PYTHONPATH=tests $(BIN)/python tests/bench $(ARGS)

soak: set-up ## all tests with every random and long one at full counts: hours
	ASRPRO_SOAK=1 $(PYTEST) --timeout=7200 $(ARGS)

matrix: set-up ## make the tables of docs/runtime-matrix.md
	PYTHONPATH=tests $(BIN)/python tests/matrix

set-up: ## install into .venv what program and tests need; PYTHON=... names the Python
	@sh packaging/setup.sh test

clean: ## remove .venv and everything else that was made here
	rm -rf .venv .venv-nemo .venv-transformers build dist .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find app tests packaging -name __pycache__ -prune -exec rm -rf {} +
