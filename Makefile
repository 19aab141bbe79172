# One command to run (make run), one to test (make test).
PYTHON ?= python3
IN_VENV = .venv/bin/python

.PHONY: run test bench setup browser stop reset lock check-python

run: setup
	@exec $(IN_VENV) -m mappa.run

test: setup browser
	@PATH="$(CURDIR)/.venv/bin:$$PATH" sh .ci/check

# Timings at national size, as ratios; a quarter of an hour, most of it the first time.
bench: setup
	@$(IN_VENV) -m bench.confidentiality

setup: check-python
	@$(PYTHON) -I mappa/bootstrap.py

browser: setup
	@sh .ci/browser

stop:
	@test ! -x $(IN_VENV) || $(IN_VENV) -m mappa.stop stop

reset:
	@test ! -x $(IN_VENV) || $(IN_VENV) -m mappa.stop reset

check-python:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed, and $(PYTHON) is not to be found."; exit 1; }

# Pin anew what requirements.in and requirements-dev.in ask for.
lock:
	@$(IN_VENV) -m pip install --quiet uv
	@for name in requirements requirements-dev; do \
	  .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --no-header --no-annotate $$name.in -o $$name.txt; done
