"""A random auction as a script, and the real engine and database to play it on, again and again with the same ids.

A script comes from the games of `rules/test_random_auctions.py`. Whatever the engine does inside, it must give the same
answers and the same rows each time.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from accounts.models import User
from auctions import engine
from auctions.engine import Outcome
from auctions.models import Auction, AuctionEvent, AuctionSnapshot, Bid, CommandOutcome, Lot, Participant
from auctions.rules import state as rules
from auctions.rules.commands import Begin, Command
from auctions.rules.creation import create_state
from auctions.rules.switches import Switches
from auctions.store.chain import ChainEnd
from auctions.store.writing import Writing
from leagues.models import Asset, League, Member, Sport
from tests.auctions.rules.scenario import CARLA, T
from tests.auctions.rules.test_random_auctions import random_game, random_step

AUCTION, LEAGUE = UUID(int=0xA), UUID(int=0xB)
_ID_OFFSET = 1_000_000_000
"""The games count from 1; their ids in the database are so much higher, beyond those of all other tests."""
_IDS = {"lot", "asset", "participant", "other", "member"}
_LISTS_OF_IDS = {"gives", "takes"}


@dataclass(frozen=True)
class Batch:
    """Commands given to the engine at once, with the time and the switches then."""

    now: int
    switches: Switches
    commands: tuple[Command, ...]


@dataclass(frozen=True)
class Script:
    """A new auction, and what is asked of it."""

    auction: rules.AuctionHeader
    lots: tuple[rules.LotState, ...]
    participants: tuple[rules.ParticipantState, ...]
    batches: tuple[Batch, ...]


def write_script(dice: Random, commands: int) -> Script:
    """A random auction of so many commands; some are sent twice, and some come together."""
    game = random_game(dice)
    first = game.state
    game.do(Begin(actor=CARLA))
    for _ in range(commands):
        random_step(game, dice)
    auction = replace(first.auction, id=str(AUCTION), league=str(LEAGUE))
    lots = tuple(replace(lot, id=lot.id + _ID_OFFSET, asset=lot.asset + _ID_OFFSET) for lot in first.lots.values())
    seats = tuple(
        rules.ParticipantState(id=each.id + _ID_OFFSET, member=each.member + _ID_OFFSET)
        for each in first.participants.values()
    )
    return Script(auction, lots, seats, tuple(_batches(game.decided, dice)))


def _batches(decided: list[tuple[int, Switches, Command]], dice: Random) -> list[Batch]:
    batches: list[Batch] = []
    sent: list[Command] = []
    for now, switches, command in decided:
        command = _in_database(command, dice)
        sent.append(command)
        asked = (command, dice.choice(sent)) if dice.random() < 0.1 else (command,)
        last = batches[-1] if batches else None
        if last and (last.now, last.switches) == (now, switches) and len(last.commands) < dice.randint(1, 5):
            batches[-1] = replace(last, commands=(*last.commands, *asked))
        else:
            batches.append(Batch(now, switches, asked))
    return batches


def _in_database(command: Command, dice: Random) -> Command:
    ids: dict[str, Any] = {name: getattr(command, name) + _ID_OFFSET for name in _IDS if hasattr(command, name)}
    for name in _LISTS_OF_IDS:
        if hasattr(command, name):
            ids[name] = tuple(each + _ID_OFFSET for each in getattr(command, name))
    actor = replace(
        command.actor,
        user=None if command.actor.user is None else command.actor.user + _ID_OFFSET,
        participant=None if command.actor.participant is None else command.actor.participant + _ID_OFFSET,
    )
    key = UUID(int=dice.getrandbits(128)) if actor.user is not None and dice.random() < 0.7 else None
    return replace(command, actor=actor, id=key, **ids)


class ScriptPlayer:
    """The people and things of all scripts; make it once a test, and call `clear` at its end."""

    def __init__(self) -> None:
        numbers = [9, *range(100, 130), *range(1001, 1031)]
        User.objects.bulk_create(
            User(pk=n + _ID_OFFSET, email=f"{n}@stage.example", name=f"Player {n}") for n in numbers
        )
        sport = Sport.objects.create(key="stage", name="Stage")
        league = League.objects.create(pk=LEAGUE, name="Stage", sport=sport, code="STAGE")
        Asset.objects.bulk_create(
            Asset(pk=n + _ID_OFFSET, sport=sport, external_id=str(n), name=str(n)) for n in range(501, 560)
        )
        Member.objects.bulk_create(
            Member(pk=n + _ID_OFFSET, league=league, user_id=1000 + n + _ID_OFFSET) for n in range(1, 31)
        )

    def play(
        self, script: Script, prepare: Callable[[Batch], None], finish: Callable[[], None] = lambda: None
    ) -> tuple[list[list[Outcome]], dict[str, Any]]:
        """(all answers, all rows) of the script. `prepare` comes before each batch, `finish` before all is removed."""
        try:
            _make_rows(script)
            answers = [self._ask(batch, prepare) for batch in script.batches]
            rows = _all_rows()
            finish()
        finally:
            self.clear()
        return answers, rows

    def _ask(self, batch: Batch, prepare: Callable[[Batch], None]) -> list[Outcome]:
        prepare(batch)
        return engine.execute(AUCTION, *batch.commands, clock=lambda: batch.now)

    def clear(self) -> None:
        """Remove the auction, also one in which it is somebody's turn."""
        Auction.objects.filter(pk=AUCTION).update(nominator=None)
        for model in (CommandOutcome, Bid, AuctionEvent, AuctionSnapshot, Lot, Participant):
            model._base_manager.filter(auction=AUCTION).delete()
        Auction.objects.filter(pk=AUCTION).delete()


def _make_rows(script: Script) -> None:
    state, first = create_state(
        script.auction, script.lots, script.participants, now=T, actor=CARLA.user and CARLA.user + _ID_OFFSET
    )
    with transaction.atomic():
        row = Auction.objects.create(
            pk=AUCTION,
            chain_key=AUCTION,
            league_id=LEAGUE,
            status=Auction.Status.WAITING,
            settings=script.auction.settings.to_json(),
            waiting_room=True,
            format=script.auction.format,
            mode=script.auction.mode,
        )
        Lot.objects.bulk_create(
            Lot(
                pk=lot.id,
                auction=row,
                asset_id=lot.asset,
                number=lot.number,
                opening_price=lot.opening_price,
                groups=[*lot.groups],
                exclusive=script.auction.format == "live",
            )
            for lot in script.lots
        )
        Writing(AUCTION, ChainEnd.read(AUCTION, AUCTION), [first]).finish(state)


_TABLES = {
    "auctionevent": "seq",
    "lot": "number",
    "participant": "id",
    "bid": "id",
    "commandoutcome": "id",
}


def _all_rows() -> dict[str, Any]:
    """Every column of every row, but for the numbers that the database gives to bids and the like."""
    create_state: dict[str, Any] = {}
    with connection.cursor() as cursor:
        for table, order in _TABLES.items():
            counted = "'{}'::text[]" if table in {"lot", "participant"} else "'{id}'::text[]"
            cursor.execute(
                f"SELECT to_jsonb(row) - {counted} FROM auctions_{table} AS row "  # noqa: S608 # constants
                f"WHERE auction_id = %s ORDER BY {order}",
                [AUCTION],
            )
            create_state[table] = [row for (row,) in cursor.fetchall()]
        cursor.execute("SELECT to_jsonb(row) - 'created_at' FROM auctions_auction AS row WHERE id = %s", [AUCTION])
        create_state["auction"] = cursor.fetchone()
    return create_state
