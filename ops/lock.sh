#!/bin/sh
# Pins requirements*.in into requirements*.txt, for every platform and every Python from 3.11 on.
# UPGRADE=1 takes the newest versions allowed; else what is pinned stays.
set -eu
cd "$(dirname "$0")/.."

uv=.venv/tools/bin/uv
if [ ! -x "$uv" ]; then
    .venv/bin/python -m venv .venv/tools
    .venv/tools/bin/python -m pip install --quiet --disable-pip-version-check uv
fi

pin() {
    name=$1
    shift
    echo "Pinning $name.txt"
    "$uv" pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-header \
        ${UPGRADE:+--upgrade} "$@" --output-file "$name.txt" "$name.in"
}

pin requirements
pin requirements-s3
pin requirements-dev
pin requirements-mutants
pin requirements-loadtest
# Hashes, because these programs are young; no dependencies, because their Python is never imported.
pin requirements-local --generate-hashes --no-deps
