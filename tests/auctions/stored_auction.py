"""A played auction, and hands that change what is stored of it behind the engine's back."""

import uuid
from typing import Any

from django.db import connection
from django.db.models import F, Model

from accounts.models import User
from auctions import engine
from auctions.models import Auction, AuctionEvent, Bid, CommandOutcome, Lot, Participant
from auctions.rules.commands import Actor, ActorRole, Pause, PlaceBid, Resume, UndoSale
from auctions.store import journal
from leagues.models import League
from tests import cast

EVENTS, LOTS, SEATS, AUCTION = (f"auctions_{name}" for name in ("auctionevent", "lot", "participant", "auction"))
BIDS, ANSWERS = "auctions_bid", "auctions_commandoutcome"
DELETED = ""


def play_auction(league: League, max_: User, mia: User) -> Auction:
    """Bids of all kinds, two sales, one of them undone, a pause; in the end Mia leads an open lot at 11.

    Events 4 and 5 are Max's bid of 5 and Mia's of 9, both acknowledged under a command id. For QUICK leagues.
    """
    auction = cast.auction_of(league)
    boss = cast.actor_in(league)
    deadline = engine.read(auction.pk).lots[cast.open_lot(auction)].ends_at or 0
    cast.bid(auction, max_, 5, id=uuid.uuid4())
    cast.bid(auction, mia, 9, id=uuid.uuid4())
    cast.bid(auction, max_, 9, id=uuid.uuid4())
    cast.bid(auction, max_, 10, id=uuid.uuid4(), arrived=deadline + 5)
    cast.bid(auction, max_, 900)
    cast.do(
        auction,
        PlaceBid(actor=Actor(user=boss.user, role=ActorRole.SPECTATOR), lot=1, amount=1, arrived=journal.now_ms()),
    )
    cast.sell(auction, max_, 40)
    lot = cast.sell(auction, mia, 30)
    cast.do(auction, UndoSale(actor=boss, lot=lot, id=uuid.uuid4()))
    cast.bid(auction, mia, 11)
    cast.do(auction, Pause(actor=boss, id=uuid.uuid4()))
    cast.do(auction, Resume(actor=boss))
    return auction


def change_row(table: str, new: str, where: str) -> None:
    """Change or delete one row behind the engine's back."""
    statement = f"UPDATE {table} SET {new} WHERE {where}" if new else f"DELETE FROM {table} WHERE {where}"  # noqa: S608 # ours
    with connection.cursor() as cursor:
        cursor.execute(statement)
        assert cursor.rowcount == 1


def set_json(column: str, path: str, value: str) -> str:
    """Sets one value inside of a JSON column."""
    return f"{column} = jsonb_set({column}, '{{{path}}}', '{value}')"


Rows = list[tuple[type[Model], dict[str, Any]]]


def copy_tables(auction: Auction) -> Rows:
    """The rows of the auction, its lots and its seats as they are now, as a backup of these tables has them."""
    mine = (Auction, {"pk": auction.pk}), (Participant, {"auction": auction}), (Lot, {"auction": auction})
    return [(model, dict(row)) for model, of in mine for row in model._default_manager.filter(**of).values()]


def restore_rows(rows: Rows) -> None:
    """As a restore of these tables alone does, which forgets the journal."""
    lots = [row["id"] for model, row in rows if model is Lot]
    Lot.objects.filter(pk__in=lots).update(status=Lot.Status.QUEUED, leader=None, hold=0, sold_to=None, sold_for=None)
    for model, row in rows:
        model._default_manager.filter(pk=row["id"]).update(**row)


def counts(auction: Auction) -> tuple[int, int, int]:
    """Return how many events, bids and kept answers there are."""
    events, bids, answers = AuctionEvent.objects, Bid.objects, CommandOutcome.objects
    return (
        events.filter(auction=auction).count(),
        bids.filter(auction=auction).count(),
        answers.filter(auction=auction).count(),
    )


def read_anew(auction: Auction) -> None:
    """Let the process forget what it knows of the auction, as one that starts anew."""
    Auction.objects.filter(pk=auction.pk).update(epoch=F("epoch") + 1)
