"""The sockets of an auction's room and of a league: parse, authorise, stamp the arrival, hand on, reply."""

import asyncio
import contextvars
import time
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import orjson
import structlog
from django.conf import settings
from django.utils import translation

from accounts.models import User
from accounts.rate_limits import counted_here
from accounts.rate_limits.limits import Limit
from auctions import access
from auctions.access import AdmissionDenied
from auctions.engine import AuctionBusy, NoSuchAuction
from auctions.flags import switches
from auctions.publish import broadcast, groups, messages, payloads, presence
from auctions.publish.names import display_names
from auctions.reads import queries
from auctions.rules.codes import Code
from auctions.rules.commands import Actor, ActorRole, Command, PlaceBid
from auctions.sockets import head_seq, hub, protocol, threads
from auctions.sockets.base import Socket
from auctions.sockets.batching import Answer, batcher_of
from auctions.sockets.frame_budget import COSTS, MALFORMED_COST
from auctions.sockets.hub import Subscriber
from auctions.store import heartbeat, journal
from auctions.store.arrivals import arrivals
from auctions.store.codec import Unreadable
from auctions.store.served_rooms import served_rooms
from auctionsite.close_codes import CloseCode
from auctionsite.observability.logging import bind_log_context
from auctionsite.postgresql.availability import circuit

log = structlog.get_logger("auctions")
MALFORMED_AT_MOST = 5
UNANSWERED_AT_MOST = 32
"""Commands of one socket under way at once; more means that the client doesn't wait for answers."""

YOU_READ_AT_MOST = 10
"""So often what one person sees is read because a commit came between; the next one that concerns them says more."""

TOO_FAST_AT_MOST = 20
"""So many answers `too_fast` in a row, and the socket is closed: its client doesn't listen."""
_CLOSE = {
    AdmissionDenied.NOT_SIGNED_IN: CloseCode.NOT_SIGNED_IN,
    AdmissionDenied.NO_SUCH_AUCTION: CloseCode.NO_SUCH_AUCTION,
    AdmissionDenied.NOT_OF_THIS_LEAGUE: CloseCode.NOT_OF_THIS_LEAGUE,
}


