"""The one place that tells the rooms and the log, after the commit.

Messages go out from one thread with its own event loop, so that the engine, which is synchronous, never waits for
Redis, and so that they leave in order. They are hints: whoever misses one sees it by `seq`.
"""

import asyncio
import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
import structlog
from channels.layers import get_channel_layer
from django.db import DatabaseError
from redis.exceptions import RedisError

from auctions.models import Auction
from auctions.publish import groups, local_rooms, presence, room_message, telemetry
from auctions.publish.line import SEND_SECONDS, RedisLine
from auctions.publish.names import DisplayNames, display_names, forget_names, names_in
from auctions.publish.publisher import Publisher
from auctions.publish.telemetry import FailedBid
from auctions.rules.codes import Code
from auctions.rules.commands import Begin, Command, Nominate, PlaceBid
from auctions.rules.events import ADDS_LOTS, CHANGES_ROSTERS, Event, EventKind
from auctions.rules.state import NOT_OVER, AuctionHeader, AuctionState, AuctionStatus
from auctionsite.observability import metrics
from leagues.models import Member
from leagues.owners.queries import owners_of
from leagues.settings.auction import AuctionFormat

log = structlog.get_logger("auctions")
Decided = tuple[Command, Code, Mapping[str, Any] | None]
"""A command, what was decided, and the receipt of a bid."""

_LEAGUE_STATUS = {
    EventKind.AUCTION_CREATED: "auction_created",
    EventKind.AUCTION_BEGUN: "auction_started",
    EventKind.AUCTION_PAUSED: "auction_paused",
    EventKind.AUCTION_RESUMED: "auction_resumed",
    EventKind.AUCTION_COMPLETED: "auction_completed",
    EventKind.AUCTION_CANCELLED: "auction_cancelled",
}


def publish(state: AuctionState, events: Sequence[Event], before: AuctionState | None = None) -> None:
    """Tell the auction's room what a commit changed, and the league's if its status, or rosters after its end, changed.

    `before` is the state that the commit found, which the room knows; None: it made the auction.
    """
    if not events:
        return
    telemetry.count_events(events, is_slow=_is_slow(state.auction))
    if any(event.kind in ADDS_LOTS for event in events):  # before any process reads of lots that it has no names for
        forget_names()
        _publisher.submit(_send(groups.people(), {"type": "people.roles"}))
    try:
        names = names_in(state)
    except DatabaseError as error:  # the commit stands, whoever hears of it; pings show what was missed
        metrics.BROADCASTS_LOST.inc()
        log.warning("broadcast.failed", auctionId=state.auction.id, error=str(error))
        return
    message = _tell_here(state, events, names, before)
    _publisher.submit(_send_all(state, events, names, before, message))


def _tell_here(
    state: AuctionState, events: Sequence[Event], names: DisplayNames, before: AuctionState | None
) -> local_rooms.Message | None:
    """Tell the room of this process at once, and return its message; None where there is none.

    Then the publisher's thread makes it: a clock has other auctions to look after.
    """
    room = groups.auction_room(state.auction.id)
    if not local_rooms.listens(room):
        return None
    try:
        message = room_message.of_commit(state, events, names, before)
    except Exception:  # noqa: BLE001 # the commit stands; the publisher's thread meets the same, and says so
        return None
    local_rooms.tell(room, message)
    return message


def publish_rebuilt(state: AuctionState) -> None:
    """Tell the room of a new epoch: every client takes a new snapshot."""
    _publisher.submit(_send(groups.auction_room(state.auction.id), room_message.of_rebuilt(state)))


def member_joined(member: Member) -> None:
    """Tell the league's room about a new member."""
    data = {"type": "member_joined", "member": str(member.pk), "name": member.name}
    _publisher.submit(_send(groups.league_room(member.league_id), {"type": "room.message", "text": _encode(data)}))


def member_changed(member: Member) -> None:
    """Tell the league's room that a member has another role or has left; their sockets check their access again.

    Before they do, all processes with sockets forget who runs the league.
    """
    role = None if member.left_at else member.role
    data = {"type": "member_changed", "member": str(member.pk), "role": role}
    _publisher.submit(_send(groups.league_room(member.league_id), {"type": "room.message", "text": _encode(data)}))
    forget_names()
    _publisher.submit(_send(groups.people(), {"type": "people.roles"}))
    ask_owners_to_reauthorize(member)


def names_changed(league_ids: Sequence[UUID]) -> None:
    """Let all processes read names anew, and then show the rooms of the leagues' running auctions what has changed."""
    auctions = [*Auction.objects.filter(league__in=league_ids, status__in=NOT_OVER).values_list("pk", flat=True)]
    forget_names()
    _publisher.submit(_send_names_changed(auctions))


def standings_changed(league_ids: Sequence[UUID]) -> None:
    """Tell the leagues' open pages that their standings were counted again."""
    text = _encode({"type": "standings_changed"})
    _publisher.submit(_send_to_leagues(league_ids, {"type": "room.message", "text": text}))


