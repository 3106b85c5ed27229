#!/bin/sh
# The browser tests need a Chromium. Installs Debian's where that is possible; else says how to get one. The headless
# shell is preferred: without a window to compose, the same tests take a third less of the processor. It has no push:
# tests of that need a whole Chromium as well, and are skipped where it isn't (tests/e2e/test_31_push.py).
set -eu

for browser in chromium-headless-shell chromium chromium-browser google-chrome; do
    if command -v "$browser" >/dev/null 2>&1; then
        exit 0
    fi
done

if [ "$(id -u)" -eq 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    as_root="none"
fi

if [ "$as_root" != none ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium for the browser tests (once)…"
    log=$(mktemp)
    install() {
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
    }
    if { $as_root apt-get update && { install chromium-headless-shell chromium || install chromium; }; } \
        >"$log" 2>&1 </dev/null; then
        rm -f "$log"
        exit 0
    fi
    tail -n 5 "$log" >&2
    rm -f "$log"
fi
echo "No Chromium: the browser tests will be skipped. On Debian or Ubuntu: sudo apt-get install chromium-headless-shell" >&2