class AuctionSocket(Socket):
    """`/ws/auction/<id>/`: the protocol `auction.v1`."""

    kind = "auction"
    subscriber: Subscriber
    actor: Actor
    served_seat: int | None = None
    malformed = too_fast = 0
    asked: tuple[Callable[[], Awaitable[None]], bool] | None = None
    """The next `hello` or `sync` to answer, and whether it is a hello."""
    catching_up = False
    greeted_at = float("-inf")

    async def enter(self) -> bool:
        """Find out who it is and in what role, and join the room."""
        self.auction_id: UUID = self.scope["url_route"]["kwargs"]["auction_id"]
        self.reading = threads.reading.turn(self.auction_id)
        admission = await threads.run(self.reading, access.admit, self.auction_id, self.user())
        if isinstance(admission, AdmissionDenied):
            await self.refuse(_CLOSE[admission], admission.value)
            return False
        self.actor, self.bid_limit = admission.actor, access.bid_limit(admission.auction)
        self.auction = admission.auction
        assert self.actor.user is not None  # noqa: S101 # who is admitted is signed in
        await self.count_for(groups.auction_room(self.auction_id), self.actor.user)
        bind_log_context(leagueId=admission.auction.league_id)
        self.subscriber = self.make_subscriber(_seat_key(self.actor), self._you)
        if not await self._has_room():
            self.subscriber.stop()
            await self.refuse(CloseCode.ROOM_FULL, "room_full")
            return False
        self.room = await hub.join(groups.auction_room(self.auction_id), self.subscriber, self._describe_people)
        self._serve_seat(self.actor.participant)
        return True

    async def leave(self) -> None:
        """Leave the room; leaving twice is harmless."""
        await super().leave()
        self._serve_seat(None)

    def _serve_seat(self, seat: int | None) -> None:
        """Count this socket as the seat's, and no more as that of the one before."""
        before, self.served_seat = self.served_seat, seat
        if before != seat:
            if before is not None:
                served_rooms.leave(self.auction_id, before)
            if seat is not None:
                served_rooms.join(self.auction_id, seat)

    async def _has_room(self) -> bool:
        """True for those who play, conduct or operate; for others while the room is below its cap."""
        user = self.user()
        plays = self.actor.participant is not None or self.actor.role is ActorRole.COMMISSIONER
        if not settings.MAX_ROOM_SIZE or plays or (user is not None and user.is_staff):
            return True
        room = groups.auction_room(self.auction_id)
        return await presence.admit(room, self.subscriber.key, settings.MAX_ROOM_SIZE)

    async def enter_again(self, user: User) -> None:
        """Take the role and seat that the user has now, and send them; or close, if they may not be here any more."""
        admission = await threads.run(self.reading, access.admit, self.auction_id, user)
        if isinstance(admission, AdmissionDenied):
            await self.close(_CLOSE[admission])
            return
        self.auction, self.bid_limit = admission.auction, access.bid_limit(admission.auction)  # it may be slow by now
        if admission.actor != self.actor and self.room is not None:
            moved = admission.actor.participant != self.actor.participant
            self.actor = admission.actor
            if moved:
                await self.room.reseat(self.subscriber, _seat_key(self.actor))
                self._serve_seat(None if self.closed else self.actor.participant)
            if self.subscriber.delivered is not None:  # else the snapshot will say it
                self._send_frame(await self._read_you())

    async def _read_you(self) -> dict[str, Any]:
        """Return what this person alone sees, as new as what the socket has been sent: commits go on meanwhile."""
        with translation.override(self.language):  # which the thread takes over
            for _ in range(YOU_READ_AT_MOST):
                you = await threads.run(self.reading, _you_now, self.auction_id, self.actor)
                if self.subscriber.delivered is None or you["seq"] >= self.subscriber.delivered[1]:
                    break
        return you

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Handle one frame. Its arrival is stamped, and held, before it waits for anything."""
        with arrivals.stamped(self.auction_id) as arrived:
            if not self.takes_frames():
                return
            try:
                kind, fields = protocol.parse(text_data)
                if await self.pay(COSTS[kind]):
                    await self._handle_frame(kind, fields, arrived)
            except protocol.Malformed as error:
                await self._refuse(str(error))

    async def _handle_frame(self, kind: str, fields: dict[str, Any], arrived: int) -> None:
        match kind:
            case "ping":
                self.spawn(self._pong(fields["t"]))
            case "hello":
                self._catch_up_soon(lambda: self._handle_hello(fields["epoch"], fields["seq"]), hello=True)
            case "sync":
                self._catch_up_soon(lambda: self._handle_sync(fields["from"]))
            case _ if self.unanswered >= UNANSWERED_AT_MOST:
                self._send_frame({"type": "result", "id": fields["answer_to"], **self._undecided(Code.BUSY)})
                broadcast.log_undecided(self.auction, protocol.command_of(kind, fields, self.actor, arrived), Code.BUSY)
            case _:
                self._take_command(kind, fields, arrived)

    def _take_command(self, kind: str, fields: dict[str, Any], arrived: int) -> None:
        """Hand a command on. It is decided, and others hear of it, also if its sender leaves right behind it."""
        command = arrivals.as_it_first_came(self.auction_id, protocol.command_of(kind, fields, self.actor, arrived))
        answer_to = fields["answer_to"]
        self.unanswered += 1
        refused: Answer | Exception | None
        try:
            refused = self._submit_within_limits(command, answer_to)
        except Exception as error:  # noqa: BLE001 # whatever it is, the sender must hear of it
            refused = error
        if refused is not None:
            self._answer(command, answer_to, refused)
        if self.too_fast >= TOO_FAST_AT_MOST:
            self.spawn(self.close(CloseCode.TOO_MANY))

    def _submit_within_limits(self, command: Command, answer_to: str) -> Answer | None:
        """Queue a command, or return the answer to one whose sender is too fast. Raises AuctionBusy.

        What is refused because the database is away isn't counted: it is to be sent again soon.
        """
        batcher = batcher_of(self.auction_id)
        batcher.refuse_while_database_is_away(command)
        limit = self.bid_limit if isinstance(command, PlaceBid) else Limit.OTHER
        if counted_here.seconds_to_wait(limit, f"user.{self.actor.user}"):
            self.too_fast += 1
            broadcast.log_undecided(self.auction, command, Code.TOO_FAST)
            return self._undecided(Code.TOO_FAST)
        self.too_fast = 0
        context = contextvars.copy_context()  # of this socket, for what is logged
        batcher.submit(
            command,
            lambda result: context.run(self._answer, command, answer_to, result),
            lambda: context.run(self._say_kept, answer_to),
            self.language,
        )
        return None

    def _answer(self, command: Command, answer_to: str, result: Answer | Exception) -> None:
        """Answer to a command's id as its sender spelt it, by which it looks for the answer."""
        self.unanswered -= 1
        answer = self._answer_to_error(command, result) if isinstance(result, Exception) else result
        self._send_frame({"type": "result", "id": answer_to, **answer})

    def _answer_to_error(self, command: Command, error: Exception) -> Answer:
        """Return *busy*: the same id may be sent again. What nobody expects is logged."""
        if not isinstance(error, AuctionBusy | NoSuchAuction):
            if circuit.is_away:  # a line, not a page: they are many, and the log knows why
                log.warning("command.failed", auctionId=str(self.auction_id), error=str(error))
            else:
                log.error("command.failed", auctionId=str(self.auction_id), error=str(error), exc_info=error)
        broadcast.log_undecided(self.auction, command, Code.BUSY)
        return self._undecided(Code.BUSY)

    def _undecided(self, code: Code) -> Answer:
        """Return the answer to a command that wasn't decided."""
        with translation.override(self.language):
            said = messages.short_sentence(code)
        return {"ok": False, "code": code, "message": said, "seq": None, "receipt": None}

    def _say_kept(self, answer_to: str) -> None:
        with translation.override(self.language):
            said = messages.kept_sentence()
        self._send_frame({"type": "kept", "id": answer_to, "message": said})

    def _send_frame(self, frame: dict[str, Any]) -> None:
        self.subscriber.enqueue(orjson.dumps(frame).decode())

    async def _refuse(self, message: str) -> None:
        self.malformed += 1
        if self.malformed >= MALFORMED_AT_MOST:
            await self.close(CloseCode.MALFORMED)
        elif await self.pay(MALFORMED_COST):
            self._send_frame({"type": "error", "code": "malformed", "message": message})

    async def _pong(self, client_ms: float) -> None:
        seq = await head_seq.read_head_seq(self.auction_id)
        self._send_frame({"type": "pong", "t": client_ms, "now": heartbeat.now_ms(), "seq": seq})

    def _catch_up_soon(self, ask: Callable[[], Awaitable[None]], *, hello: bool = False) -> None:
        """Answer a `hello` or `sync`, one at a time. Of those that wait the last counts, and a hello for a sync too."""
        if self.asked is None or hello or not self.asked[1]:
            self.asked = ask, hello
        if not self.catching_up:
            self.catching_up = True
            self.spawn(self._answer_asked())

    async def _answer_asked(self) -> None:
        try:
            while self.asked is not None:
                if self.asked[1]:  # a snapshot costs more than all else: two don't follow each other at once
                    await asyncio.sleep(self.greeted_at + settings.SOCKET_HELLO_SECONDS - time.monotonic())
                    self.greeted_at = time.monotonic()
                (ask, _), self.asked = self.asked, None
                await ask()
        finally:
            self.catching_up = False

    async def _handle_sync(self, seq: int) -> None:
        await self._catch_up(self.subscriber.delivered[0] if self.subscriber.delivered else None, seq)

    async def _handle_hello(self, epoch: int | None, seq: int | None) -> None:
        """Bring the client to now, and say what operators let happen; changes of that reach it through the hub."""
        await self._catch_up(epoch, seq)
        self.subscriber.enqueue_if_started(switches.switches_frame())

    async def _catch_up(self, epoch: int | None, seq: int | None) -> None:
        """Bring the client to now. The room was joined before this reads, so nothing falls between.

        It runs beside the frames, so that a bid sent meanwhile is stamped when it arrives; two never at once.
        """
        self.subscriber.hold_back()
        try:
            with translation.override(self.language):  # which the thread takes over
                told, texts = await threads.run(self.reading, catch_up, self.auction_id, self.actor, epoch, seq)
        except Unreadable as error:  # as long as it is, asking again is of no use
            log.error("auction.unreadable", auctionId=str(self.auction_id), seq=seq, error=str(error))
            await self.close(CloseCode.UNREADABLE)
            return
        except Exception as error:  # whatever it is, the client comes back and asks again
            log.exception("catch_up.failed", auctionId=str(self.auction_id), error=str(error))
            await self.close(CloseCode.FAILED)
            return
        self.subscriber.start_after(told, *texts)

    def _you(self, seq: int, own: dict[str, Any]) -> str:
        return _you_frame(seq, self.actor, payloads.own_in(self.language, own))

    async def _describe_people(self, seats: frozenset[str], spectators: int) -> tuple[str, str]:
        return await threads.run(self.reading, _people_frames, self.auction_id, seats, spectators)


