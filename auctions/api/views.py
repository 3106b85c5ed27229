"""The HTTP calls of an auction: parse, one call, the answer. They mean the same as the socket's frames."""

from typing import Any, ClassVar
from uuid import UUID
from zlib import crc32

from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer
from rest_framework.exceptions import APIException, NotFound, PermissionDenied, Throttled
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from accounts.rate_limits import throttles
from accounts.rate_limits.limits import Limit
from auctions import access, engine, services
from auctions.access import Admission, AdmissionDenied
from auctions.api import examples, serializers
from auctions.engine import Outcome
from auctions.lineup import StartTerms
from auctions.publish import broadcast, messages
from auctions.reads import queries
from auctions.reads.queries import RenderedState
from auctions.rules.codes import Code
from auctions.rules.commands import Actor, Begin, Command
from auctions.sockets import protocol
from auctions.sockets.protocol import Malformed
from auctions.store import heartbeat
from auctions.store.arrivals import arrivals
from auctionsite.http import errors
from auctionsite.http.openapi import IDEMPOTENCY_KEY, NOT_MODIFIED, call
from leagues.permissions import Action, refusal
from rollouts import subjects

STATUS: dict[str, int] = {
    Code.OK: 200,
    Code.FORBIDDEN: 403,
    Code.NOT_A_PARTICIPANT: 403,
    Code.NO_WAITING_ROOM: 404,
    Code.NO_SUCH_LOT: 404,
    Code.REASON_MISSING: 400,
    Code.BUSY: 503,
    Code.UNREADABLE: 503,
    Code.READ_ONLY: 503,
    Code.TOO_FAST: 429,
}
"""HTTP statuses of outcomes; all others are 409: not now, not so."""
RESULT: dict[Any, Any] = {200: (serializers.ResultSerializer, examples.RESULT)}
_RESULT_OR_SENTENCES = PolymorphicProxySerializer(
    component_name="ResultOrSentences",
    serializers=[serializers.ResultSerializer, serializers.PreviewSerializer],
    resource_type_field_name=None,
)
RESULT_OR_SENTENCES: dict[Any, Any] = {200: (_RESULT_OR_SENTENCES, examples.RESULT)}
"""Of calls that take `dry_run`."""
EVENTS_PER_PAGE = 300


class MalformedBody(APIException):
    """A body or header that isn't of the protocol."""

    status_code = 400
    default_code = "malformed"


class AuctionBusyResponse(APIException):
    """The auction's lock can't be had; nothing was changed."""

    status_code = 503
    default_code = Code.BUSY

    def __init__(self) -> None:
        super().__init__(messages.short_sentence(Code.BUSY))


class CommandRefused(APIException):
    """No auction can be made in this state."""

    def __init__(self, refused: services.StartRefused) -> None:
        super().__init__(refused.sentence, refused.code)
        self.status_code = STATUS.get(refused.code, 409)


def admit(request: Request, auction_id: UUID) -> Admission:
    """Let the user in; an outsider doesn't learn whether the auction exists."""
    user = request.user
    try:
        admission = access.admit(auction_id, user if isinstance(user, User) else None)
    except engine.AuctionBusy as error:
        raise AuctionBusyResponse from error
    if isinstance(admission, AdmissionDenied):
        raise NotFound(_("There is no such auction, or it isn't of a league of yours."))
    return admission


def admit_commissioner(request: Request, auction_id: UUID) -> Admission:
    """Let a commissioner in, as `admit` does."""
    admission = admit(request, auction_id)
    if reason := refusal(admission.actor.role, Action.CONDUCT_AUCTION):
        raise PermissionDenied(reason)
    return admission


def read_idempotency_key(request: Request, *, required: bool) -> UUID | None:
    """The `Idempotency-Key`: the same key again gets the same answer."""
    key = request.headers.get("Idempotency-Key")
    if key is None and not required:
        return None
    try:
        return UUID(key or "")
    except ValueError as error:
        raise MalformedBody("Send a UUID as Idempotency-Key, a new one for each thing you want.") from error


def arrival_ms(request: Request) -> int:
    """Return when the request arrived, in epoch ms, as `arrival_stamp.py` says; now, if it came another way."""
    scope = getattr(request._request, "scope", {})
    return int(scope.get("arrived_ms") or heartbeat.now_ms())


def read_number(request: Request, name: str, meaning: str, *, digits: int) -> int:
    """Return a whole number from the query, 0 if it isn't there; `digits` is the most that the database takes."""
    text = request.query_params.get(name, "0")
    if not text.isascii() or not text.isdigit() or len(text) > digits:
        raise MalformedBody(f"{name}: must be {meaning}, from 0.")
    return int(text)


def read_body(request: Request, shape: protocol.Shape) -> dict[str, Any]:
    """The checked fields of the body."""
    if not isinstance(request.data, dict):
        raise MalformedBody("Send a JSON object.")
    try:
        return shape.read(request.data)
    except Malformed as error:
        raise MalformedBody(str(error)) from error


def execute_command(admission: Admission, command: Command) -> Response:
    """Execute a command and answer as the socket would, with a status; an error's shape rides along."""
    auction_id = admission.auction.pk
    try:
        with arrivals.deciding(auction_id, [command]):
            [outcome] = engine.execute(auction_id, command)
    except engine.AuctionBusy:
        broadcast.log_undecided(admission.auction, command, Code.BUSY)
        return Response(errors.error_body(Code.BUSY, messages.short_sentence(Code.BUSY)), 503)
    return answer_outcome(auction_id, outcome)


def answer_outcome(auction_id: UUID, outcome: engine.Outcome) -> Response:
    """Answer with a command's result."""
    answer = queries.outcome_payload(auction_id, outcome)
    if not outcome.ok:
        answer |= errors.error_body(outcome.code, answer["message"])
    return Response(answer, STATUS.get(outcome.code, 409))


