#!/bin/sh
# The tests of the alert rules need promtool. It is taken out of Debian's package `prometheus`, without installing
# that: it would start a server. Root is needed only where apt has no list of packages yet.
set -eu
cd "$(dirname "$0")/.."
target=.venv/bin/promtool

if command -v promtool >/dev/null 2>&1 || [ -x "$target" ]; then
    exit 0
fi

folder=$(mktemp -d)
log=$(mktemp)
trap 'rm -rf "$folder" "$log"' EXIT

fetch() {
    (cd "$folder" && apt-get download prometheus) >"$log" 2>&1 </dev/null
}

refresh() {
    if [ "$(id -u)" -eq 0 ]; then
        apt-get update >"$log" 2>&1 </dev/null
    else
        sudo -n apt-get update >"$log" 2>&1 </dev/null
    fi
}

if command -v apt-get >/dev/null 2>&1 && command -v dpkg-deb >/dev/null 2>&1; then
    echo "Fetching promtool for the tests of the alert rules (once)…"
    if fetch || { refresh && fetch; }; then
        dpkg-deb -x "$folder"/prometheus_*.deb "$folder/files"
        cp "$folder/files/usr/bin/promtool" "$target"
        exit 0
    fi
    tail -n 3 "$log" >&2
fi
echo "No promtool: the alert rules will not be tested. On Debian or Ubuntu: sudo apt-get install prometheus" >&2