def catch_up(
    auction_id: UUID, actor: Actor, epoch: int | None, seq: int | None
) -> tuple[tuple[int, int], tuple[str, ...]]:
    """Return what brings a client at (epoch, seq) to now: ((epoch, seq) of now, frames).

    These are the events it missed, if they are of the same epoch and 300 at most; else a snapshot.
    """
    head = journal.head_of(auction_id)
    if head is None:
        raise NoSuchAuction(auction_id)
    if seq is not None and epoch == head[1] and 0 <= head[0] - seq <= queries.RESUME_EVENTS:
        frame = queries.events_frame(auction_id, seq)
        last = frame["events"][-1]["seq"] if frame["events"] else seq
        own = queries.own_view(queries.rendered_state(auction_id), actor.participant)
        return (head[1], last), (orjson.dumps(frame).decode(), _you_frame(last, actor, own))
    rendered = queries.rendered_state(auction_id)
    return (rendered.state.epoch, rendered.state.seq), (queries.snapshot_text(rendered, actor, heartbeat.now_ms()),)


def _you_now(auction_id: UUID, actor: Actor) -> dict[str, Any]:
    rendered = queries.rendered_state(auction_id)
    own = queries.own_view(rendered, actor.participant)
    return {"type": "you", "seq": rendered.state.seq, "you": payloads.you(actor, own)}


