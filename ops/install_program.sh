#!/bin/sh
# install_program.sh NAME PACKAGE…: a program that only tests need, such as promtool, for .venv/bin. It is taken out of
# Debian's packages without installing them: that would start a server. Root is needed only where apt has no lists yet.
# Where it can't be had this says so and goes on; what needs it is then skipped, visibly.
set -eu
cd "$(dirname "$0")/.."
name=$1
shift
target=.venv/bin/$name

if command -v "$name" >/dev/null 2>&1 || [ -x "$target" ]; then
    exit 0
fi

folder=$(mktemp -d)
log=$(mktemp)
trap 'rm -rf "$folder" "$log"' EXIT

fetch() {
    (cd "$folder" && apt-get download "$@") >"$log" 2>&1 </dev/null
}

refresh() {
    if [ "$(id -u)" -eq 0 ]; then
        apt-get update >"$log" 2>&1 </dev/null
    else
        sudo -n apt-get update >"$log" 2>&1 </dev/null
    fi
}

# The program stays beside its libraries; what is called is a line that knows where these are.
install_here() {
    for package in "$folder"/*.deb; do
        dpkg-deb -x "$package" "$folder/files"
    done
    program=$(find "$folder/files" -type f -path "*bin/$name" | head -n 1)
    libraries=$(find "$folder/files" -name '*.so.*' -exec dirname {} + | sort -u | head -n 1)
    rm -rf ".venv/debian/$name"
    mkdir -p ".venv/debian/$name"
    cp "$program" ".venv/debian/$name/"
    [ -z "$libraries" ] || cp -P "$libraries"/*.so.* ".venv/debian/$name/"
    cat >"$target" <<'END'
#!/bin/sh
here=$(cd "$(dirname "$0")/../debian/${0##*/}" && pwd)
LD_LIBRARY_PATH=$here exec "$here/${0##*/}" "$@"
END
    chmod +x "$target"
}

if command -v apt-get >/dev/null 2>&1 && command -v dpkg-deb >/dev/null 2>&1; then
    echo "Fetching $name for the tests (once)…"
    if fetch "$@" || { refresh && fetch "$@"; }; then
        install_here
        exit 0
    fi
    tail -n 3 "$log" >&2
fi
echo "No $name: what needs it will not be tested. On Debian or Ubuntu: sudo apt-get install $1" >&2
