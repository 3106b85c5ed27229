#!/bin/sh
# recover.sh FOLDER DATA [--wal OLD_PG_WAL] [--until INSTANT]: makes the data directory DATA, which must not be there, for
# a recovery from FOLDER/base and FOLDER/wal. Start Postgres on it: it recovers, and takes writes when it is done.
#
#   --wal      the pg_wal of the server that died, if its disk lives: nothing that was committed is lost then
#   --until    stop before the first commit after this instant, such as '2026-11-22 20:15:00+00'
#
# Run it as the user who runs Postgres. It reads FOLDER and OLD_PG_WAL, and changes nothing there.
set -eu
umask 077

fail() {
    echo "$1" >&2
    exit 1
}

[ $# -ge 2 ] || fail "Usage: recover.sh FOLDER DATA [--wal OLD_PG_WAL] [--until INSTANT]"
folder=$1
data=$2
shift 2
old_wal=
until=
while [ $# -gt 0 ]; do
    case $1 in
    --wal) old_wal=$2 ;;
    --until) until=$2 ;;
    *) fail "$1 is not known." ;;
    esac
    shift 2
done
[ ! -e "$data" ] || fail "$data is there already; move it away, and keep it until you are sure."
[ -z "$old_wal" ] || [ -d "$old_wal" ] || fail "$old_wal is not a folder."

# The newest copy that was finished; before INSTANT, if one is named.
limit=$([ -z "$until" ] || date -u -d "$until" +%Y%m%dT%H%M%SZ)
base=
for each in "$folder/base/"[0-9]*Z; do
    [ -d "$each" ] || continue
    finished=$(basename "$each")
    [ -z "$limit" ] || expr "$finished" \< "$limit" >/dev/null || continue
    base=$each
done
[ -n "$base" ] || fail "There is no base backup in $folder/base${until:+ before $until}."

echo "Beginning with $base."
cp -a "$base" "$data"
# What the dead server had not archived yet is newer than the archive; what is in both is the same.
[ -z "$old_wal" ] || find "$old_wal" -maxdepth 1 -type f -name '[0-9A-F]*' -exec cp -a {} "$data/pg_wal/" \;
cat >>"$data/postgresql.auto.conf" <<END
restore_command = 'cp "$folder/wal/%f" "%p"'
recovery_target_timeline = 'latest'
recovery_target_action = 'promote'
END
if [ -n "$until" ]; then
    cat >>"$data/postgresql.auto.conf" <<END
recovery_target_time = '$until'
recovery_target_inclusive = 'off'
END
fi
touch "$data/recovery.signal"
echo "Start Postgres on $data; after it: manage.py raise_epochs, manage.py audit_auctions."
