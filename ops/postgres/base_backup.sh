#!/bin/sh
# base_backup.sh FOLDER [KEEP]: a copy of the running server in FOLDER/base, for recoveries to begin with, made while it
# is in use. Keeps the newest KEEP copies (2), and of FOLDER/wal what these need. Run it once a week, as the system's
# user `postgres`; the server is found as by psql (PGHOST, PGPORT, PGUSER, ~/.pgpass).
set -eu
umask 077

folder=$1
keep=${2:-2}
mkdir -p "$folder/base"
# Held until the end: two at once would remove each other's unfinished copies.
exec 9>"$folder/base/.lock"
flock -n 9 || { echo "Another base backup is being made in $folder." >&2; exit 3; }

rm -rf "$folder/base/new.partial"
pg_basebackup --pgdata="$folder/base/new.partial" --checkpoint=fast --wal-method=stream --no-password
pg_verifybackup --quiet "$folder/base/new.partial"
# Named after its end: a recovery can go to any instant after that.
name=$(date -u +%Y%m%dT%H%M%SZ)
mv "$folder/base/new.partial" "$folder/base/$name"
sync "$folder/base"

# Names sort by time, so the first are the oldest.
set -- "$folder/base/"[0-9]*Z
while [ $# -gt "$keep" ]; do
    rm -rf "$1"
    shift
done
first=$(sed -n 's/^START WAL LOCATION: .*(file \([0-9A-F]*\))$/\1/p' "$1/backup_label")
pg_archivecleanup "$folder/wal" "$first"
echo "$folder/base/$name is made; recoveries can begin with $1 or later."
