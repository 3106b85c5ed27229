"""Every way to change an auction is played, in an order drawn from a seed; afterwards the audit finds nothing."""

import ast
import asyncio
import time
import uuid
from collections import Counter
from datetime import timedelta
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any

import orjson
import pytest
from asgiref.sync import async_to_sync
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient
from waffle.testutils import override_flag

from accounts.models import User
from auctions import engine
from auctions.audit.run import audit_auction
from auctions.bots.runner import BotRunner
from auctions.bots.simulation import simulate
from auctions.clock import AuctionClock
from auctions.dates import due
from auctions.models import Auction, Heartbeat, SeatPresence
from auctions.recovery.rebuild import rebuild_tables
from auctions.rules.commands import Actor
from auctions.rules.state import AuctionState
from auctions.sockets import protocol
from auctions.sockets.batching import batcher_of
from auctions.store import journal
from auctionsite.postgresql.clock import database_now
from leagues.files.assets import AssetRow
from leagues.models import AuctionDate, Sport
from leagues.services import add_bot, import_assets, join_league
from leagues.settings.auction import AuctionSettings
from season.ownership.services import refresh_ownership
from season.trades.services import accept
from season.trades.settling import settle_trade
from tests import cast
from tests.auctions.admin.pages import choose
from tests.auctions.sockets.submitting import answer_to
from tests.season.auctioned_league import let_time_pass, offer, settle_by

pytestmark = pytest.mark.django_db(transaction=True)

WAYS_OF: dict[str, set[str]] = {
    "auctions/api/views.py": {
        *("api_begin", "api_bid", "api_bid_again", "api_pass", "api_pass_with_key", "api_away", "api_pause"),
    },
    "auctions/bots/runner.py": {"bot"},
    "auctions/bots/simulation.py": {"simulation"},
    "auctions/clock.py": {"clock", "clock_after_outage"},
    "auctions/dates/due.py": {"by_itself"},
    "auctions/more_lots.py": {"api_add_lot"},
    "auctions/new_settings/services.py": {"page_new_settings"},
    "auctions/recovery/bulk_commands.py": {
        "admin_pause",
        "admin_fix",
        "command_resume",
        "command_undo",
        "command_cancel",
    },
    "auctions/recovery/rebuild.py": {"rebuild"},
    "auctions/seating/views.py": {"page_seats"},
    "auctions/seats.py": {"page_enter_late", "page_leave", "page_join"},
    "auctions/services.py": {"page_start", "api_start", "api_start_with_key"},
    "auctions/stand_ins/services.py": {"page_come_back", "api_bot_in_empty_seat"},
    "auctions/stand_ins/views.py": {"page_go_away"},
    "auctions/sockets/batching.py": {"socket_bid", "socket_bids_together", "socket_undo"},
    "season/trades/drops.py": {"api_drop"},
    "season/trades/settling.py": {"trade"},
}
"""By the modules that change auctions: the ways through each that are played here."""
IN_THE_ROOM = (
    *("api_bid", "api_bid_again", "api_pass", "api_pass_with_key", "api_away", "api_pause", "bot", "clock"),
    *("clock_after_outage", "admin_pause", "admin_fix", "command_resume", "command_undo", "rebuild"),
    *("api_add_lot", "page_leave", "page_join", "socket_bid", "socket_bids_together", "socket_undo"),
)
WAITING = (
    "page_enter_late",
    "page_seats",
    "page_new_settings",
    "page_go_away",
    "page_come_back",
    "api_bot_in_empty_seat",
)
BEGINS = ("api_begin", "by_itself")
"""One of them for each seed."""
AFTERWARDS = ("trade", "api_drop")
STARTS = ("page_start", "api_start", "api_start_with_key")
ROUNDS = 4
"""What could do nothing in one round, such as undoing a sale, is tried again in the next."""
LOTS = 12


