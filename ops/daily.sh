#!/bin/sh
# What a site wants done once a day, for machines without systemd: back up, prove that the backup restores, tidy up.
# One step that fails doesn't keep the others. Exit code 1: one failed; what it said is on standard error.
set -u
cd "$(dirname "$0")/.." || exit 1
code=0
.venv/bin/python manage.py backup && .venv/bin/python manage.py backup --verify || code=1
.venv/bin/python manage.py clean_up || code=1
exit $code
