"""`manage.py simulate`: a whole auction in seconds."""

import json
import logging
import re
import time
from argparse import ArgumentTypeError
from dataclasses import asdict, replace
from typing import Any

from django.core.management.base import CommandError, CommandParser

from auctions.audit.run import audit_auction
from auctions.bots import simulation
from auctions.bots.report import ManagerReport, Report, make_report
from auctions.publish import broadcast
from auctions.services import SwitchedOff
from leagues.files.assets import parse_csv
from leagues.models import Asset
from leagues.money import money
from leagues.services import SHIPPED_CLUBS, import_shipped_clubs
from leagues.settings.auction import AuctionSettings
from leagues.settings.presets import PRESETS
from rollouts.fleet_command import FleetCommand
from rollouts.propagation import snapshot

PROVEN = "Proven: replayed from event 1, the journal agrees with the tables, and all money adds up at every event."


class Command(FleetCommand):
    changes_site = False
    help = (
        "Play a whole auction with bots in simulated time, through the same engine and database as a real one; print "
        "who bought what, and prove that the money adds up. The same seed plays the same auction, to the millisecond. "
        "It is kept in a league of its own, whose managers can't sign in, unless --discard. Exit codes: 0 played and "
        "proven, 1 played and not proven (each finding is printed), or not playable as asked."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--clubs", action="store_true", help="sell the 36 clubs that come with the program (default)")
        what.add_argument("--sport", help="sell all assets of this sport instead, by its key")
        parser.add_argument("--preset", choices=[*PRESETS], help="play by its settings, and sell its sport's assets")
        parser.add_argument("--managers", type=int, default=8, help="how many play, 2 to 100 (default: 8)")
        parser.add_argument("--purses", type=_purses, default=[], help="the money of each manager, as 120,110,95")
        parser.add_argument("--seed", type=int, default=7, help="decides order, valuations, temperaments (default: 7)")
        parser.add_argument("--discard", action="store_true", help="remove the league and its auction afterwards")
        parser.add_argument("--json", action="store_true", help="print an object")

    def handle(self, *args: Any, managers: int, seed: int, sport: str | None, **options: Any) -> None:
        if not 2 <= managers <= 100:
            raise CommandError("Give --managers 2 to 100.")
        preset = PRESETS.get(options["preset"])
        sport = sport or (preset.sport if preset else None)
        assets = _assets(sport) if sport else _clubs()
        quick = AuctionSettings(lot_seconds=20, anti_snipe_seconds=8, order="shuffled")
        settings = replace(preset.settings(quick) if preset else quick, seed=seed)
        logging.getLogger("auctions").setLevel(logging.WARNING)  # a line for each lot would drown the table
        follower = snapshot.follow("simulate")  # or each of thousands of decisions would ask the database for its flags
        try:
            self.play(assets, managers, seed, settings, options)
        finally:
            follower.stop()

    def play(
        self, assets: list[Asset], managers: int, seed: int, settings: AuctionSettings, options: dict[str, Any]
    ) -> None:
        """Play and print; raises CommandError."""
        started = time.monotonic()
        try:
            simulated = simulation.simulate(assets, managers, seed, settings, options["purses"])
        except ValueError as error:
            raise CommandError(f"{error} Give --purses one for each manager.") from error
        except SwitchedOff as error:
            raise CommandError(error.sentence) from error
        report, took = make_report(simulated.auction_id), time.monotonic() - started
        problems = report.problems() + [str(each) for each in audit_auction(simulated.auction_id)]
        broadcast.flush()
        if options["discard"]:
            simulation.discard_simulation(simulated)
        self.conclude(report, problems, took, as_json=options["json"])

    def conclude(self, report: Report, problems: list[str], took: float, *, as_json: bool) -> None:
        """Print the report; raises CommandError if there are problems."""
        self.stdout.write(_json(report, problems, took) if as_json else _text(report, problems, took))
        if problems:
            raise CommandError(f"Not proven: {len(problems)} findings.", returncode=1)


def _purses(text: str) -> list[int]:
    if not re.fullmatch(r"[1-9][0-9]{0,8}(,[1-9][0-9]{0,8})*", text):
        raise ArgumentTypeError("Give whole amounts between commas, as 120,110,95.")
    return [int(each) for each in text.split(",")]


def _clubs() -> list[Asset]:
    """The shipped clubs, in the order of their ids: whatever else was imported, the auction is the same."""
    import_shipped_clubs()
    ids = [row.external_id for row in parse_csv(SHIPPED_CLUBS.read_text(encoding="utf-8"))]
    clubs = Asset.objects.filter(sport="football", league=None, external_id__in=ids)
    return list(clubs.select_related("sport").order_by("external_id"))


def _assets(sport: str) -> list[Asset]:
    assets = list(Asset.objects.filter(sport=sport, league=None).select_related("sport").order_by("external_id"))
    if not assets:
        raise CommandError(f"There is no sport {sport!r} with assets; see `manage.py import_assets`.")
    return assets


def _json(report: Report, problems: list[str], took: float) -> str:
    totals = {"sold": report.sold, "spent": report.spent, "proven": not problems, "problems": problems}
    return json.dumps({**asdict(report), **totals, "took_seconds": round(took, 3)}, indent=2, ensure_ascii=False)


def _text(report: Report, problems: list[str], took: float) -> str:
    lines = [line for manager in report.managers for line in _manager_lines(manager, report.unit)]
    if report.unsold:
        lines += [f"Unsold: {', '.join(report.unsold)}", ""]
    proof = problems or [PROVEN]
    return "\n".join([*lines, _summary(report, took), *proof])


def _summary(report: Report, took: float) -> str:
    minutes, seconds = divmod(round(report.seconds), 60)
    budgets = sum(manager.budget for manager in report.managers)
    spent, budget = (money(each, report.unit) for each in (report.spent, budgets))
    return (
        f"{report.sold} of {report.lots} lots sold for {spent} of {budget}; "
        f"{report.bids} bids and {report.events} events in {minutes} min {seconds:02} s of the auction's time, "
        f"played in {took:.1f} s."
    )


def _manager_lines(manager: ManagerReport, unit: str) -> list[str]:
    spent, budget, left = (money(each, unit) for each in (manager.spent, manager.budget, manager.left))
    head = f"{manager.name}: {len(manager.bought)} for {spent} of {budget}, {left} left"
    return [head, *(f"  {each.price:>6}  {each.asset}" for each in manager.bought), ""]
