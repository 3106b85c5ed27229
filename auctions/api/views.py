"""The HTTP calls of an auction: parse, one call, the answer. They mean the same as the socket's frames."""

from collections.abc import AsyncIterator
from typing import Any, ClassVar
from uuid import UUID

import orjson
from asgiref.sync import sync_to_async
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import APIException, NotFound, PermissionDenied, Throttled
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from accounts.rate_limits import throttles
from accounts.rate_limits.limits import Limit
from auctions import access, engine, services
from auctions.access import Admission, AdmissionDenied
from auctions.api import examples, serializers
from auctions.publish import broadcast, messages
from auctions.reads import queries, results
from auctions.rules.codes import Code
from auctions.rules.commands import Actor, Begin, Command
from auctions.rules.state import AuctionState
from auctions.sockets import protocol
from auctions.sockets.protocol import Malformed
from auctions.store import heartbeat
from auctionsite.http import errors
from auctionsite.http.openapi import IDEMPOTENCY_KEY, NOT_MODIFIED, call
from rollouts import subjects

STATUS: dict[str, int] = {
    Code.OK: 200,
    Code.FORBIDDEN: 403,
    Code.NOT_A_PARTICIPANT: 403,
    Code.NO_WAITING_ROOM: 404,
    Code.NO_SUCH_LOT: 404,
    Code.REASON_MISSING: 400,
    Code.BUSY: 503,
    Code.READ_ONLY: 503,
    Code.TOO_FAST: 429,
}
"""HTTP statuses of outcomes; all others are 409: not now, not so."""
NO_SUCH_LEAGUE = "There is no such league, or you aren't a member of it."
RESULT: dict[Any, Any] = {200: (serializers.ResultSerializer, examples.RESULT)}
BUSY = messages.short(Code.BUSY)
EVENTS_PER_PAGE = 300
LOTS_PER_PAGE = 100


class MalformedBody(APIException):
    """A body or header that isn't of the protocol."""

    status_code = 400
    default_code = "malformed"


class AuctionBusyResponse(APIException):
    """The auction's lock can't be had; nothing was changed."""

    status_code = 503
    default_code = Code.BUSY


class CommandRefused(APIException):
    """No auction can be made in this state."""

    def __init__(self, refused: services.StartRefused) -> None:
        super().__init__(refused.sentence, refused.code)
        self.status_code = STATUS.get(refused.code, 409)


def enter(request: Request, auction_id: UUID) -> Admission:
    """Let the user in; an outsider doesn't learn whether the auction exists."""
    user = request.user
    try:
        entry = access.admit(auction_id, user if isinstance(user, User) else None)
    except engine.AuctionBusy as error:
        raise AuctionBusyResponse(BUSY) from error
    if isinstance(entry, AdmissionDenied):
        raise NotFound("There is no such auction, or it isn't of a league of yours.")
    return entry


def command_id(request: Request, *, required: bool) -> UUID | None:
    """The `Idempotency-Key`: the same key again gets the same answer."""
    key = request.headers.get("Idempotency-Key")
    if key is None and not required:
        return None
    try:
        return UUID(key or "")
    except ValueError as error:
        raise MalformedBody("Send a UUID as Idempotency-Key, a new one for each thing you want.") from error


def arrival_of(request: Request) -> int:
    """When the request arrived, in epoch ms: stamped in `asgi.py`; now, for one that didn't come that way."""
    scope = getattr(request._request, "scope", {})
    return int(scope.get("arrived_ms") or heartbeat.now_ms())


def body_of(request: Request, shape: protocol.Shape) -> dict[str, Any]:
    """The checked fields of the body."""
    if not isinstance(request.data, dict):
        raise MalformedBody("Send a JSON object.")
    try:
        return shape.read(request.data)
    except Malformed as error:
        raise MalformedBody(str(error)) from error


def decided(entry: Admission, command: Command) -> Response:
    """Execute a command and answer as the socket would, with a status; an error's shape rides along."""
    auction_id = entry.auction.pk
    try:
        [outcome] = engine.execute(auction_id, command)
    except engine.AuctionBusy:
        broadcast.log_undecided(entry.auction, command, Code.BUSY)
        return Response(errors.error_body(Code.BUSY, BUSY), 503)
    answer = queries.result(auction_id, outcome)
    if not outcome.ok:
        answer |= errors.error_body(outcome.code, answer["message"])
    return Response(answer, STATUS.get(outcome.code, 409))


