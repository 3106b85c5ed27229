"""`manage.py cancel_auctions`: for the evening that can't be saved."""

import argparse
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.management.base import CommandError, CommandParser

from auctions.models import Auction
from auctions.publish import broadcast
from auctions.publish.messages import status_in_words
from auctions.recovery import bulk_cancel, bulk_commands
from auctions.recovery.bulk_cancel import CancelledAuction
from auctions.recovery.bulk_commands import REASON_LENGTH, count_noun
from leagues.models import League
from rollouts.fleet_command import FleetCommand

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def parse_period(text: str) -> timedelta:
    """Parse `90s`, `30m`, `1h` or `2d`."""
    if not (match := re.fullmatch(r"(\d{1,6})([smhd])", text)):
        raise argparse.ArgumentTypeError("give a number and a unit: 90s, 30m, 1h or 2d")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


class Command(FleetCommand):
    help = (
        "Cancel all auctions that wait, run or are paused, or some of them. Every hold is released and every sale "
        "reversed, as when a commissioner cancels, and the rooms are told with the reason. It can't be taken back. On "
        "a terminal it asks first. Exit codes: 0 all were cancelled, or there was none, or this was a dry run; "
        "1 another run is under way, there is no such league, or you said no; 2 wrong arguments; 3 some could not be "
        "cancelled."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reason", required=True, help=f"shown to everybody; {REASON_LENGTH} characters at most")
        parser.add_argument(
            "--since", type=parse_period, metavar="PERIOD", help="only those made or begun in it: 30m, 1h"
        )
        parser.add_argument("--league", metavar="ID|CODE|NAME", help="only that of this league")
        parser.add_argument("--yes", action="store_true", help="don't ask")
        parser.add_argument("--dry-run", action="store_true", help="say which they are, and change nothing")
        parser.add_argument("--json", action="store_true", help="print an object")

    def handle(self, *args: Any, reason: str, since: timedelta | None, league: str | None, **options: Any) -> None:
        reason = reason.strip()
        if not 0 < len(reason) <= REASON_LENGTH:
            raise CommandError(f"Give a reason of 1 to {REASON_LENGTH} characters.", returncode=2)
        only_league = None if league is None else _find_league(league)
        try:
            with bulk_commands.exclusive_run():
                auctions = list(bulk_cancel.auctions_to_cancel(since, only_league))
                if options["dry_run"]:
                    results = [CancelledAuction(each.pk, each.league.name, each.status) for each in auctions]
                else:
                    self._confirm(auctions, confirmed=options["yes"])
                    results = bulk_cancel.cancel_all(auctions, reason)
        except bulk_commands.AlreadyRunning:
            raise CommandError(bulk_commands.ANOTHER_RUN) from None
        broadcast.flush()
        self.stdout.write(_json(results) if options["json"] else _text(results, dry_run=options["dry_run"]))
        if failed := sum(bool(each.problem) for each in results):
            raise CommandError(f"{failed} of {len(results)} could not be cancelled.", returncode=3)

    def _confirm(self, auctions: Sequence[Auction], *, confirmed: bool) -> None:
        """On a terminal nobody cancels by a slip of the hand."""
        if confirmed or not auctions or not sys.stdin.isatty():
            return
        for auction in auctions:
            self.stderr.write(f"{auction.pk}  {auction.league.name}, {status_in_words(auction.status)}", str)
        self.stderr.write(f"Cancel {count_noun(len(auctions), 'auction')} for good? Type yes: ", str, ending="")
        self.stderr.flush()
        if sys.stdin.readline().strip().lower() != "yes":
            raise CommandError("Nothing was cancelled.")


def _find_league(text: str) -> League:
    try:
        leagues = list(League.objects.filter(pk=UUID(text)))
    except ValueError:
        leagues = list(League.objects.filter(code__iexact=text)) or list(League.objects.filter(name__iexact=text)[:10])
    if not leagues:
        raise CommandError(f"There is no league {text!r}. Give its id, its code or its whole name.")
    if len(leagues) > 1:
        which = ", ".join(str(each.pk) for each in leagues)
        raise CommandError(f"There are several leagues {text!r}. Give the id of one: {which}.")
    return leagues[0]


def _json(results: list[CancelledAuction]) -> str:
    return json.dumps({"auctions": [asdict(each) for each in results]}, indent=2, default=str)


def _text(results: list[CancelledAuction], *, dry_run: bool) -> str:
    return "\n".join(_line(each, dry_run=dry_run) for each in results) or "No auction waits, runs or is paused there."


def _line(result: CancelledAuction, *, dry_run: bool) -> str:
    name = f"{result.auction}  {result.league}, {status_in_words(result.status)}:"
    if dry_run:
        return f"{name} would be cancelled."
    return f"{name} {result.sentence}"
