"""`manage.py health`: what is wrong, in a terminal."""

import json
import time
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.template.defaultfilters import filesizeformat

from auctionsite.commands import SiteCommand
from auctionsite.moments.durations import format_duration
from operations import overview
from operations.health import checks
from operations.health.checks import OK, HealthCheck
from operations.overview import Overview
from operations.running_auctions import RunningAuction


class Command(SiteCommand):
    help = (
        "Say of each part whether it works, and if not what to do; then every auction that isn't over, the "
        "most urgent first: its lot, how many people are in its room, and whether it waits for a clock that doesn't "
        "come. It changes nothing. It looks itself, so it works while the site is down. With --wait it looks again "
        "until all is well, to see that a mend worked. Exit code 0: all is well; 1: it isn't."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--wait", type=int, default=0, metavar="SECONDS", help="until all is well, so long at most")
        parser.add_argument("--json", action="store_true", help="print an object")

    def handle(self, *args: Any, **options: Any) -> None:
        until = time.monotonic() + options["wait"]
        seen = overview.read_overview()
        while not seen.healthy and time.monotonic() < until:
            time.sleep(checks.FRESH_SECONDS)
            seen = overview.read_overview()
        self.stdout.write(json.dumps(_json(seen), indent=2, default=str) if options["json"] else _text(seen))
        if not seen.healthy:
            wrong = [name for name, part in seen.parts.items() if part.word != OK]
            late = sum(each.is_late for each in seen.auctions or ())
            raise CommandError(f"Not healthy: {', '.join([*wrong, *[f'{late} late'] * bool(late)])}.")
        if not options["json"]:
            self.stdout.write(self.style.SUCCESS("Healthy."))


def _json(seen: Overview) -> dict[str, Any]:
    return {
        "status": "healthy" if seen.healthy else "degraded",
        "parts": {name: part.word for name, part in seen.parts.items()},
        "facts": {name: part.facts for name, part in seen.parts.items()},
        "auctions": None if seen.auctions is None else [_object(each) for each in seen.auctions],
    }


def _text(seen: Overview) -> str:
    parts = [_line(name, part) for name, part in seen.parts.items()]
    if seen.auctions is None:
        return "\n".join([*parts, "", "Auctions: unknown."])
    auctions = [each for running in seen.auctions for each in _about(running)]
    return "\n".join([*parts, "", *(auctions or ["No auction waits, runs or is paused."])])


def _line(name: str, part: HealthCheck) -> str:
    said = ", ".join(_fact(key, value) for key, value in part.facts.items()) if part.word == OK else part.word
    return f"{'ok' if part.word == OK else 'WRONG':<6} {name:<11} {said}".rstrip()


def _fact(key: str, value: Any) -> str:
    if isinstance(value, dict):  # of a disk
        return f"{key} {filesizeformat(value['free_bytes'])} free".replace("\xa0", " ")
    return f"{key.replace('_', ' ')} {value}"


def _object(auction: RunningAuction) -> dict[str, Any]:
    """Return the auction as `--json` has it; times are in seconds."""
    spans = {"left": auction.left, "paused": auction.paused, "late": auction.late}
    return {
        "auction": str(auction.id),
        "league": auction.league,
        "status": auction.status,
        "reason": auction.reason,
        "lots": auction.lots,
        "lots_done": auction.done,
        "lot": auction.lot,
        "room": auction.people,
        "stuck": auction.stuck.kind if auction.stuck else None,
        **{name: None if each is None else round(each.total_seconds(), 1) for name, each in spans.items()},
    }


def _about(auction: RunningAuction) -> list[str]:
    """Two lines: an id is long, and a phone narrow."""
    room = "room unknown" if auction.people is None else f"{auction.people} in the room"
    said = [auction.status, f"{auction.done} of {auction.lots} lots done", room]
    if auction.status == "active" and auction.lot:
        said.append(f"lot {auction.lot}" + ("" if auction.left is None else f", {format_duration(auction.left)} left"))
    if auction.paused is not None:
        said.append(f"for {format_duration(auction.paused)}: {auction.reason or 'no reason given'}")
    if auction.is_late:
        said.append(f"LATE by {format_duration(auction.late)}: no clock came")
    return [f"{auction.id}  {auction.league}", f"       {'; '.join(said)}"]
