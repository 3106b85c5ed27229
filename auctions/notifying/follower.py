"""Notices out of journals, for people who aren't in the room: a bid costs nothing more, and no event is missed.

The journal says what happened, in the transaction in which it did. A head for each auction says up to which event it
was looked at; it moves on in one transaction with the notices. So whoever is killed leaves either both or neither.
"""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.urls import reverse

from auctions.models import Auction, AuctionEvent
from auctions.notifying.audience import RoomAudience
from auctions.notifying.news import TELLING, SeatNews, news_of
from auctions.rules.events import Event, EventKind
from auctions.rules.state import NOT_OVER
from auctions.store.codec import Unreadable, load_event
from leagues.money import money
from notices.kinds import NoticeKind
from notices.models import NoticeHead
from notices.queue import NewsItem, notify
from notices.sentences import english

log = structlog.get_logger("auctions")
AT_ONCE = 200
"""Events of one auction that are looked at in one transaction."""
TOO_OLD = timedelta(hours=1)
"""What happened longer ago, while nothing looked, is news no more."""
TOO_OLD_AN_END = timedelta(days=2)
"""The end of an auction is told even then, since the hash is what somebody keeps of it; not of auctions long over."""
_PAGES = {NoticeKind.AUCTION_OVER: "auction-results"}
"""Where a kind leads, unless to the room."""
_PACES = {"slow": english.SLOW_FROM_NOW.told(), "live": english.LIVE_FROM_NOW.told()}
"""What is said of a change of pace, by the pace from then on."""


def next_auction(but: Collection[UUID] = ()) -> UUID | None:
    """Return an auction whose journal has moved, other than those named; None if there is none."""
    for found in (_moved(), _ended()):
        if auction := found.exclude(pk__in=[*but]).order_by().values_list("pk", flat=True).first():
            return auction
    return None


@transaction.atomic
def follow(auction_id: UUID) -> None:
    """Tell people what an auction's journal says since it was looked at last, unless another process does just now."""
    auction = Auction.objects.select_related("league").get(pk=auction_id)
    NoticeHead.objects.bulk_create([NoticeHead(auction=auction.pk, seq=0, epoch=auction.epoch)], ignore_conflicts=True)
    locked = NoticeHead.objects.select_for_update(no_key=True, skip_locked=True)
    head = locked.filter(auction=auction.pk).first()
    if head is None:
        return
    auction.refresh_from_db(fields=["seq", "epoch", "status"])  # another process may have told more meanwhile
    # Of another epoch's journal nobody knows what was told: better nothing than all of it twice.
    since = head.seq if head.epoch == auction.epoch else auction.seq
    rows = list(_telling(auction, since)[: AT_ONCE + 1])
    head.seq = rows[AT_ONCE - 1].seq if len(rows) > AT_ONCE else auction.seq
    head.epoch = auction.epoch
    head.over = auction.status not in NOT_OVER and head.seq == auction.seq
    head.save()
    if rows:
        audience = RoomAudience.of(auction)
        for row in rows[:AT_ONCE]:
            _tell(audience, row)


def _moved() -> QuerySet[Auction]:
    """Return the running auctions that have moved: of all there ever were, only these are looked through."""
    seen = NoticeHead.objects.filter(auction=OuterRef("pk"), seq=OuterRef("seq"), epoch=OuterRef("epoch"))
    return Auction.objects.filter(~Exists(seen), status__in=NOT_OVER)


def _ended() -> QuerySet[Auction]:
    """Return the auctions that have ended since they were looked at; each has had a head from its beginning."""
    heads = NoticeHead.objects.filter(over=False).values("auction")
    return Auction.objects.filter(pk__in=heads).exclude(status__in=NOT_OVER)


def _telling(auction: Auction, since: int) -> QuerySet[AuctionEvent]:
    rows = AuctionEvent.objects.filter(auction=auction, seq__gt=since, seq__lte=auction.seq, kind__in=TELLING)
    lately = Q(at__gt=Now() - TOO_OLD) | Q(kind=EventKind.AUCTION_COMPLETED, at__gt=Now() - TOO_OLD_AN_END)
    return rows.filter(lately).order_by("seq")


def _tell(audience: RoomAudience, row: AuctionEvent) -> None:
    """Tell those who weren't there what one event means for them. One that can't be read tells nobody."""
    auction = audience.auction
    try:
        event = load_event(seq=row.seq, kind=row.kind, at=0, payload=row.payload, reason=row.reason)
        found = list(news_of(event))
    except (Unreadable, KeyError, TypeError) as error:
        log.warning("notices.unreadable", auctionId=str(auction.pk), seq=row.seq, error=str(error))
        return
    for news in found:
        if people := _concerned(audience, row, news):
            item = NewsItem(
                kind=news.kind,
                event=f"auction:{auction.pk}:{auction.epoch}:{row.seq}",
                league=auction.league,
                path=reverse(_PAGES.get(news.kind, "auction"), args=[auction.pk]),
            )
            words = _words(audience, news, event, row.hash)
            notify(item, dict.fromkeys((audience.users[member] for member in people), words))


def _concerned(audience: RoomAudience, row: AuctionEvent, news: SeatNews) -> list[int]:
    """Return the members whom the news is for, and of whose seats nobody is in the room; of the end everybody."""
    if news.kind is NoticeKind.AUCTION_OVER:
        return [*audience.users]
    people = audience.absent([*audience.owners] if news.seat is None else [news.seat], row.at)
    if news.kind is NoticeKind.LOT_ON_LIST and news.lot is not None:
        return audience.who_want(news.lot, people)
    return people


def _words(audience: RoomAudience, news: SeatNews, event: Event, digest: str) -> str:
    """Return what is said; no people are named, since an account may end. `digest` is the event's hash."""
    price = "" if news.amount is None else money(news.amount, audience.auction.unit)
    what = "" if news.lot is None else audience.asset_name(news.lot)
    why = event.detail.get("reason", "")
    paused = english.PAUSED_BECAUSE.told(reason=why) if why else english.PAUSED.told()
    return {
        NoticeKind.OUTBID: english.OUTBID.told(what=what, price=price),
        NoticeKind.LOT_ON_LIST: english.LOT_ON_LIST.told(what=what),
        NoticeKind.SOLD: english.SOLD.told(what=what, price=price),
        NoticeKind.YOUR_TURN: english.YOUR_TURN.told(),
        NoticeKind.PAUSED: paused,
        NoticeKind.PACE_CHANGED: _PACES.get(event.detail.get("format", ""), ""),
        NoticeKind.AUCTION_OVER: _over(event.seq, digest),
    }[news.kind]


def _over(seq: int, digest: str) -> str:
    """Return what proves the result, for everybody to keep; without the hash if the event isn't chained yet."""
    if not digest:
        return english.OVER.told()
    return english.OVER_WITH_HASH.told(seq=seq, hash=digest)
