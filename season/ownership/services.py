"""The table of ownership follows the journals: `refresh_ownership` makes it what `periods.py` works out of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet

from auctions.models import Auction, AuctionEvent, Lot, Participant
from auctions.reads import queries as auctions
from auctions.rules.events import CHANGES_ROSTERS, EventKind
from leagues.models import League
from rollouts import flags
from season.models import Ownership, OwnershipHead
from season.ownership.periods import AuctionSpan, Holding, RosterSnapshot, ownership_periods, without_later_auctions
from season.standings.services import request_league_recount

CHANGES_OWNERSHIP = [*CHANGES_ROSTERS, EventKind.AUCTION_BEGUN]
"""Events that may change whose an asset is; all others leave ownership as it was."""


class _Row(NamedTuple):
    """A period as it is kept, without its league."""

    auction_id: UUID
    asset_id: int
    member_id: int
    from_at: datetime
    until_at: datetime | None
    price: int
    seq: int


def refresh_ownership(league_id: UUID) -> bool:
    """Bring a league's ownerships up to its journals; whether anything had moved. With nothing new, one query.

    While operators let nothing be changed they stay behind: pages that ask show what is there.
    """
    if not _auctions_with_news().filter(league=league_id).exists() or flags.operator_switches().read_only:
        return False
    with transaction.atomic():
        League.lock(league_id)
        # The heads are read before the journals: an event that comes meanwhile is seen again by the next refresh.
        moved = list(_auctions_with_news().filter(league=league_id).select_related("ownership_head"))
        if any(_changes_ownership(auction) for auction in moved):
            _rewrite(league_id)
            request_league_recount(league_id)
        OwnershipHead.objects.bulk_create(
            (OwnershipHead(auction=auction, seq=auction.seq, epoch=auction.epoch) for auction in moved),
            update_conflicts=True,
            unique_fields=["auction"],
            update_fields=["seq", "epoch"],
        )
    return bool(moved)


def next_league_to_refresh(but: Iterable[UUID] = ()) -> UUID | None:
    """A league of which a journal has moved, other than those named; None if there is none."""
    return _auctions_with_news().exclude(league__in=[*but]).order_by().values_list("league_id", flat=True).first()


def _auctions_with_news() -> QuerySet[Auction]:
    """Auctions that have begun, and whose journals have events that were not looked at yet."""
    seen = Q(ownership_head__seq=F("seq"), ownership_head__epoch=F("epoch"))
    return Auction.objects.exclude(begun_at=None).filter(Q(ownership_head=None) | ~seen)


def _changes_ownership(auction: Auction) -> bool:
    head = getattr(auction, "ownership_head", None)
    if head is None or head.epoch != auction.epoch:
        return True
    return AuctionEvent.objects.filter(auction=auction, seq__gt=head.seq, kind__in=CHANGES_OWNERSHIP).exists()


def _rewrite(league_id: UUID) -> None:
    """Make the league's rows what its journals say: what is wrong goes before what is missing comes."""
    rows = Ownership.objects.filter(league=league_id)
    stored = {_Row(*row): pk for pk, *row in rows.values_list("pk", *_Row._fields)}
    wanted = set(_wanted(league_id))
    rows.filter(pk__in=[pk for row, pk in stored.items() if row not in wanted]).delete()
    missing = sorted(wanted - stored.keys(), key=lambda row: (row.from_at, row.asset_id))
    Ownership.objects.bulk_create(Ownership(league_id=league_id, **row._asdict()) for row in missing)


def _wanted(league_id: UUID) -> Iterator[_Row]:
    spans = _auction_spans(league_id)
    members = dict(Participant.objects.filter(auction__in=spans).values_list("pk", "member_id"))
    changes: dict[UUID, list[RosterSnapshot]] = defaultdict(list)
    for change in auctions.roster_events([*spans]):
        roster = frozenset(Holding(*slot) for slot in change.roster)
        changes[change.auction].append(RosterSnapshot(change.seq, change.at, change.participant, roster))
    periods = without_later_auctions(
        spans, {auction: ownership_periods(snapshots) for auction, snapshots in changes.items()}
    )
    for auction, kept in periods.items():
        for period in kept:
            yield _Row(
                auction, period.asset, members[period.owner], period.since, period.until, period.price, period.seq
            )


def _auction_spans(league_id: UUID) -> dict[UUID, AuctionSpan]:
    """Return for each auction of the league the time in which it decides, and about which assets."""
    begun = Auction.objects.filter(league=league_id).exclude(begun_at=None).order_by("begun_at", "created_at")
    cancelled = AuctionEvent.objects.filter(auction__in=begun, kind=EventKind.AUCTION_CANCELLED)
    ends = dict(cancelled.values_list("auction_id", "at"))
    assets: dict[UUID, set[int]] = defaultdict(set)
    for auction, asset in Lot.objects.filter(auction__in=begun).values_list("auction_id", "asset_id"):
        assets[auction].add(asset)
    return {
        auction: AuctionSpan(since=since, until=ends.get(auction), assets=frozenset(assets[auction]))
        for auction, since in begun.values_list("pk", "begun_at")
        if since is not None
    }