def _seat_key(actor: Actor) -> str:
    return "" if actor.participant is None else str(actor.participant)


def _you_frame(seq: int, actor: Actor, own: dict[str, Any]) -> str:
    return orjson.dumps({"type": "you", "seq": seq, "you": payloads.you(actor, own)}).decode()


def _people_frames(auction_id: UUID, seats: frozenset[str], spectators: int) -> tuple[str, str]:
    names = display_names(auction_id, frozenset(map(int, seats)))
    here = {str(seat): "here" if str(seat) in seats else "gone" for seat in names.people}
    presence_frame = {"type": "presence", "participants": here, "spectators": spectators}
    names_frame = {"type": "names", **payloads.called(names)}
    return orjson.dumps(presence_frame).decode(), orjson.dumps(names_frame).decode()


class LeagueSocket(Socket):
    """`/ws/league/<id>/`: tells the pages of a league what happens in it; takes no frames but pings."""

    kind = "league"
    subscriber: Subscriber

    async def enter(self) -> bool:
        """Let members of the league in, and operators."""
        league_id: UUID = self.scope["url_route"]["kwargs"]["league_id"]
        user = self.user()
        self.reading = threads.reading.turn(league_id)
        if user is None:
            await self.refuse(CloseCode.NOT_SIGNED_IN, AdmissionDenied.NOT_SIGNED_IN.value)
            return False
        if not await threads.run(self.reading, access.may_watch, league_id, user):
            await self.refuse(CloseCode.NOT_OF_THIS_LEAGUE, AdmissionDenied.NOT_OF_THIS_LEAGUE.value)
            return False
        self.league_id = league_id
        await self.count_for(groups.league_room(league_id), user.pk)
        self.subscriber = self.make_subscriber()
        self.room = await hub.join(groups.league_room(league_id), self.subscriber)
        return True

    async def enter_again(self, user: User) -> None:
        """Close if the user may not watch any more."""
        if not await threads.run(self.reading, access.may_watch, self.league_id, user):
            await self.close(CloseCode.NOT_OF_THIS_LEAGUE)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Answer a ping; a malformed frame closes the socket."""
        if not self.takes_frames():
            return
        try:
            kind, fields = protocol.parse(text_data)
        except protocol.Malformed:
            await self.close(CloseCode.MALFORMED)
            return
        if await self.pay(COSTS[kind]) and kind == "ping":
            pong = {"type": "pong", "t": fields["t"], "now": heartbeat.now_ms(), "seq": None}
            self.subscriber.enqueue(orjson.dumps(pong).decode())
