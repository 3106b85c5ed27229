"""`manage.py restore`: a backup into a fresh database."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from auctionsite.commands import SiteCommand
from auctionsite.serving.stopping import exit_on_sigterm
from operations.backup import catalogue, databases, offsite, restore
from operations.backup.errors import OperationFailed
from operations.backup.restore import RestorePlan, RestoreResult


class Command(SiteCommand):
    help = (
        "Restore a backup into a fresh database, after comparing it with its checksum, and count what arrived. The "
        "database of the site stays as it is, unless it is named with --into and --yes is given: then it is renamed, "
        "kept, and replaced; stop web, clock and bots before. Exit code 0: restored; 1: it failed, or was refused, and "
        "everything is as it was; 2: no such backup; 3: somebody else is at it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("backup", metavar="latest|FILE", help="the newest, a path, or a name in BACKUP_DIR")
        parser.add_argument("--into", metavar="DB", help="name of the database (default: one named after the backup)")
        parser.add_argument("--yes", action="store_true", help="replace what is in the database; it is kept, renamed")
        parser.add_argument("--dry-run", action="store_true", help="check everything, say what would be done, stop")
        parser.add_argument("--fetch", action="store_true", help="bring the newest from BACKUP_S3_URL here first")

    def handle(self, *args: Any, backup: str, into: str | None, **options: Any) -> None:
        try:
            with exit_on_sigterm():
                if options["fetch"]:
                    self._fetch()
                self._restore(restore.plan_restore(catalogue.find_backup(backup), into), **options)
        except OperationFailed as error:
            raise CommandError(str(error), returncode=error.code) from error

    def _restore(self, plan: RestorePlan, *, yes: bool, dry_run: bool, **others: Any) -> None:
        self.stdout.write(_intention(plan))
        if dry_run:
            self.stdout.write("Nothing was done.")
        else:
            self.stdout.write(_outcome(restore.restore_backup(plan, replace=yes)))

    def _fetch(self) -> None:
        place = offsite.configured_bucket()
        if place is None:
            raise OperationFailed("There is nowhere to fetch from: set BACKUP_S3_URL.")
        self.stdout.write(f"Fetched {offsite.fetch_newest_backup(place, catalogue.backup_folder()).file}.")


def _intention(plan: RestorePlan) -> str:
    there = plan.backup.census
    what = f"{plan.backup.file}, made {plan.backup.made_at:%Y-%m-%d %H:%M:%S} UTC, {there.auctions} auctions"
    if plan.full:
        return f"{what}: to replace {plan.into.name}, which will be kept as {plan.aside.name}."
    return f"{what}: into {'the empty' if plan.there else 'a new'} database {plan.into.name}."


def _outcome(done: RestoreResult) -> str:
    lines = [f"Restored into {done.database.name} in {done.seconds:.1f} s."]
    if done.aside is not None:
        lines.append(f"What was there before is in {done.aside.name}; drop it when you are sure.")
    if done.database.name == databases.site_database().name:
        lines.append("Next: manage.py migrate, manage.py audit_auctions, then start web, clock and bots.")
    else:
        lines += [
            f"Next: with /{done.database.name} in DATABASE_URL, manage.py migrate and manage.py audit_auctions. Then",
            "start web, clock and bots with that DATABASE_URL; or, with all of them stopped, let it take the old name:",
            f"manage.py restore FILE --into {databases.site_database().name} --yes",
        ]
    return "\n".join(lines)