class StartView(APIView):
    """`POST leagues/{id}/auction/start`: make an auction of the league's assets."""

    limit: ClassVar[dict[str, Limit | None]] = {"POST": Limit.CREATE_AUCTION}

    @call(
        "auction_start",
        {201: (serializers.StartedSerializer, examples.STARTED)},
        400,
        403,
        404,
        409,
        parameters=[IDEMPOTENCY_KEY],
    )
    def post(self, request: Request, league_id: UUID) -> Response:
        """201 `{id, status}`; 403 for members other than the commissioner, 404 for outsiders, 409 if one runs."""
        assert isinstance(request.user, User)  # noqa: S101 # the permission class let nobody else in
        try:
            auction = services.start_auction(
                league_id,
                request.user,
                subjects.of_request(request._request),
                key=command_id(request, required=False),
            )
        except services.NoSuchLeague as error:
            raise NotFound(error.sentence) from error
        except services.NotCommissioner as error:
            raise PermissionDenied(error.sentence) from error
        except services.StartRefused as error:
            raise CommandRefused(error) from error
        return Response({"id": str(auction.pk), "status": auction.status}, 201)


class AuctionView(APIView):
    """`GET auction/{id}/`: the snapshot."""

    @call(
        "auction_snapshot",
        {200: (serializers.SnapshotSerializer, None), 304: (NOT_MODIFIED, None)},
        404,
        503,
        parameters=[OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER, description="The last `ETag`.")],
    )
    def get(self, request: Request, auction_id: UUID) -> HttpResponse:
        """The same object that a socket gets. 304 if the state still is the one of the `ETag` sent back."""
        entry = enter(request, auction_id)
        drawn = queries.rendered_state(auction_id)
        text = queries.snapshot_text(drawn, entry.actor, heartbeat.now_ms())
        response = HttpResponse(text, content_type="application/json")
        # A browser must not answer from its own cache: `now` in there would set its clock back.
        response["Cache-Control"] = "private, no-store"
        tag = response["ETag"] = _tag(drawn.state, entry.actor)
        return get_conditional_response(request._request, etag=tag, response=response) or response


def _tag(state: AuctionState, actor: Actor) -> str:
    """Of what one person sees, but for `now`: therefore a weak one."""
    return f'W/"{state.epoch}.{state.seq}.{actor.user}.{actor.role}.{actor.participant}"'


class EventsView(APIView):
    """`GET auction/{id}/events?since=n`: the journal, page by page."""

    @call(
        "auction_events",
        {200: (serializers.EventsSerializer, examples.EVENTS)},
        400,
        404,
        503,
        parameters=[OpenApiParameter("since", int, description="The last event you have; 0 at first.")],
    )
    def get(self, request: Request, auction_id: UUID) -> Response:
        """`{epoch, events, next}`; `next` is the `since` of the next page, null at the end."""
        enter(request, auction_id)
        since = request.query_params.get("since", "0")
        if not since.isascii() or not since.isdigit() or len(since) > 18:
            raise MalformedBody("since: must be the number of an event, from 0.")
        frame = queries.events_frame(auction_id, int(since), EVENTS_PER_PAGE)
        events = frame["events"]
        following = events[-1]["seq"] if len(events) == EVENTS_PER_PAGE else None
        return Response({"epoch": frame["epoch"], "events": events, "next": following})


class LotsView(APIView):
    """`GET auction/{id}/lots?after=number`: all lots, page by page; the snapshot has those near the open one."""

    @call(
        "auction_lots",
        {200: (serializers.LotsSerializer, None)},
        400,
        404,
        503,
        parameters=[OpenApiParameter("after", int, description="The number of the last lot you have; 0 at first.")],
    )
    def get(self, request: Request, auction_id: UUID) -> Response:
        """`{lots, next}`; `next` is the `after` of the next page, null at the end."""
        enter(request, auction_id)
        after = request.query_params.get("after", "0")
        if not after.isascii() or not after.isdigit() or len(after) > 9:
            raise MalformedBody("after: must be the number of a lot, from 0.")
        lots = queries.lots_page(auction_id, int(after), LOTS_PER_PAGE)
        return Response({"lots": lots, "next": lots[-1]["number"] if len(lots) == LOTS_PER_PAGE else None})


