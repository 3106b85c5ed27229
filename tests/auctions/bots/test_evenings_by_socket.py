"""The same evenings, shortened, with everything real: sockets, web processes and a clock, and time that passes.

Each manager is a bot of its own at a socket of its own. It bids up to what a player is worth to it, passes on the rest,
and puts players up in its turn.
"""

import csv
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from typing import Any
from uuid import uuid4

from accounts.models import User
from auctions import engine
from auctions.models import Auction, AuctionEvent
from auctions.rules.commands import ChangeSeats, SeatTerms
from auctions.rules.state import AuctionState
from auctions.services import create_auction
from leagues.models import Asset
from leagues.services import create_league, join_league
from leagues.settings.auction import AuctionSettings
from leagues.settings.presets import PRESETS
from tests import cast
from tests.auctions.bots.evenings import (
    PURSES,
    Listed,
    cricketers,
    positions_of,
    prove,
    put_on_list,
    recorded_footballers,
)
from tests.bidders import Bidder, answers_are_kept
from tests.chaos.rooms import begin
from tests.live import MakeSite, Site, eventually
from tests.recorded import FPL, IPL
from tests.sockets import Client

QUICK: dict[str, Any] = {"lot_seconds": 8, "anti_snipe_seconds": 2, "break_seconds": 0, "grace_ms": 100}
EVENING_SECONDS = 240
"""A quiet machine takes a tenth of it."""


class Player(Bidder):
    """A manager with a worth for each player, in their roster's positions as far as they are refused others."""

    def __init__(self, auction: Auction, user: User, site: Site) -> None:
        super().__init__(auction, user, site.webs, pause=0.03)
        self.refused: set[str] = set()
        self._taste = random.Random(f"taste of {user.name}")  # noqa: S311 # the same every time
        self._worth: dict[str, int] = {}

    def worth(self, lot: dict[str, Any]) -> int:
        """The most it pays for a player. Each fourth of them nobody wants at the opening price, nor at half of it."""
        name = lot["asset"]["name"]
        if name not in self._worth:
            appeal = random.Random(name).choice((0.3, 1.0, 1.0, 1.0))  # noqa: S311 # the same every time
            self._worth[name] = 1 + int(lot["opening_price"] * appeal * self._taste.choice((0.8, 1.0, 1.2, 1.4, 1.6)))
        return self._worth[name]

    def _choose(self, client: Client) -> None:
        if client.status != "active":
            return
        seat, lot = str(client.you.get("participant")), client.open_lot
        if client.state["auction"]["next_nominator"] == seat:
            self._put_up(client)
        elif lot is not None and lot["leader"] != seat:
            self._answer(client, lot, seat)

    def _answer(self, client: Client, lot: dict[str, Any], seat: str) -> None:
        """Bid on the open lot, or pass once."""
        passed = next(each["passed"] for each in client.state["participants"] if each["id"] == seat)
        if lot["min_next"] <= min(self.worth(lot), client.you["limits"].get(lot["id"], 0)):
            self._ask_for(type="bid", lot=lot["id"], amount=lot["min_next"])
        elif lot["id"] not in passed:
            self._ask_for(type="pass", lot=lot["id"])

    def _put_up(self, client: Client) -> None:
        """Put the player up who is worth most to it, of those that the room shows and that nobody refused it."""
        queued = [lot for lot in client.state["lots"] if lot["status"] == "queued"]
        wanted = [lot for lot in queued if lot["asset"]["id"] not in self.refused]
        if wanted:
            best = max(wanted, key=lambda lot: (self.worth(lot), -lot["number"]))
            self.refused.add(best["asset"]["id"])  # once is enough, whatever comes of it
            self._ask_for(type="nominate", asset=best["asset"]["id"], amount=best["opening_price"])

    def _ask_for(self, **frame: Any) -> None:
        self._pending = uuid4()
        self.sent[self._pending] = frame


@contextmanager
def played_by(auction: Auction, users: list[User], site: Site) -> Iterator[list[Player]]:
    """Let these users play the auction to its end."""
    players = [Player(auction, user, site) for user in users]
    for player in players:
        player.start()
    try:
        eventually(lambda: all(each.client and each.client.state for each in players), "everybody is in the room", 60)
        yield players
        for player in players:
            player.join(EVENING_SECONDS)
    finally:
        for player in players:
            player.end()


