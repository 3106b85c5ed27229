"""Notices of lots of slow auctions that end within the hour, for those who have bid on them or want them.

A head says up to which end an auction was looked at; it moves on in one transaction with the notices. So each end is
told once: one that bids have moved out of the hour is told when it comes again.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.urls import reverse

from auctions.models import Auction, Bid, Lot
from auctions.notifying.audience import RoomAudience
from auctions.rules.codes import Code
from auctionsite.postgresql.clock import database_now
from leagues.money import money
from leagues.settings.auction import AuctionFormat
from notices.kinds import NoticeKind
from notices.models import NoticeHead
from notices.queue import NewsItem, notify
from notices.sentences import english

SOON = timedelta(hours=1)
LOOKED_EVERY = timedelta(minutes=1)


def next_ending(but: Collection[UUID] = ()) -> UUID | None:
    """Return a slow auction in which something is due within the hour, and that nobody looked at for a minute."""
    looked_at = NoticeHead.objects.filter(auction=OuterRef("pk"), ending_until__gt=Now() + SOON - LOOKED_EVERY)
    slow = Auction.objects.filter(status=Auction.Status.ACTIVE, format=AuctionFormat.SLOW)
    due = slow.filter(next_deadline__lte=Now() + SOON)
    found = due.filter(~Exists(looked_at)).exclude(pk__in=[*but])
    return found.order_by("next_deadline").values_list("pk", flat=True).first()


@transaction.atomic
def tell_of_endings(auction_id: UUID) -> None:
    """Tell people of the lots that have come within the hour since the last look, unless another process does."""
    auction = Auction.objects.select_related("league").get(pk=auction_id)
    NoticeHead.objects.bulk_create([NoticeHead(auction=auction.pk, seq=0, epoch=auction.epoch)], ignore_conflicts=True)
    head = NoticeHead.objects.select_for_update(no_key=True, skip_locked=True).filter(auction=auction.pk).first()
    if head is None:
        return
    now = database_now()
    since, head.ending_until = max(now, head.ending_until or now), now + SOON
    head.save(update_fields=["ending_until"])
    lots = auction.lots.filter(status=Lot.Status.OPEN, ends_at__gt=since, ends_at__lte=head.ending_until)
    if ending := [*lots.order_by("ends_at", "pk")]:
        audience = RoomAudience.of(auction)
        for lot in ending:
            _tell(audience, lot, now)


def _tell(audience: RoomAudience, lot: Lot, now: datetime) -> None:
    """Tell those who have bid on a lot, or want it, and neither lead it nor are in the room."""
    auction = audience.auction
    others = audience.owners.keys() - {lot.leader_id}
    bids = Bid.objects.filter(auction=auction, lot=lot, participant__in=others, code=Code.OK)
    bidders = audience.absent({*bids.values_list("participant", flat=True)}, now)
    people = dict.fromkeys((*bidders, *audience.who_want(lot.pk, audience.absent(others, now))))
    if not people or lot.ends_at is None:
        return
    what = audience.asset_name(lot.pk)
    if lot.price is None:
        text = english.ENDS_SOON_WITHOUT_BID.told(what=what)
    else:
        text = english.ENDS_SOON.told(what=what, price=money(lot.price, auction.unit))
    item = NewsItem(
        kind=NoticeKind.ENDING_SOON,
        event=f"ending:{lot.pk}:{int(lot.ends_at.timestamp())}",
        league=auction.league,
        path=reverse("auction", args=[auction.pk]),
    )
    notify(item, dict.fromkeys((audience.users[member] for member in people), text))
