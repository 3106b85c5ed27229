#!/bin/sh
# archive_wal.sh FILE NAME ARCHIVE: Postgres' archive_command. It ends with 0 only when the file is in the archive and on
# its disk; then Postgres forgets the file. It never overwrites: after a crash the same file may come again.
set -eu
umask 077

if [ -e "$3/$2" ]; then
    cmp -s "$1" "$3/$2" && exit 0
    echo "$3/$2 is there already, and it is another one: does another server archive here?" >&2
    exit 1
fi
dd if="$1" of="$3/.$2.partial" bs=1048576 conv=fsync 2>/dev/null
mv "$3/.$2.partial" "$3/$2"
sync "$3"