def play(site: Site, sport: str, rows: list[Listed], purses: list[int], settings: AuctionSettings) -> AuctionState:
    """Play an auction of these rows, in which everybody has a purse, and prove it right; its state at the end."""
    site.add_web(), site.add_web(), site.add_clock()
    assets = put_on_list(sport, rows)
    users = [cast.make_user(f"Owner{number}") for number in range(len(purses))]
    league = create_league(users[0], "An evening", assets[0].sport, settings)
    for user in users[1:]:
        join_league(user, league.code)
    auction = create_auction(league, cast.actor_in(league), waiting_room=True, assets=assets)
    seats = auction.participants.order_by("pk").values_list("pk", flat=True)
    table = [SeatTerms(participant=seat, budget=purse) for seat, purse in zip(seats, purses, strict=True)]
    assert cast.do(auction, ChangeSeats(actor=cast.actor_in(league), seats=tuple(table))).ok
    site.ready()
    with played_by(auction, users, site) as players:
        begin(auction, site, users[0])
    assert all(player.sees_the_end for player in players)
    check_what_was_said(auction, players, site)
    state = prove(auction.pk)
    assert sorted(seat.granted for seat in state.participants.values()) == sorted(purses)
    return state


def check_what_was_said(auction: Auction, players: list[Player], site: Site) -> None:
    """All answers are kept, every bid came by a socket, and who was there sees what somebody new does."""
    accepted = [player.sent[key]["type"] for player in players for key in answers_are_kept(player)]
    events = AuctionEvent.objects.filter(auction=auction)
    kinds = Counter(events.values_list("kind", flat=True))
    assert kinds["bid_placed"] == accepted.count("bid") + accepted.count("nominate")
    assert kinds["lot_passed"] == accepted.count("pass")
    assert [*events.order_by("seq").values_list("seq", flat=True)] == [*range(1, engine.read(auction.pk).seq + 1)]
    fresh = site.client(auction.pk, players[0].user)
    fresh.hello()
    for player in players:
        assert player.client is not None
        assert player.client.state["participants"] == fresh.state["participants"]
        assert player.client.state["auction"] == fresh.state["auction"]


def test_cricket_evening_by_socket(make_site: MakeSite) -> None:
    """Ten purses that differ, players in sets, slabs, base prices, a limit on overseas players, two unsold rounds."""
    names = [(f"Player {number}", f"Team {number % 10}") for number in range(134)]
    if IPL.exists():
        with (IPL / "players.csv").open(encoding="utf-8") as file:
            names = [(row["name"], row["team"]) for row in csv.DictReader(file)]
    chosen = (
        PRESETS["ipl-squad"]
        .settings(AuctionSettings())
        .changed({**QUICK, "order": "position", "slots_min": 2, "slots_max": 3, "limits": "country not IND: at most 1"})
    )
    state = play(make_site(), "cricket", cricketers(names)[::5], list(PURSES), chosen)
    assert (state.auction.round, chosen.unsold_rounds) == (3, 2)
    assert state.auction.lots_sold >= 15
    foreign = {*Asset.objects.exclude(country="IND").values_list("pk", flat=True)}
    assert all(sum(slot.asset in foreign for slot in seat.roster) <= 1 for seat in state.participants.values())


def test_football_evening_by_socket(make_site: MakeSite) -> None:
    """Twelve managers put players up in snake order, for squads by position."""
    positions = ("GK", "DEF", "MID", "FWD")
    rows = [Listed(f"Player {n}", f"Club {n % 20}", positions[n % 4], "", 5) for n in range(96)]
    if FPL.exists():
        listed = [replace(row, opening_price=5) for row in recorded_footballers()]
        by_position = ([row for row in listed if row.position == each] for each in positions)
        rows = [*chain(*zip(*by_position, strict=False))][::3]
    limits = "GK: 1, DEF: 1, MID: 1, FWD: 1, each club: at most 2"
    size = {"slots_min": 4, "slots_max": 4, "limits": limits, "nomination_seconds": 5}
    chosen = (
        PRESETS["fpl-squad"]
        .settings(AuctionSettings())
        .changed({**QUICK, "mode": "nomination", "nomination_order": "snake", "seed": 7, **size})
    )
    state = play(make_site(), "football-players", rows[:96], [1000] * 12, chosen)
    assert positions_of(state) == [Counter(GK=1, DEF=1, MID=1, FWD=1)] * 12
