#!/bin/sh
# install.sh STEP…: puts a release on a machine, or into an image, in these steps. Each may be done again at any time.
#
#   packages   make .venv with what requirements.txt pins; S3=1: and requirements-s3.txt, which copies of backups need
#   static     collect the files that browsers load into staticfiles/, and compile the program, so that it starts sooner
#   check      look whether the environment is fit for a deployed site
#   migrate    bring the database of DATABASE_URL to this release, while the release before serves on
#   ready      wait until the web process at PORT of this machine takes visitors: a minute at most, or READY_SECONDS=…
#
# Between the last two, start what Procfile names. POSIX sh, and Python from 3.11 on: PYTHON=… chooses one.
set -eu
cd "$(dirname "$0")/.."
python=.venv/bin/python

packages() {
    "${PYTHON:-python3}" -m venv .venv
    "$python" -m pip install --no-input --disable-pip-version-check --only-binary :all: \
        -r requirements.txt ${S3:+-r requirements-s3.txt}
}

static() {
    # Nothing is signed here: collecting files only has to know that this is a deployed site.
    ENVIRONMENT=production SECRET_KEY=${SECRET_KEY:-only-collects-files} \
        "$python" manage.py collectstatic --noinput --clear --verbosity 1
    # What runs it may not write there.
    "$python" -m compileall -q -x '/(\.venv|staticfiles|tests)/' .
}

check() {
    "$python" manage.py check --deploy --fail-level WARNING
}

migrate() {
    "$python" manage.py migrate --noinput
    "$python" manage.py install_sports
}

ready() {
    "$python" ops/ready.py "${READY_SECONDS:-60}"
}

if [ $# -eq 0 ]; then
    echo "Say which steps; see the head of $0." >&2
    exit 2
fi
for step in "$@"; do
    case $step in
    packages | static | check | migrate | ready) ;;
    *)
        echo "$step is no step; see the head of $0." >&2
        exit 2
        ;;
    esac
done
for step in "$@"; do "$step"; done
