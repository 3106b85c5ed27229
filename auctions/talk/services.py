"""Messages of people in a room: said, removed, and whether there may be any. No lock and no journal knows of them."""

from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from auctions.models import Auction, RoomMessage, RoomTalk
from auctions.publish import broadcast
from auctions.rules.state import NOT_OVER
from auctions.talk.queries import is_open, message_payload
from auctionsite.postgresql.clock import database_now
from leagues.models import Member
from leagues.permissions import REASONS, Action
from leagues.services import NotAllowed, require


class TalkRefused(Exception):
    """Nothing can be written now; the text says why."""

    code = "messages_off"


@transaction.atomic
def say(auction: Auction, member: Member, text: str) -> RoomMessage:
    """Write a text, clean and no longer than a message may be, and tell the room. Raises NotAllowed and TalkRefused."""
    require(member, Action.TALK)
    if not is_open(auction):
        raise TalkRefused(_("Messages are off in this league. A commissioner can turn them on."))
    message = RoomMessage.objects.create(auction=auction, member=member, text=text)
    message.refresh_from_db(fields=["at"])  # the database's clock says when
    _tell(auction.pk, message=message_payload(message))
    return message


@transaction.atomic
def remove(message: RoomMessage, by: Member) -> None:
    """Take a message out of the room: its writer may, and commissioners, who go on reading it in the report.

    Removed already it stays as it is. Raises NotAllowed.
    """
    if message.member_id != by.pk:
        require(by, Action.CONDUCT_AUCTION)
    gone = RoomMessage.objects.filter(pk=message.pk, removed_at=None)
    if gone.update(removed_at=database_now(), removed_by=by):
        _tell(message.auction_id, removed=str(message.pk))


@transaction.atomic
def set_open(member: Member, *, is_on: bool) -> None:
    """Turn messages on or off in the rooms of the member's league, at once. Raises NotAllowed."""
    require(member, Action.CONDUCT_AUCTION)
    values = {"open": is_on, "by": member, "at": database_now()}
    RoomTalk.objects.update_or_create(league=member.league, defaults=values)
    for auction in Auction.objects.filter(league=member.league_id, status__in=NOT_OVER):
        _tell(auction.pk, open=is_on)


def forget(user: User) -> None:
    """Delete what a user wrote: their account ends."""
    messages = RoomMessage.objects.filter(member__user=user)
    for auction, pk in messages.filter(auction__status__in=NOT_OVER).values_list("auction", "pk"):
        _tell(auction, removed=str(pk))
    messages.delete()


def require_member(member: Member | None) -> Member:
    """Return the member. Raises NotAllowed for None: an operator who watches writes nothing."""
    if member is None:
        raise NotAllowed(_(REASONS[Action.TALK]))
    return member


def _tell(auction_id: UUID, **news: object) -> None:
    transaction.on_commit(partial(broadcast.talk, auction_id, news), robust=True)