def test_every_module_that_changes_auctions_is_played() -> None:
    """Whoever adds a way adds it here, and to the evening below."""
    root = Path(__file__).parents[3]
    apps = ("accounts", "auctions", "leagues", "operations", "rollouts", "season")
    changing = {
        str(path.relative_to(root))
        for app in apps
        for path in (root / app).rglob("*.py")
        if any(map(_changes_auctions, ast.walk(ast.parse(path.read_text("utf-8")))))
    }
    assert changing - {"auctions/engine.py"} == set(WAYS_OF)


def _changes_auctions(node: ast.AST) -> bool:
    """True for a call of the engine, or of what writes without it."""
    return isinstance(node, ast.Call) and ast.unparse(node.func) in {
        "engine.execute",
        "Writing",
        "writing.restore_tables",
    }


class Evening:
    """One auction and everybody who changes it. `done` counts the ways that did something."""

    def __init__(self, dice: Random, carla: User, max_: User, mia: User, otto: User, olga: User) -> None:
        self.dice, self.done = dice, Counter[str]()
        self.carla, self.max, self.mia, self.otto, self.olga = carla, max_, mia, otto, olga
        settings = cast.QUICK | {"lot_seconds": 600, "slots_max": 2, "budget": 60, "unsold_rounds": 1}
        self.league = cast.make_league(carla, max_, mia, **settings)
        rows = [AssetRow(external_id=str(each), name=f"Club {each}") for each in range(LOTS)]
        import_assets(self.league.sport_id, rows, league=self.league)
        add_bot(self.league, "Bot")
        settle_by(self.league, drops=True)
        self.bots, self.clock_process = BotRunner(seed=1), AuctionClock()
        self.auction: Auction
        self.sent: tuple[str, dict[str, Any], str] | None = None

    def play(self, way: str) -> None:
        """Go one way if it is open now, and count it if the auction or what is kept of it has changed."""
        before = self.trace() if hasattr(self, "auction") else None
        getattr(self, way)()
        self.done[way] += self.trace() != before

    def trace(self) -> tuple[int, int, int, int]:
        """Return how many events, answers and bids there are, and the epoch: whatever a way does changes one."""
        row = Auction.objects.get(pk=self.auction.pk)
        return row.seq, row.outcomes.count(), row.bids.count(), row.epoch

    @property
    def state(self) -> AuctionState:
        return engine.read(self.auction.pk)

    def actor(self, user: User) -> Actor:
        return cast.actor_in(self.league, user)

    def ready(self) -> bool:
        """Return True if a lot takes bids now; a 3-2-1 is waited for."""
        state = self.state
        left = (state.auction.resumes_at or 0) - journal.now_ms()
        if state.auction.status == "active" and left > 0:
            time.sleep(left / 1000)
        return state.auction.status == "active" and bool(state.open_lots)

    def bidder(self) -> tuple[User, str, int]:
        """Somebody, the open lot and what must be offered."""
        lot = self.state.lots[self.state.open_lots[0]]
        amount = (lot.price or 0) + self.dice.choice([0, 1, 1, 1, 3, 70])
        return self.dice.choice([self.carla, self.max, self.mia]), str(lot.id), amount

    # The start and the waiting room
    def page_start(self) -> None:
        path = f"/leagues/{self.league.pk}/auction/start/"
        self.auction = Auction.objects.get(pk=_page(self.carla).post(path)["Location"].split("/")[2])

    def api_start(self, **headers: str) -> None:
        path = f"/api/leagues/{self.league.pk}/auction/start"
        self.auction = Auction.objects.get(pk=_api(self.carla).post(path, headers=headers).data["id"])

    def api_start_with_key(self) -> None:
        self.api_start(**{"Idempotency-Key": str(uuid.uuid4())})

    def page_seats(self) -> None:
        budgets = {f"budget-{each}": "60" for each in self.state.participants}
        budgets[f"budget-{self.seat(self.max)}"] = "61"
        _page(self.carla).post(f"/auction/{self.auction.pk}/seats/", {"do": "save", **budgets})

    def page_new_settings(self) -> None:
        self.league.settings |= {"lot_seconds": 500}
        self.league.save()
        _page(self.carla).post(f"/auction/{self.auction.pk}/settings/", {"confirmed": "yes"})

    def page_go_away(self) -> None:
        _page(self.mia).post(f"/auction/{self.auction.pk}/stand-in/", {"do": "leave", "most": "5"})

    def page_come_back(self) -> None:
        _page(self.mia).get(f"/auction/{self.auction.pk}/")

    def api_bot_in_empty_seat(self) -> None:
        """Nobody has come for Max's seat yet; then its bot is taken out."""
        path = f"/api/auction/{self.auction.pk}/seats/{self.seat(self.max)}/bot"
        assert [_api(self.carla).put(path).status_code, _api(self.carla).delete(path).status_code] == [200, 200]

    def page_enter_late(self) -> None:
        join_league(self.otto, self.league.code)
        _page(self.otto).get(f"/auction/{self.auction.pk}/")

    def api_begin(self) -> None:
        self.api_command(self.carla, "begin", key=str(uuid.uuid4()))

    def by_itself(self) -> None:
        """The hour of its date has come, and enough managers are in the waiting room."""
        by, at = cast.member_of(self.league, self.carla), database_now()
        hour = {"starts_at": at, "opened_at": at, "time_zone": "UTC", "begins_with": 1}
        AuctionDate.objects.create(league=self.league, set_by=by, **hour)
        SeatPresence.objects.update_or_create(participant=self.seat(self.max), defaults={"at": at})
        due.begin_by_itself(self.league.pk)

    # The API
    def api_bid(self) -> None:
        if self.ready():
            user, lot, amount = self.bidder()
            self.sent = user.email, {"lot": lot, "amount": amount}, str(uuid.uuid4())
            self._send_bid()

    def api_bid_again(self) -> None:
        """A new bid, and then the very same call twice: one decision."""
        self.api_bid()
        for _ in range(2):
            self._send_bid()

    def _send_bid(self) -> None:
        if self.sent is not None:
            email, body, key = self.sent
            path = f"/api/auction/{self.auction.pk}/bids"
            _api(User.objects.get(email=email)).post(path, body, "json", headers={"Idempotency-Key": key})

    def api_command(self, user: User, name: str, *, key: str = "", reason: str = "", **args: Any) -> None:
        headers = {"Idempotency-Key": key} if key else {}
        path, body = f"/api/auction/{self.auction.pk}/commands", {"name": name, "args": args, "reason": reason}
        _api(user).post(path, body, "json", headers=headers)

    def api_pass(self, key: str = "") -> None:
        """All but the leader pass, so that the lot ends."""
        if self.ready():
            lot = str(self.state.open_lots[0])
            for user in (self.carla, self.max, self.mia, self.otto):
                self.api_command(user, "pass", key=key and str(uuid.uuid4()), lot=lot)

    def api_pass_with_key(self) -> None:
        self.api_pass("a new one each")

    def api_away(self) -> None:
        """The bot, so that lots end without it, or back."""
        seat = next(each for each in self.state.participants.values() if each.member == self.bot_member())
        self.api_command(self.carla, "set_away", participant=str(seat.id), away=not seat.away)

    def bot_member(self) -> int:
        return int(self.league.memberships.get(bot=True).pk)

    def api_pause(self) -> None:
        self.api_command(self.carla, "pause", key=str(uuid.uuid4()), reason="Pizza is here")
        self.api_command(self.carla, "resume", key=str(uuid.uuid4()))

    def api_add_lot(self) -> None:
        """Somebody whom the list forgot."""
        path = f"/api/auction/{self.auction.pk}/lots"
        assert _api(self.carla).post(path, {"name": "Kickers Nowhere"}, "json").status_code == 200

    def api_drop(self) -> None:
        owned = next(
            each for each in self.state.participants.values() if each.roster and each.id == self.seat(self.max)
        )
        path = f"/api/leagues/{self.league.pk}/drops"
        answer = _api(self.max).post(path, {"asset": str(owned.roster[0].asset)}, "json")
        assert answer.status_code < 300, answer.data

    def seat(self, user: User) -> int:
        seat = self.actor(user).participant
        assert seat is not None
        return seat

    # The socket
    def _frame(self, user: User, kind: str, **fields: Any) -> Any:
        kind, read = protocol.parse(orjson.dumps({"type": kind, "id": str(uuid.uuid4()), **fields}).decode())
        return protocol.command_of(kind, read, self.actor(user), journal.now_ms())

    def socket_bid(self) -> None:
        if self.ready():
            user, lot, amount = self.bidder()
            async_to_sync(answer_to)(batcher_of(self.auction.pk), self._frame(user, "bid", lot=lot, amount=amount))

    def socket_bids_together(self) -> None:
        if self.ready():
            bids = [self.bidder() for _ in range(5)]
            frames = [self._frame(who, "bid", lot=lot, amount=amount) for who, lot, amount in bids]

            async def submit_all() -> None:
                queue = batcher_of(self.auction.pk)
                await asyncio.gather(*(answer_to(queue, frame) for frame in frames))

            async_to_sync(submit_all)()

    def socket_undo(self) -> None:
        self.clock()
        for lot in [each.id for each in self.state.lots.values() if each.status == "sold"][:1]:
            undo = self._frame(self.carla, "command", name="undo_sale", args={"lot": str(lot)}, reason="A slip")
            async_to_sync(answer_to)(batcher_of(self.auction.pk), undo)

    # The program itself
    def clock(self) -> None:
        """A lot that ended is closed, and the next one opened."""
        self.api_bid()
        self.api_pass()
        self.tick()

    def tick(self) -> None:
        for _ in range(5):
            self.clock_process.close_next_due()

    def clock_after_outage(self) -> None:
        """No web process has been alive for a minute."""
        silent = Heartbeat.objects.create(process="web", kind="web", at=timezone.now() - timedelta(minutes=1))
        self.clock_process.pause_after_outage()
        silent.delete()
        self.operate("--resume", "--reason", "All are back")

    def bot(self) -> None:
        if self.ready():
            until, before = time.monotonic() + 6, self.trace()
            while self.trace() == before and self.bot_may_act() and time.monotonic() < until:
                time.sleep(self.bots.step())

    def bot_may_act(self) -> bool:
        """Return True if the bot neither leads the lot nor has passed on it, nor has its roster full."""
        state = self.state
        seat = next(each for each in state.participants.values() if each.member == self.bot_member())
        return any(
            state.lots[lot].leader != seat.id and lot not in seat.passed and seat.filled < 2 for lot in state.open_lots
        )

    def rebuild(self) -> None:
        assert rebuild_tables(self.auction.pk).left == []

    # Pages and operators
    def page_leave(self) -> None:
        member = cast.member_of(self.league, self.mia)
        _page(self.carla).post(f"/leagues/{self.league.pk}/members/{member.pk}/", {"do": "remove", "confirmed": "1"})

    def page_join(self) -> None:
        self.league.refresh_from_db()
        _page(self.mia).post(f"/join/{self.league.code}/")

    def admin_pause(self) -> None:
        choose(_page(self.olga), "pause", self.auction, reason="We look into it")
        choose(_page(self.olga), "resume", self.auction, reason="Done")

    def admin_fix(self) -> None:
        """Have the admin fix what is stuck: the lot has ended, and no clock comes."""
        self.api_pass()
        Auction.objects.filter(pk=self.auction.pk).update(next_deadline=None)
        choose(_page(self.olga), "fix", self.auction, reason="Stuck")
        self.tick()

    def command_resume(self) -> None:
        self.operate("--pause", "--reason", "A look")
        self.operate("--resume", "--reason", "Go on")

    def command_undo(self) -> None:
        self.clock()
        sold = [each.number for each in self.state.lots.values() if each.status == "sold"]
        if sold:
            self.operate("--undo", str(self.dice.choice(sold)), "--reason", "A slip")

    def operate(self, *args: str) -> None:
        try:
            call_command("operate_auction", str(self.auction.pk), *args, "--own-environment", stdout=StringIO())
        except CommandError as refused:  # in this status, which is a way too
            assert "Nothing was done" in str(refused)  # noqa: PT017 # and if it isn't refused that is as well

    def command_cancel(self) -> None:
        call_command("cancel_auctions", "--reason", "The pub closes", "--yes", "--own-environment", stdout=StringIO())

    # Afterwards
    def play_to_the_end(self) -> None:
        bot = next(each for each in self.state.participants.values() if each.member == self.bot_member())
        if not bot.away:  # it would think about every lot
            self.api_away()
        until = time.monotonic() + 120
        while not self.state.auction.status.over:
            assert time.monotonic() < until, f"it never ends: {self.state.auction}"
            if self.ready():
                seats = self.state.participants
                user = min((self.carla, self.max, self.otto), key=lambda one: seats[self.seat(one)].filled)
                _, lot, amount = self.bidder()
                self.sent = user.email, {"lot": lot, "amount": amount}, str(uuid.uuid4())
                self._send_bid()
                self.api_pass()
            self.tick()

    def trade(self) -> None:
        refresh_ownership(self.league.pk)
        state = self.state
        [gives, takes] = [state.participants[self.seat(user)].roster[0].lot for user in (self.max, self.carla)]
        numbers = state.lots[gives].number, state.lots[takes].number
        members = cast.member_of(self.league, self.max), cast.member_of(self.league, self.carla)
        agreed = accept(members[1], offer(self.auction, *members, (numbers[0],), (numbers[1],), pays=1).pk)
        let_time_pass(agreed, hours=48)
        assert settle_trade(agreed.pk).status == "done"


