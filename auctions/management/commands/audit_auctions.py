"""`manage.py audit_auctions`: prove every auction from its journal."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.core.management.base import CommandError, CommandParser
from django.template.defaultfilters import pluralize

from auctions.audit.run import Finding, audit_auction
from auctions.models import Auction
from auctionsite.commands import SiteCommand


class Command(SiteCommand):
    help = (
        "Replay the journal of every auction from its first event and prove from it the tables, every manager's money "
        "after every event, and every bid that was accepted, acknowledged or refused as late. It changes nothing and "
        "no bidder waits for it. Exit code 0: all is proved; 1: there are findings."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--auction", type=UUID, metavar="ID", help="only this one (default: all, oldest first)")
        parser.add_argument("--json", action="store_true", help="print an object with what was found")

    def handle(self, *args: Any, auction: UUID | None, **options: Any) -> None:
        ids = [auction] if auction else list(Auction.objects.order_by("created_at", "pk").values_list("pk", flat=True))
        findings = list(self._findings(ids))
        if options["json"]:
            self.stdout.write(json.dumps(_summary(len(ids), findings), indent=2))
        else:
            for finding in findings:
                self.stdout.write(str(finding))
        if wrong := len(findings):
            raise CommandError(f"{wrong} finding{pluralize(wrong)} in {len(ids)} auction{pluralize(len(ids))}.")
        if not options["json"]:
            self.stdout.write(self.style.SUCCESS(f"{len(ids)} auction{pluralize(len(ids))} proved."))

    def _findings(self, ids: list[UUID]) -> Iterator[Finding]:
        for number, auction_id in enumerate(ids, start=1):
            try:
                yield from audit_auction(auction_id)
            except Auction.DoesNotExist as error:
                raise CommandError(f"There is no auction {auction_id}.", returncode=2) from error
            self._show_progress(number, len(ids))

    def _show_progress(self, done: int, total: int) -> None:
        """A bar for whoever watches; nothing in a log."""
        if total > 1 and self.stderr.isatty():
            bar = "#" * (40 * done // total)
            self.stderr.write(f"\r[{bar:<40}] {done}/{total}", str, ending="\n" if done == total else "")


def _summary(audited: int, findings: list[Finding]) -> dict[str, Any]:
    return {
        "auctions": audited,
        "findings": [_as_json(each) for each in findings],
    }


def _as_json(finding: Finding) -> dict[str, Any]:
    return {"auction": str(finding.auction), "seq": finding.seq, "sentence": finding.sentence}
