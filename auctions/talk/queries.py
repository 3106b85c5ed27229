"""Reads of what people write in rooms. Nothing here writes."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from auctions.models import Auction, RoomMessage, RoomTalk
from auctionsite.http.downloads import DownloadTable
from rollouts import flags

MESSAGES_PER_PAGE = 50
_REPORTED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class MessagePage:
    """Messages in the order in which they were written, and the `before` of those before them; None: there are none."""

    messages: list[dict[str, Any]]
    before: str | None


def is_offered(auction: Auction) -> bool:
    """True if rooms of this league have messages at all, as the flag says."""
    return flags.rooms_talk(auction.league_id, auction.pk)


def is_open(auction: Auction) -> bool:
    """True if people may write in this auction's room now."""
    return is_offered(auction) and not RoomTalk.objects.filter(league=auction.league_id, open=False).exists()


def message_payload(message: RoomMessage) -> dict[str, Any]:
    """Return a message as everybody in the room sees it."""
    return {
        "id": str(message.pk),
        "member": str(message.member_id),
        "name": message.member.name,
        "text": message.text,
        "at": round(message.at.timestamp() * 1000),
    }


def message_page(auction_id: UUID, before: int | None) -> MessagePage:
    """Return the newest messages that weren't removed, older than the one of the id `before` if it is given."""
    rows = _messages(auction_id).filter(removed_at=None).order_by("-id")
    newest = list((rows if before is None else rows.filter(pk__lt=before))[: MESSAGES_PER_PAGE + 1])
    shown = newest[:MESSAGES_PER_PAGE]
    more = str(shown[-1].pk) if len(newest) > MESSAGES_PER_PAGE else None
    return MessagePage([message_payload(each) for each in reversed(shown)], more)


def message_of(auction_id: UUID, message_id: int) -> RoomMessage | None:
    """Return a message of an auction's room; one that was removed, too."""
    return _messages(auction_id).filter(pk=message_id).first()


def reported_messages(auction_id: UUID) -> QuerySet[RoomMessage]:
    """Return who said what, for commissioners: all of it, the newest first, also what was removed and by whom."""
    return _messages(auction_id).select_related("removed_by__user").order_by("-id")


def report(auction_id: UUID) -> DownloadTable:
    """Return who said what for download, in the order in which it was written."""
    columns = {
        "at": "time (UTC)",
        "name": "name",
        "member": "member id",
        "text": "message",
        "removed_at": "removed (UTC)",
        "removed_by": "removed by",
    }
    return DownloadTable(columns, _report_pages(auction_id))


def _report_pages(auction_id: UUID) -> Any:
    rows, last = reported_messages(auction_id).order_by("id"), 0
    while page := list(rows.filter(pk__gt=last)[:_REPORTED_AT_ONCE]):
        yield [_reported(each) for each in page]
        last = page[-1].pk


def _reported(message: RoomMessage) -> tuple[Any, ...]:
    removed = message.removed_at and f"{message.removed_at:%Y-%m-%d %H:%M:%S}"
    by = message.removed_by.name if message.removed_by else None
    return (f"{message.at:%Y-%m-%d %H:%M:%S}", message.member.name, str(message.member_id), message.text, removed, by)


def _messages(auction_id: UUID) -> QuerySet[RoomMessage]:
    return RoomMessage.objects.filter(auction=auction_id).select_related("member__user")


def messages_of_user(user: User) -> dict[str, Any]:
    """Return what the user wrote, for the download of their data."""
    rows = RoomMessage.objects.filter(member__user=user).order_by("id")
    return {"messages": list(rows.values("auction__league__name", "text", "at", "removed_at"))}
