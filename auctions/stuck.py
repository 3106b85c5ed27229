"""Auctions that don't go on by themselves, and how each kind is mended.

A kind is found by one query over all auctions, and mended by one command through the engine, in the system's name. A
new kind is one more entry of KINDS. Whether a mend worked is seen by looking again, not by what the engine answered.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog
from django.db import connection
from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from accounts.models import User
from auctions import engine, messages
from auctions.labels import labels_of
from auctions.models import Auction, Lot
from auctions.rules.commands import SYSTEM, Begin, Command, Tick
from leagues.models import Role
from rollouts import flags, subjects

log = structlog.get_logger("auctions")
LATE = timedelta(seconds=5)
"""So long past its time, something is stuck: a running clock is late by a fraction of a second."""
_LOCK_KEY = 0x57AC_0001
"""Of the advisory lock that keeps a second run out."""


class AlreadyRunning(Exception):
    """Another run is finding and mending at this moment."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One way to be stuck. `sentence` is formatted with `league` and `seconds` (how long it has been so)."""

    name: str
    find: Callable[[], "QuerySet[Auction]"]
    mend: Callable[[], Command]
    sentence: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A stuck auction, and what became of it: `mended` is None where nothing was tried."""

    auction: UUID
    kind: str
    sentence: str
    mended: bool | None = None
    problem: str = ""


def _lot_overdue() -> "QuerySet[Auction]":
    late = Lot.objects.filter(auction=OuterRef("pk"), status=Lot.Status.OPEN, ends_at__lt=Now() - LATE)
    active = Auction.objects.filter(Exists(late), status=Auction.Status.ACTIVE)
    return active.annotate(since=Min("lots__ends_at", filter=Q(lots__status=Lot.Status.OPEN)))


def _nothing_next() -> "QuerySet[Auction]":
    opened = Lot.objects.filter(auction=OuterRef("pk"), status=Lot.Status.OPEN)
    idle = Q(next_lot_at=None) | Q(next_lot_at__lt=Now() - LATE)
    return Auction.objects.filter(idle, ~Exists(opened), status=Auction.Status.ACTIVE).annotate(since=F("next_lot_at"))


def _waiting_without_room() -> "QuerySet[Auction]":
    waiting = Auction.objects.filter(status=Auction.Status.WAITING).annotate(since=F("created_at"))
    closed = [each.pk for each in waiting.select_related("league") if not _may_wait(each)]
    return waiting.filter(pk__in=closed)


def _may_wait(auction: Auction) -> bool:
    """Whether one of its commissioners would get a waiting room now."""
    commissioners = User.objects.filter(
        memberships__league=auction.league_id, memberships__role=Role.COMMISSIONER, memberships__left_at=None
    )
    league, sport = str(auction.league_id), auction.league.sport_id
    asking = [subjects.of_user(user).on_behalf_of(league, sport=sport) for user in commissioners]
    return auction.waiting_room and any(map(flags.waiting_room, asking))


KINDS = (
    Kind(
        name="lot_overdue",
        find=_lot_overdue,
        mend=lambda: Tick(actor=SYSTEM),
        sentence="{league}: the open lot ended {seconds} s ago and nobody closed it. Is run_clock running?",
    ),
    Kind(
        name="nothing_next",
        find=_nothing_next,
        mend=lambda: Tick(actor=SYSTEM),
        sentence="{league}: no lot is open and none is about to open. Is run_clock running?",
    ),
    Kind(
        name="waiting_without_room",
        find=_waiting_without_room,
        mend=lambda: Begin(actor=SYSTEM, reason="The waiting room is switched off."),
        sentence="{league}: it has waited for {seconds} s in a waiting room that is switched off.",
    ),
)


def find_stuck(auction_id: UUID | None = None) -> list[Finding]:
    """Every stuck auction (or this one, if it is), each once: by the first kind that fits."""
    found: dict[UUID, Finding] = {}
    for kind in KINDS:
        for auction in _found(kind, auction_id):
            found.setdefault(auction.pk, Finding(auction.pk, kind.name, _sentence(kind, auction)))
    return list(found.values())


def mend(finding: Finding) -> Finding:
    """Do what its kind says, and look again. Raises nothing that concerns one auction only: `problem` tells."""
    kind = next(each for each in KINDS if each.name == finding.kind)
    try:
        [outcome] = engine.execute(finding.auction, kind.mend())
    except engine.Busy:
        return _with(finding, mended=False, problem="The auction is busy; run this again.")
    except Exception as error:  # the next auction can be mended all the same
        log.exception("fix_stuck.failed", auctionId=str(finding.auction), kind=finding.kind)
        return _with(finding, mended=False, problem=f"It failed with {error!r}; the log has more.")
    if not outcome.ok:
        why = messages.sentence(outcome.code, outcome.facts, labels_of(finding.auction))
        return _with(finding, mended=False, problem=why)
    if any(True for _ in _found(kind, finding.auction)):
        return _with(finding, mended=False, problem="It is still stuck afterwards; look at its journal.")
    return _with(finding, mended=True)


@contextmanager
def alone() -> Iterator[None]:
    """Keep other runs out, in every process. Raises AlreadyRunning."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK_KEY])
        if not cursor.fetchone()[0]:
            raise AlreadyRunning
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK_KEY])


def _found(kind: Kind, auction_id: UUID | None) -> Iterator[Auction]:
    rows = kind.find().select_related("league").annotate(now=Now())
    yield from (rows if auction_id is None else rows.filter(pk=auction_id)).order_by("created_at")


def _sentence(kind: Kind, auction: Auction) -> str:
    since, now = vars(auction)["since"], vars(auction)["now"]  # annotated
    seconds = int((now - since).total_seconds()) if since else 0
    return kind.sentence.format(league=auction.league.name, seconds=seconds)


def _with(finding: Finding, *, mended: bool, problem: str = "") -> Finding:
    return Finding(finding.auction, finding.kind, finding.sentence, mended, problem)
