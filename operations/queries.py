"""What the control room reads. Nothing here writes, and each question has a limit in time and size."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Now

from accounts.models import User
from accounts.services import BOTS
from auctions import operating, stuck, waiting
from auctions.models import Auction, AuctionEvent, Lot
from auctions.operating import Act
from auctions.stuck import Finding
from auctionsite.spans import span
from operations import backups
from rollouts import queries as rollouts
from rollouts import reach, words

MOST_AUCTIONS = 20
MOST_CHANGES = 5
LATELY = timedelta(days=7)
STALE = timedelta(hours=26)
"""A backup is made once a day; an older one is worth an alarm (ops/prometheus/rules.yml)."""
LATE = timedelta(seconds=1)
"""A running clock is late by a fraction of a second."""


# Auctions ---------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """An auction that isn't over. `people` is None without Redis; `late` says how far its clock is behind, if it is,
    and `due` how long until it has something to do; `wrong` is what keeps it, if it is stuck."""

    id: UUID
    league: str
    status: str
    reason: str
    lot: str
    sold: int
    lots: int
    people: int | None
    late: str
    last: str
    ago: str
    due: str
    stuck: Finding | None
    wrong: str
    acts: Sequence[Act]

    @property
    def clock(self) -> str:
        """What its clock does."""
        if self.late:
            return f"{self.late} late"
        if self.status != Auction.Status.ACTIVE:
            return "stands still"
        return f"next in {self.due}" if self.due else "has nothing to do"

    @property
    def clock_wrong(self) -> bool:
        """Whether the clock doesn't do what it should."""
        return bool(self.late) or (self.status == Auction.Status.ACTIVE and not self.due)


@dataclass(frozen=True, slots=True)
class Auctions:
    """Those that aren't over, the most urgent first; `more` are left out."""

    rows: Sequence[Running]
    more: int
    stuck: int

    @property
    def rooms_known(self) -> bool:
        """Whether Redis said who is in the rooms."""
        return all(each.people is not None for each in self.rows)


def running() -> Auctions:
    """The auctions that wait, run or are paused: stuck ones first, then paused, running and waiting ones."""
    findings = {each.auction: each for each in stuck.glance()}
    isnt_over = Auction.objects.filter(status__in=Auction.RUNNING)
    rows = list(_in_order(isnt_over, list(findings))[:MOST_AUCTIONS])
    people = waiting.people_in(rows)
    shown = [_shown(row, count, findings.get(row.pk)) for row, count in zip(rows, people, strict=True)]
    return Auctions(shown, isnt_over.count() - len(rows), len(findings))


def _in_order(rows: "QuerySet[Auction]", urgent: list[UUID]) -> "QuerySet[Auction]":
    last = AuctionEvent.objects.filter(auction=OuterRef("pk"), seq=OuterRef("seq"))
    opened = Lot.objects.filter(auction=OuterRef("pk"), status=Lot.Status.OPEN).order_by("number")
    by_status = [When(status=status, then=Value(place)) for place, status in enumerate(("paused", "active"), start=1)]
    return (
        rows.select_related("league")
        .annotate(
            urgency=Case(When(pk__in=urgent, then=0), *by_status, default=3, output_field=IntegerField()),
            now=Now(),
            last_kind=Subquery(last.values("kind")[:1]),
            last_at=Subquery(last.values("at")[:1]),
            opened=Subquery(opened.values("asset__name")[:1]),
            number=Subquery(opened.values("number")[:1]),
            sold=_lots(Q(status=Lot.Status.SOLD)),
            for_sale=_lots(~Q(status=Lot.Status.WITHDRAWN)),
        )
        .order_by("urgency", "created_at")
    )


def _lots(which: Q) -> Coalesce:
    lots = Lot.objects.filter(which, auction=OuterRef("pk")).order_by().values("auction")
    return Coalesce(Subquery(lots.annotate(all=Count("pk")).values("all")), 0)


def _shown(auction: Auction, people: int | None, finding: Finding | None) -> Running:
    found = vars(auction)
    now: datetime = found["now"]
    late = now - auction.next_deadline if auction.next_deadline else timedelta(0)
    return Running(
        id=auction.pk,
        league=auction.league.name,
        status=auction.status,
        reason=auction.pause_reason if auction.status == Auction.Status.PAUSED else "",
        lot=f"{found['number']}: {found['opened']}" if found["opened"] else "",
        sold=found["sold"],
        lots=found["for_sale"],
        people=people,
        late=span(late) if late > LATE else "",
        last=(found["last_kind"] or "").replace("_", " "),
        ago=span(now - found["last_at"]) if found["last_at"] else "",
        due=span(-late) if auction.next_deadline else "",
        stuck=finding,
        wrong=finding.sentence.removeprefix(f"{auction.league.name}: ") if finding else "",
        acts=[operating.FIX, *operating.offered(auction.status)] if finding else operating.offered(auction.status),
    )


# People -----------------------------------------------------------------------------------------------
def sign_ups(since: datetime) -> int:
    """How many people have come since then, without bots."""
    return User.objects.filter(date_joined__gte=since).exclude(email__endswith=BOTS).count()


# Flags ------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Flags:
    """The last changes of the last days, how many more there were, and how far the newest has come, in words."""

    changes: Sequence[rollouts.Made]
    more: int
    says: str
    complete: bool


def flags(now: datetime) -> Flags:
    """What was changed lately, and whether every process knows it."""
    changes, every = rollouts.made_lately(now - LATELY, MOST_CHANGES)
    far = reach.look()
    return Flags(changes, every - len(changes), words.reach(far), far.complete)


# Processes and backups --------------------------------------------------------------------------------
def processes() -> dict[str, int]:
    """How many processes of each kind run now."""
    return {each.name: each.processes for each in reach.kinds()}


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest backup: how old it is, and when it was restored to prove it, if it ever was."""

    name: str
    made_at: datetime
    ago: str
    verified_at: datetime | None
    stale: bool


def newest_backup() -> Newest | None:
    """None if there is no backup. Raises OSError if BACKUP_DIR can't be read."""
    found = backups.newest()
    if found is None:
        return None
    return Newest(found.name, found.made_at, span(found.age), found.verified_at, found.age > STALE)