def _page(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _api(user: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


@pytest.mark.parametrize(("seed", "begin"), [*enumerate(BEGINS, start=1)])
def test_auction_that_was_changed_in_every_way_is_proved(
    seed: int, begin: str, carla: User, max_: User, mia: User, otto: User, olga: User
) -> None:
    dice = Random(seed)  # noqa: S311 # to be played again from its seed
    evening = Evening(dice, carla, max_, mia, otto, olga)
    with override_flag("waiting_room", active=True):
        evening.api_start_with_key()
    for way in (*WAITING, begin):
        evening.play(way)
        assert audit_auction(evening.auction.pk) == [], way
    for _ in range(ROUNDS):
        to_come = [way for way in IN_THE_ROOM if not evening.done[way]]
        for way in dice.sample(to_come, len(to_come)):
            evening.play(way)
            assert audit_auction(evening.auction.pk) == [], way
    evening.play_to_the_end()
    for way in AFTERWARDS:
        evening.play(way)
        assert audit_auction(evening.auction.pk) == [], way
    nothing_done = {*WAITING, begin, *IN_THE_ROOM, *AFTERWARDS} - set(+evening.done)
    assert nothing_done == set(), evening.done


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("waiting_room", [True, False])
def test_auction_that_was_cancelled_is_proved(
    start: str, waiting_room: bool, carla: User, max_: User, mia: User, otto: User, olga: User
) -> None:
    evening = Evening(Random(start), carla, max_, mia, otto, olga)  # noqa: S311 # to be played again from its seed
    with override_flag("waiting_room", active=waiting_room):
        getattr(evening, start)()
    assert audit_auction(evening.auction.pk) == []
    evening.play("socket_bids_together")
    evening.play("command_cancel")
    assert evening.state.auction.status == "cancelled"
    assert audit_auction(evening.auction.pk) == []


def test_simulated_auction_is_proved(football: Sport) -> None:
    played = simulate(list(football.assets.all()[:5]), 3, 7, AuctionSettings(slots_min=1, slots_max=2))
    assert audit_auction(played.auction_id) == []


def test_all_ways_named_are_played() -> None:
    played = {*WAITING, *BEGINS, *IN_THE_ROOM, *AFTERWARDS, *STARTS, "command_cancel", "simulation"}
    assert set().union(*WAYS_OF.values()) == played
