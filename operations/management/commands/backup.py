"""`manage.py backup`: make a backup, list them, prove one."""

import argparse
import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.template.defaultfilters import filesizeformat, pluralize

from auctionsite.commands import SiteCommand
from auctionsite.serving.stopping import exit_on_sigterm
from operations.backup import catalogue, create, offsite
from operations.backup.catalogue import Backup
from operations.backup.errors import OperationFailed
from operations.backup.verify import VerificationResult, verify_backup


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise argparse.ArgumentTypeError("give a number of days, 1 or more")
    return int(text)


class Command(SiteCommand):
    help = (
        "Back up the database into BACKUP_DIR, with a checksum and a manifest; copy it to BACKUP_S3_URL if that is "
        "set; and remove backups that are older than BACKUP_KEEP_DAYS, but never the newest. Nobody waits for it. "
        "--verify makes none: it restores one into a scratch database, audits every auction there, and drops it. "
        "Exit code 0: done, or proved; 1: it failed, or is not proved; 2: no such backup; 3: another is under way."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, metavar="DIR", help="in place of BACKUP_DIR")
        parser.add_argument("--keep-days", type=_days, metavar="N", help="in place of BACKUP_KEEP_DAYS, to make room")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--list", action="store_true", help="show the backups there are, the newest last")
        what.add_argument(
            "--verify",
            nargs="?",
            const="latest",
            metavar="FILE",
            help="prove this backup (default: the newest) by a restore and an audit",
        )
        parser.add_argument("--json", action="store_true", help="print an object, for programs")

    def handle(self, *args: Any, to: Path | None, **options: Any) -> None:
        try:
            with exit_on_sigterm():
                self._do(to, options)
        except OperationFailed as error:
            raise CommandError(str(error), returncode=error.code) from error

    def _do(self, to: Path | None, options: dict[str, Any]) -> None:
        as_json: bool = options["json"]
        if options["list"]:
            self._list(catalogue.all_backups(to), as_json=as_json)
        elif options["verify"]:
            self._verify(catalogue.find_backup(options["verify"], to), as_json=as_json)
        else:
            self._make(to, options["keep_days"], as_json=as_json)

    def _make(self, to: Path | None, keep_days: int | None, *, as_json: bool) -> None:
        backup = create.create_backup(to)
        copied, trouble = _copy(backup)
        removed = create.prune_backups(to, keep_days)
        if as_json:
            names = [each.name for each in removed]
            self._print_json(
                {**backup.to_json(), "folder": str(backup.file.parent), "copied": copied, "removed": names}
            )
        else:
            self.stdout.write(f"{backup.file}: {_in_words(backup)}, made in {backup.took_seconds:.1f} s.")
            if copied:
                self.stdout.write(f"Copied to {copied}.")
            if removed:
                self.stdout.write(f"Removed {len(removed)} old backup{pluralize(len(removed))}.")
        if trouble:
            raise OperationFailed(f"The backup is made, but not copied: {trouble}")

    def _list(self, backups: list[Backup], *, as_json: bool) -> None:
        if as_json:
            self._print_json({"backups": [backup.to_json() for backup in backups]})
            return
        for backup in backups:
            proved = f"proved {backup.verified_at:%Y-%m-%d %H:%M}" if backup.verified_at else "not proved"
            self.stdout.write(f"{backup.made_at:%Y-%m-%d %H:%M:%S} UTC  {backup.file}  {_in_words(backup)}, {proved}")
        if not backups:
            self.stdout.write("There is no backup.")

    def _verify(self, backup: Backup, *, as_json: bool) -> None:
        done = verify_backup(backup)
        if as_json:
            self._print_json(_report(done))
        else:
            for each in done.findings:
                self.stdout.write(each)
            self.stdout.write(
                f"{backup.file}: {_in_words(backup)}, restored in {done.restore_seconds:.1f} s, "
                f"audited in {done.audit_seconds:.1f} s."
            )
        if done.findings:
            raise OperationFailed(f"Not proved: {len(done.findings)} finding{pluralize(len(done.findings))}.")
        if not as_json:
            self.stdout.write(self.style.SUCCESS(f"{done.auctions} auction{pluralize(done.auctions)} proved."))

    def _print_json(self, said: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(said, indent=2))


def _copy(backup: Backup) -> tuple[str | None, OperationFailed | None]:
    """Copy the backup; return its address there, and what went wrong: a backup without its copy is still one."""
    try:
        place = offsite.configured_bucket()
        if place is None:
            return None, None
        offsite.copy_backup(backup, place)
    except OperationFailed as error:
        return None, error
    return f"s3://{place.bucket}/{place.key(backup.file)}", None


def _report(done: VerificationResult) -> dict[str, Any]:
    return {
        **done.backup.to_json(),
        "restore_seconds": round(done.restore_seconds, 3),
        "audit_seconds": round(done.audit_seconds, 3),
        "auctions": done.auctions,
        "findings": done.findings,
    }


def _in_words(backup: Backup) -> str:
    there = backup.census
    size = filesizeformat(backup.bytes).replace("\xa0", " ")
    return f"{size}, {there.auctions} auctions, {there.events} events, {there.bids} bids"