def assets_changed(league_ids: Sequence[UUID]) -> None:
    """Tell the leagues' open pages that assets of their auctions are called, or play, otherwise."""
    text = _encode({"type": "assets_changed"})
    _publisher.submit(_send_to_leagues(league_ids, {"type": "room.message", "text": text}))


def notice(auction_id: UUID, message: str) -> None:
    """Tell everybody in a room a sentence that is in no journal."""
    text = _encode({"type": "notice", "level": "info", "message": message})
    _publisher.submit(_send(groups.auction_room(auction_id), {"type": "room.message", "text": text}))


def trades_changed(league_id: UUID) -> None:
    """Tell the league's room that its trades changed, but not which: offers are for their two managers only."""
    _publisher.submit(_send_trades_changed(league_id))


def talk(auction_id: UUID, news: Mapping[str, Any]) -> None:
    """Tell a room what somebody wrote, what was removed, or whether people may write. By a thread of its own.

    So no bid's message waits behind one, and one that can't be sent is lost alone: whoever opens the room reads it.
    """
    message = {"type": "room.talk", "text": _encode({"type": "talk", **news})}
    _talk_publisher.submit(_send(groups.auction_room(auction_id), message))


def ask_to_reauthorize(user_id: int) -> None:
    """Tell a user's sockets, in every process, to check again who they are and what they may."""
    _publisher.submit(_send(groups.people(), {"type": "people.changed", "user": user_id}))


def ask_owners_to_reauthorize(manager: Member) -> None:
    """Tell the sockets of all who own a seat to check again: the others act for it for as long as its manager plays."""
    for owner in owners_of(manager):
        ask_to_reauthorize(owner.user_id)


def mark_present(auction_id: UUID, seats: Sequence[int]) -> None:
    """Mark seats that this process plays without sockets as present, for a few seconds."""
    keys = [f"{seat}:{presence.PROCESS}" for seat in seats]
    _publisher.submit(presence.refresh(groups.auction_room(auction_id), keys))


async def ask_to_make_way(user_id: int, socket: str) -> None:
    """Tell a socket, from the caller's event loop and in whatever process it is, that its person has too many."""
    # A process of the release before takes the message for one about the user, and checks their sockets again.
    await _send_here(groups.people(), {"type": "people.too_many", "user": user_id, "socket": socket})


async def presence_changed(room: str) -> None:
    """Ask all processes, from the caller's event loop, to read anew who is in a room."""
    await _send_here(room, {"type": "room.presence"})


def log_commands(state: AuctionState, decided: Iterable[Decided]) -> None:
    """Count the outcomes of a commit's commands, and log what operators watch; the lines leave after the messages."""
    failed: list[FailedBid] = []
    for command, code, receipt in decided:
        telemetry.count_answer(command, code, is_slow=_is_slow(state.auction))
        if isinstance(command, PlaceBid | Nominate) and code is not Code.OK:
            failed.append((command, code, receipt))
        if isinstance(command, Begin) and command.actor.user is not None:
            telemetry.note_refused_begin(state.auction.id, state.auction.league, code)
            commissioner = display_names(UUID(state.auction.id)).commissioner_for(command.actor.user)
            _publisher.submit(_log_begin(state, command, code, commissioner))
    if failed:  # all of them take one place in the queue, in which messages to rooms wait too
        _publisher.submit(_log_failed_bids(state.auction.id, state.auction.league, failed))


def log_undecided(auction: Auction, command: Command, code: Code) -> None:
    """Count and log a bid or nomination that was answered without a decision, and note a begin; others leave none."""
    if isinstance(command, PlaceBid | Nominate):
        telemetry.count_bid(code, is_slow=_is_slow(auction))
        _publisher.submit(_log_failed_bids(str(auction.pk), str(auction.league_id), [(command, code, None)]))
    elif isinstance(command, Begin):
        telemetry.note_refused_begin(str(auction.pk), str(auction.league_id), code)


def _is_slow(auction: Auction | AuctionHeader) -> bool:
    return auction.format == AuctionFormat.SLOW


def flush() -> None:
    """Wait, for a bounded time, until all messages handed over so far have left."""
    _publisher.flush()
    _talk_publisher.flush()


async def _send_to_leagues(league_ids: Sequence[UUID], message: dict[str, Any]) -> None:
    """Send one message after the other: many leagues take one place in the queue."""
    for league_id in league_ids:
        await _send(groups.league_room(league_id), message)


async def _send_names_changed(auction_ids: Sequence[UUID]) -> None:
    await _send(groups.people(), {"type": "people.roles"})
    for auction_id in auction_ids:  # names are shown with who is here: a moment later, and again every few seconds
        await _send(groups.auction_room(auction_id), {"type": "room.presence"})


