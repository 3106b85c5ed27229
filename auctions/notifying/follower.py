"""Notices out of journals, for people who aren't in the room: a bid costs nothing more, and no event is missed.

The journal says what happened, in the transaction in which it did. A head for each auction says up to which event it
was looked at; it moves on in one transaction with the notices. So whoever is killed leaves either both or neither.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now
from django.urls import reverse

from auctions.models import Auction, AuctionEvent, Participant, SeatPresence
from auctions.notifying.news import TELLING, SeatNews, news_of
from auctions.publish.names import display_names
from auctions.rules.events import Event
from auctions.store.codec import Unreadable, load_event
from leagues.models import Member, Target
from leagues.money import money
from leagues.owners.queries import seat_of
from leagues.settings.auction import AuctionSettings
from notices.kinds import NoticeKind
from notices.models import NoticeHead
from notices.queue import NewsItem, notify

log = structlog.get_logger("auctions")
AT_ONCE = 200
"""Events of one auction that are looked at in one transaction."""
TOO_OLD = timedelta(hours=1)
"""What happened longer ago, while nothing looked, is news no more."""
HERE_FOR = timedelta(seconds=10)
"""Whoever was in the room so shortly before an event, or came after it, has seen it or sees it there."""


@dataclass(frozen=True, slots=True)
class _Room:
    """An auction's seats: the people who own each, as members, and their users."""

    auction: Auction
    owners: dict[int, list[int]]
    users: dict[int, int]


def next_auction(but: Collection[UUID] = ()) -> UUID | None:
    """Return an auction whose journal has moved, other than those named; None if there is none."""
    return _moved().exclude(pk__in=[*but]).order_by().values_list("pk", flat=True).first()


@transaction.atomic
def follow(auction_id: UUID) -> None:
    """Tell people what an auction's journal says since it was looked at last, unless another process does just now."""
    auction = Auction.objects.select_related("league").get(pk=auction_id)
    NoticeHead.objects.bulk_create([NoticeHead(auction=auction.pk, seq=0, epoch=auction.epoch)], ignore_conflicts=True)
    locked = NoticeHead.objects.select_for_update(no_key=True, skip_locked=True)
    head = locked.filter(auction=auction.pk).first()
    if head is None:
        return
    auction.refresh_from_db(fields=["seq", "epoch"])  # another process may have told more meanwhile
    # Of another epoch's journal nobody knows what was told: better nothing than all of it twice.
    since = head.seq if head.epoch == auction.epoch else auction.seq
    rows = list(_telling(auction, since)[: AT_ONCE + 1])
    head.seq = rows[AT_ONCE - 1].seq if len(rows) > AT_ONCE else auction.seq
    head.epoch = auction.epoch
    head.save()
    if rows:
        room = _room_of(auction)
        for row in rows[:AT_ONCE]:
            _tell(room, row)


def _moved() -> QuerySet[Auction]:
    seen = NoticeHead.objects.filter(auction=OuterRef("pk"), seq=OuterRef("seq"), epoch=OuterRef("epoch"))
    return Auction.objects.filter(~Exists(seen))


def _telling(auction: Auction, since: int) -> QuerySet[AuctionEvent]:
    rows = AuctionEvent.objects.filter(auction=auction, seq__gt=since, seq__lte=auction.seq, kind__in=TELLING)
    return rows.filter(at__gt=Now() - TOO_OLD).order_by("seq")


def _room_of(auction: Auction) -> _Room:
    seats = dict(Participant.objects.filter(auction=auction, member__bot=False).values_list("member", "pk"))
    people = Member.objects.filter(league=auction.league_id, left_at=None, bot=False).select_related("owns_with")
    owners: dict[int, list[int]] = {seat: [] for seat in seats.values()}
    users: dict[int, int] = {}
    for member in people:
        seat = seats.get(seat_of(member).pk)
        if seat is not None:
            owners[seat].append(member.pk)
            users[member.pk] = member.user_id
    return _Room(auction, owners, users)


def _tell(room: _Room, row: AuctionEvent) -> None:
    """Tell those who weren't there what one event means for them. One that can't be read tells nobody."""
    try:
        event = load_event(seq=row.seq, kind=row.kind, at=0, payload=row.payload, reason=row.reason)
        found = list(news_of(event))
    except (Unreadable, KeyError, TypeError) as error:
        log.warning("notices.unreadable", auctionId=str(room.auction.pk), seq=row.seq, error=str(error))
        return
    for news in found:
        if people := _concerned(room, row, news):
            item = NewsItem(
                kind=news.kind,
                event=f"auction:{room.auction.pk}:{room.auction.epoch}:{row.seq}",
                league=room.auction.league,
                path=reverse("auction", args=[room.auction.pk]),
            )
            notify(item, dict.fromkeys((room.users[member] for member in people), _words(room.auction, news, event)))


def _concerned(room: _Room, row: AuctionEvent, news: SeatNews) -> list[int]:
    """Return the members whom the news is for, and of whose seats nobody is in the room."""
    seats = {*room.owners} if news.seat is None else {news.seat} & room.owners.keys()
    people = [member for seat in _absent(row, seats) for member in room.owners[seat]]
    if news.kind is not NoticeKind.LOT_ON_LIST:
        return people
    wanted = Target.objects.filter(member__in=people, asset__lots=news.lot).values_list("member_id", flat=True)
    return [member for member in people if member in {*wanted}]


def _absent(row: AuctionEvent, seats: Collection[int]) -> Sequence[int]:
    here = SeatPresence.objects.filter(participant__in=seats, at__gt=row.at - HERE_FOR)
    return sorted({*seats} - {*here.values_list("participant", flat=True)})


def _words(auction: Auction, news: SeatNews, event: Event) -> str:
    """Return what is said; no people are named, since an account may end."""
    unit = AuctionSettings.read(auction.settings).unit
    price = "" if news.amount is None else money(news.amount, unit)
    what = "" if news.lot is None else _asset_name(auction, news.lot)
    paused = f"The auction is paused: {event.reason}" if event.reason else "The auction is paused."
    return {
        NoticeKind.OUTBID: f"You were outbid on {what}, at {price}.",
        NoticeKind.LOT_ON_LIST: f"{what} from your list is up for sale.",
        NoticeKind.SOLD: f"You bought {what} for {price}.",
        NoticeKind.YOUR_TURN: "It's your turn to put a lot up.",
        NoticeKind.PAUSED: paused,
    }[news.kind]


def _asset_name(auction: Auction, lot: int) -> str:
    asset = auction.lots.filter(pk=lot).values_list("asset_id", flat=True).first()
    names = display_names(auction.pk)
    return names.asset_name(asset) if asset in names.assets else "a lot"