class BeginView(APIView):
    """`POST auction/{id}/begin`: leave the waiting room."""

    @call("auction_begin", RESULT, 400, 403, 404, 409, 503, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, auction_id: UUID) -> Response:
        """200; 403 for others than the commissioner; 404 if it has no waiting room; 409 if it isn't waiting."""
        entry = enter(request, auction_id)
        return decided(entry, Begin(actor=entry.actor, id=command_id(request, required=False)))


class BidsView(APIView):
    """`POST auction/{id}/bids`: bid without a socket."""

    limit: ClassVar[dict[str, Limit | None]] = {"POST": None}  # known once the auction is

    @call(
        "auction_bid",
        RESULT,
        400,
        403,
        404,
        409,
        503,
        request=serializers.BidSerializer,
        example={"lot": "41", "amount": 32, "seen": 31},
        parameters=[IDEMPOTENCY_KEY],
    )
    def post(self, request: Request, auction_id: UUID) -> Response:
        """The socket's result: 200 accepted, 403 without a seat, 409 refused."""
        arrived = arrival_of(request)
        entry = enter(request, auction_id)
        try:
            throttles.check(request, access.bid_limit(entry.auction))
        except Throttled:
            broadcast.log_undecided(entry.auction, _bid(request, entry, arrived), Code.TOO_FAST)
            raise
        return decided(entry, _bid(request, entry, arrived))


def _bid(request: Request, entry: Admission, arrived: int) -> Command:
    fields = body_of(request, protocol.BID) | {"id": command_id(request, required=True)}
    return protocol.command_of("bid", fields, entry.actor, arrived)


class CommandsView(APIView):
    """`POST auction/{id}/commands`: what the commissioner can do, by name."""

    @call(
        "auction_command",
        RESULT,
        400,
        403,
        404,
        409,
        503,
        request=serializers.CommandSerializer,
        example={"name": "pause", "args": {}, "reason": "Pizza is here."},
        parameters=[IDEMPOTENCY_KEY],
    )
    def post(self, request: Request, auction_id: UUID) -> Response:
        """The socket's result, with a status."""
        entry = enter(request, auction_id)
        return decided(entry, _named(request, entry, command_id(request, required=False)))


class PreviewView(APIView):
    """`POST auction/{id}/preview`: what a command would change for whom, without doing it."""

    @call(
        "auction_preview",
        {200: (serializers.PreviewSerializer, examples.PREVIEW)},
        400,
        403,
        404,
        409,
        503,
        request=serializers.CommandSerializer,
        example={"name": "undo_sale", "args": {"lot": "41"}, "reason": "The clock ran on."},
    )
    def post(self, request: Request, auction_id: UUID) -> Response:
        """`{sentences}`, or the command's refusal."""
        entry = enter(request, auction_id)
        outcome, sentences = queries.preview(auction_id, _named(request, entry, None))
        if not outcome.ok:
            message = queries.result(auction_id, outcome)["message"]
            return Response(errors.error_body(outcome.code, message), STATUS.get(outcome.code, 409))
        return Response({"sentences": sentences})


def _named(request: Request, entry: Admission, key: UUID | None) -> Command:
    try:
        return protocol.named_command(body_of(request, protocol.COMMAND) | {"id": key}, entry.actor)
    except Malformed as error:
        raise MalformedBody(str(error)) from error


class ResultsCsvView(APIView):
    """`GET auction/{id}/results.csv`: who bought what."""

    @call("auction_results", {(200, "text/csv"): (OpenApiTypes.STR, None)}, 404, 503)
    def get(self, request: Request, auction_id: UUID) -> HttpResponse:
        """A line for each lot, in order of number."""
        enter(request, auction_id)
        response = HttpResponse(results.as_csv(auction_id), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="results.csv"'
        return response


class JournalView(APIView):
    """`GET auction/{id}/journal.jsonl`: the whole journal, one event a line, as everybody in the room saw it."""

    @call("auction_journal", {(200, "application/x-ndjson"): (OpenApiTypes.STR, None)}, 404, 503)
    def get(self, request: Request, auction_id: UUID) -> StreamingHttpResponse:
        """Streamed page by page, so that a long journal is never whole in memory."""
        enter(request, auction_id)
        return StreamingHttpResponse(_journal(auction_id), content_type="application/x-ndjson")


async def _journal(auction_id: UUID) -> AsyncIterator[bytes]:
    page = sync_to_async(queries.journal_page)
    since = 0
    while events := await page(auction_id, since, EVENTS_PER_PAGE):
        yield b"".join(orjson.dumps(event) + b"\n" for event in events)
        since = events[-1]["seq"]