class StartView(APIView):
    """`POST leagues/{id}/auction/start`: create an auction of the league's assets."""

    limit: ClassVar[dict[str, Limit | None]] = {"POST": Limit.CREATE_AUCTION}
    # A start needs no body, so it comes as whatever a client sends by default.
    parser_classes = (*APIView.parser_classes, FormParser, MultiPartParser)

    @call(
        "auction_start",
        {201: (serializers.StartedSerializer, examples.STARTED)},
        400,
        403,
        404,
        409,
        parameters=[IDEMPOTENCY_KEY],
        request=serializers.StartSerializer,
        example={"top_up": 20},
    )
    def post(self, request: Request, league_id: UUID) -> Response:
        """201 `{id, status}`; 403 for members other than the commissioner, 404 for outsiders, 409 if one runs.

        A league's further auction is for what is left: rosters and money stay, and `top_up` adds to the money. With
        `anew` everything is sold again, and every roster is emptied.
        """
        assert isinstance(request.user, User)  # noqa: S101 # the permission class let nobody else in
        wanted = serializers.StartSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        try:
            auction = services.start_auction(
                league_id,
                request.user,
                subjects.of_request(request._request),
                terms=StartTerms(**wanted.validated_data),
                key=read_idempotency_key(request, required=False),
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
        admission = admit(request, auction_id)
        rendered = queries.rendered_state(auction_id)
        text = queries.snapshot_text(rendered, admission.actor, heartbeat.now_ms())
        response = HttpResponse(text, content_type="application/json")
        # A browser must not answer from its own cache: `now` in there would set its clock back.
        response["Cache-Control"] = "private, no-store"
        tag = response["ETag"] = _etag(rendered, admission.actor)
        return get_conditional_response(request._request, etag=tag, response=response) or response


def _etag(rendered: RenderedState, actor: Actor) -> str:
    """Of what one person sees, in their language, but for `now`: therefore a weak one."""
    state, text = rendered.state, crc32(rendered.text.encode())  # names change without an event
    return f'W/"{state.epoch}.{state.seq}.{text}.{actor.user}.{actor.role}.{actor.participant}.{get_language()}"'


class EventsView(APIView):
    """`GET auction/{id}/events?since=n`: the journal, page by page.

    Each value comes once a page, in the newest event that has it. `each=1` leaves every event all that it changed, as
    it is needed to show the auction as it was at any of them.
    """

    @call(
        "auction_events",
        {200: (serializers.EventsSerializer, examples.EVENTS)},
        400,
        404,
        503,
        parameters=[
            OpenApiParameter("since", int, description="The last event you have; 0 at first."),
            OpenApiParameter("each", int, description="1: each event with all that it changed, for a replay."),
        ],
    )
    def get(self, request: Request, auction_id: UUID) -> Response:
        """`{epoch, events, next}`; `next` is the `since` of the next page, null at the end."""
        admit(request, auction_id)
        since = read_number(request, "since", "the number of an event", digits=18)
        each = read_number(request, "each", "1 for events with all that they changed", digits=1) == 1
        frame = queries.events_frame(auction_id, since, EVENTS_PER_PAGE, each=each)
        events = frame["events"]
        next_since = events[-1]["seq"] if len(events) == EVENTS_PER_PAGE else None
        return Response({"epoch": frame["epoch"], "events": events, "next": next_since})


class BeginView(APIView):
    """`POST auction/{id}/begin`: leave the waiting room."""

    @call("auction_begin", RESULT, 400, 403, 404, 409, 503, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, auction_id: UUID) -> Response:
        """200; 403 for others than the commissioner; 404 if it has no waiting room; 409 if it isn't waiting."""
        admission = admit(request, auction_id)
        return execute_command(
            admission, Begin(actor=admission.actor, id=read_idempotency_key(request, required=False))
        )


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
        arrived = arrival_ms(request)
        admission = admit(request, auction_id)
        try:
            throttles.check_limit(request, access.bid_limit(admission.auction))
        except Throttled:
            broadcast.log_undecided(admission.auction, _read_bid(request, admission, arrived), Code.TOO_FAST)
            raise
        return execute_command(admission, _read_bid(request, admission, arrived))


def _read_bid(request: Request, admission: Admission, arrived: int) -> Command:
    key = read_idempotency_key(request, required=True)
    assert key is not None  # noqa: S101 # required
    command = protocol.command_of("bid", read_body(request, protocol.BID) | {"id": key}, admission.actor, arrived)
    return arrivals.as_it_first_came(admission.auction.pk, command)


def answer_preview(auction_id: UUID, outcome: Outcome, sentences: list[str]) -> Response:
    """Answer with what a command would come to: its refusal, or sentences."""
    if not outcome.ok:
        message = queries.outcome_payload(auction_id, outcome)["message"]
        return Response(errors.error_body(outcome.code, message), STATUS.get(outcome.code, 409))
    return Response({"sentences": sentences})


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
        admission = admit(request, auction_id)
        return execute_command(
            admission, _read_named_command(request, admission, read_idempotency_key(request, required=False))
        )


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
        admission = admit(request, auction_id)
        return answer_preview(auction_id, *queries.preview(auction_id, _read_named_command(request, admission, None)))


def _read_named_command(request: Request, admission: Admission, key: UUID | None) -> Command:
    arrived = arrival_ms(request)
    try:
        fields = read_body(request, protocol.COMMAND) | {"id": key}
        return arrivals.as_it_first_came(admission.auction.pk, protocol.named_command(fields, admission.actor, arrived))
    except Malformed as error:
        raise MalformedBody(str(error)) from error