async def _send_all(
    state: AuctionState,
    events: Sequence[Event],
    names: DisplayNames,
    before: AuctionState | None,
    message: local_rooms.Message | None,
) -> None:
    room = groups.auction_room(state.auction.id)
    await _send(room, message or room_message.of_commit(state, events, names, before))
    for event in events:
        if event.kind in _LEAGUE_STATUS:
            await _send_league_status(state, _LEAGUE_STATUS[event.kind])
        if event.kind is EventKind.LOT_STARTED:
            await _log_lot_started(state, event)
        elif event.kind is EventKind.AUCTION_CREATED:
            _log_created(state, names)
        elif telemetry.has_changed_pace(event, to=AuctionFormat.SLOW):
            await telemetry.count_led_over(room, names)
    if _has_changed_owners_after_end(before, events):
        await _send_trades_changed(state.auction.league)
    telemetry.log_events(state, events)


def _has_changed_owners_after_end(before: AuctionState | None, events: Sequence[Event]) -> bool:
    """True if events of a completed auction changed who owns what: a trade, a drop, a sale undone."""
    over = before is not None and before.auction.status is AuctionStatus.COMPLETED
    return over and any(event.kind in CHANGES_ROSTERS for event in events)


async def _send_trades_changed(league_id: UUID | str) -> None:
    await _send(groups.league_room(league_id), {"type": "room.message", "text": _encode({"type": "trades_changed"})})


async def _send_league_status(state: AuctionState, status: str) -> None:
    room = groups.league_room(state.auction.league)
    data = {"type": "league_status_changed", "auction": state.auction.id, "status": status}
    await _send(room, {"type": "room.message", "text": _encode(data)})
    log.info(
        "league_status_changed.emitted",
        leagueId=state.auction.league,
        auctionId=state.auction.id,
        status=status,
        room=room,
        roomSize=await presence.read_size(room),
    )


async def _log_lot_started(state: AuctionState, event: Event) -> None:
    room = groups.auction_room(state.auction.id)
    lot = state.lots[event.detail["lot"]]
    size = await presence.read_size(room)
    if size is not None and not _is_slow(state.auction):  # in a slow auction nobody waits for a lot
        metrics.ROOM_AT_LOT_START.observe(size)
    log.info(
        "lot_started.emitted",
        auctionId=state.auction.id,
        leagueId=state.auction.league,
        lotNumber=lot.number,
        assetId=lot.asset,
        room=room,
        roomSize=size,
    )


def _log_created(state: AuctionState, names: DisplayNames) -> None:
    log.info(
        "auction.created",
        leagueId=state.auction.league,
        auctionId=state.auction.id,
        status="waiting" if state.auction.waiting_room else "active",
        assetCount=state.auction.lots_total,
        sportKey=names.sport,
        feature=_feature(state),
    )


def _feature(state: AuctionState) -> str:
    """Return the mode that the auction was made under and keeps, by its name on the dashboards."""
    return telemetry.FEATURES[state.auction.waiting_room]


async def _log_begin(state: AuctionState, command: Begin, code: Code, commissioner: int | None) -> None:
    name = "begin_auction.unauthorized" if code is Code.FORBIDDEN else "begin_auction.called"
    log.info(
        name,
        auctionId=state.auction.id,
        leagueId=state.auction.league,
        userId=command.actor.user,
        commissionerId=commissioner,
        auctionRoomSize=await presence.read_size(groups.auction_room(state.auction.id)),
        feature=_feature(state),
    )


async def _log_failed_bids(auction: str, league: str, failed: Sequence[FailedBid]) -> None:
    telemetry.log_failed_bids(auction, league, failed)


async def _send(group: str, message: dict[str, Any]) -> None:
    """Send a message, in a publisher's thread: nothing else runs on its loop, so that it may wait there."""
    with _losing(group):
        _line.send(group, message)


async def _send_here(group: str, message: dict[str, Any]) -> None:
    """Send a message from whatever loop this is."""
    layer = get_channel_layer()
    assert layer is not None  # noqa: S101 # settings name one
    with _losing(group):
        async with asyncio.timeout(SEND_SECONDS):
            await layer.group_send(group, message)


@contextlib.contextmanager
def _losing(group: str) -> Iterator[None]:
    """Count a message that can't be sent, and go on."""
    try:
        yield
    except (RedisError, OSError, TimeoutError) as error:
        metrics.BROADCASTS_LOST.inc()
        log.warning("broadcast.failed", group=group, error=str(error))


def _encode(frame: dict[str, Any]) -> str:
    return orjson.dumps(frame).decode()


async def _hang_up() -> None:
    _line.close()
    await presence.close()
    layer = get_channel_layer()
    if layer is not None:
        await layer.flush()


_line = RedisLine()
_publisher = Publisher(_hang_up, SEND_SECONDS)
_talk_publisher = Publisher(_hang_up, SEND_SECONDS)
"""Of its own, so that what people write is behind no bid, and no bid behind it."""
