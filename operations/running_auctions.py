"""The auctions that aren't over, as those on duty see them: the page and the terminal read the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Now

from auctions.clock import LATE
from auctions.models import Auction, AuctionEvent, Lot
from auctions.recovery import operator_actions, stuck, waiting_rooms
from auctions.recovery.operator_actions import OperatorAction
from auctions.recovery.stuck import StuckAuction
from auctions.rules.state import NOT_OVER
from auctionsite.moments.durations import format_duration
from leagues.settings.auction import AuctionSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningAuction:
    """An auction that isn't over. `done` counts the lots that were sold or passed, of `lots`; `left` is the time of the
    open lot, `paused` since when it is, `late` how far its clock is behind, and `next_in` how long until the clock has
    something to do. `people` is None without Redis, `stuck` unless something keeps it. `unused_settings` says in words
    which stored settings have no effect here."""

    id: UUID
    league: str
    status: str
    reason: str
    lot: str
    sold: int
    done: int
    lots: int
    people: int | None
    left: timedelta | None
    paused: timedelta | None
    late: timedelta
    next_in: timedelta | None
    last: str
    since_last: timedelta | None
    stuck: StuckAuction | None
    acts: Sequence[OperatorAction]
    unused_settings: Sequence[str] = ()

    @property
    def is_late(self) -> bool:
        """True if the clock should have come already."""
        return self.late > LATE

    @property
    def clock(self) -> str:
        """The state of its clock, in words."""
        if self.is_late:
            return f"{format_duration(self.late)} late"
        if self.status != Auction.Status.ACTIVE:
            return "stands still"
        return f"next in {format_duration(self.next_in)}" if self.next_in is not None else "has nothing to do"

    @property
    def clock_wrong(self) -> bool:
        """True if the clock doesn't do what it should."""
        return self.is_late or (self.status == Auction.Status.ACTIVE and self.next_in is None)

    @property
    def ago(self) -> str:
        """The time since the last event, in words."""
        return format_duration(self.since_last) if self.since_last is not None else ""

    @property
    def wrong(self) -> str:
        """The sentence about what keeps it, if it is stuck."""
        return self.stuck.sentence.removeprefix(f"{self.league}: ") if self.stuck else ""


@dataclass(frozen=True, slots=True)
class RunningAuctions:
    """Those that aren't over, the most urgent first; `more` are left out."""

    rows: Sequence[RunningAuction]
    more: int
    stuck: int

    @property
    def rooms_known(self) -> bool:
        """True if Redis said who is in the rooms."""
        return all(each.people is not None for each in self.rows)


def read_running_auctions(most: int) -> RunningAuctions:
    """The auctions that wait, run or are paused: stuck ones first, then paused, running and waiting ones.

    `most` of them; a fixed number of questions however many there are.
    """
    findings = {each.auction: each for each in stuck.find_stuck_in_tables()}
    isnt_over = Auction.objects.filter(Q(status__in=NOT_OVER) | Q(pk__in=findings))
    rows = list(_ordered_by_urgency(isnt_over, list(findings))[:most])
    people = waiting_rooms.count_people(rows)
    shown = [_running_auction(row, count, findings.get(row.pk)) for row, count in zip(rows, people, strict=True)]
    return RunningAuctions(shown, isnt_over.count() - len(rows), len(findings))


def _ordered_by_urgency(rows: "QuerySet[Auction]", urgent: list[UUID]) -> "QuerySet[Auction]":
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
            ends_at=Subquery(opened.values("ends_at")[:1]),
            sold=_count_lots(Q(status=Lot.Status.SOLD)),
            done=_count_lots(Q(status__in=(Lot.Status.SOLD, Lot.Status.UNSOLD))),
            for_sale=_count_lots(~Q(status=Lot.Status.WITHDRAWN)),
        )
        .order_by("urgency", "created_at")
    )


def _count_lots(which: Q) -> Coalesce:
    """Count lots of each auction, but for those that owners brought along: they are sold since event 1."""
    own = Lot.objects.exclude(status=Lot.Status.SOLD, closed_seq=1)
    lots = own.filter(which, auction=OuterRef("pk")).order_by().values("auction")
    return Coalesce(Subquery(lots.annotate(all=Count("pk")).values("all")), 0)


def _running_auction(auction: Auction, people: int | None, finding: StuckAuction | None) -> RunningAuction:
    row = vars(auction)
    now: datetime = row["now"]
    due, paused = auction.next_deadline, auction.status == Auction.Status.PAUSED
    offered = operator_actions.actions_for(auction.status)
    return RunningAuction(
        id=auction.pk,
        league=auction.league.name,
        status=auction.status,
        reason=auction.pause_reason if paused else "",
        lot=f"{row['number']}: {row['opened']}" if row["opened"] else "",
        sold=row["sold"],
        done=row["done"],
        lots=row["for_sale"],
        people=people,
        left=row["ends_at"] - now if row["ends_at"] else None,
        paused=now - auction.paused_at if paused and auction.paused_at else None,
        late=max(now - due, timedelta(0)) if due else timedelta(0),
        next_in=max(due - now, timedelta(0)) if due else None,
        last=(row["last_kind"] or "").replace("_", " "),
        since_last=now - row["last_at"] if row["last_at"] else None,
        stuck=finding,
        acts=[operator_actions.FIX, *offered] if finding else offered,
        unused_settings=[f"{name} {what}" for name, what in AuctionSettings.read(auction.settings).unused().items()],
    )
