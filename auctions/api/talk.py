"""The HTTP calls of what people write in a room. Nothing of it goes through the engine."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import APIException, NotFound, PermissionDenied, Throttled
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from accounts.rate_limits import limits
from accounts.rate_limits.limits import Limit
from auctions.api import examples
from auctions.api.views import admit, read_number
from auctions.models import Auction, RoomMessage
from auctions.talk import queries, services
from auctionsite.http.downloads import download
from auctionsite.http.openapi import call
from auctionsite.text.fields import TypedTextValue
from leagues.models import Member
from leagues.permissions import Action
from leagues.queries import membership
from leagues.services import NotAllowed, require


class MessagesOff(APIException):
    """Messages are off in the league."""

    status_code = 409
    default_code = services.TalkRefused.code


class MessageSerializer(serializers.Serializer[Any]):
    """What somebody wrote; `at` in epoch milliseconds."""

    id = serializers.CharField()
    member = serializers.CharField()
    name = serializers.CharField()
    text = serializers.CharField()
    at = serializers.IntegerField()


class MessagesSerializer(serializers.Serializer[Any]):
    """Messages in the order in which they were written; `open` says whether more may be."""

    open = serializers.BooleanField()
    messages = MessageSerializer(many=True)
    before = serializers.CharField(allow_null=True)


class SaySerializer(serializers.Serializer[Any]):
    """A line of text."""

    text = TypedTextValue(max_length=RoomMessage.MOST_CHARACTERS)


class OpenSerializer(serializers.Serializer[Any]):
    """Whether people may write."""

    open = serializers.BooleanField()


def _enter(request: Request, auction_id: UUID) -> tuple[Auction, Member | None]:
    """The auction and the membership of whoever asks; None: an operator watches. Raises NotFound."""
    auction = admit(request, auction_id).auction
    if not queries.is_offered(auction):
        raise NotFound(_("Rooms of this league have no messages."))
    assert isinstance(request.user, User)  # noqa: S101 # the permission class let nobody else in
    return auction, membership(auction.league_id, request.user)


def _body(kind: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    read = kind(data=request.data)
    read.is_valid(raise_exception=True)
    data: dict[str, Any] = read.validated_data
    return data


class MessagesView(APIView):
    """`auction/{id}/messages`: what people write in the room."""

    limit: ClassVar[dict[str, Limit | None]] = {"POST": Limit.MESSAGE}

    @call(
        "auction_messages",
        {200: (MessagesSerializer, examples.MESSAGES)},
        400,
        404,
        503,
        parameters=[OpenApiParameter("before", int, description="The first message you have; 0: the newest.")],
    )
    def get(self, request: Request, auction_id: UUID) -> Response:
        """The newest 50, in the order in which they were written; `before` is what to ask the page before with."""
        auction = _enter(request, auction_id)[0]
        before = read_number(request, "before", "the id of a message", digits=18)
        page = queries.message_page(auction.pk, before or None)
        return Response({"open": queries.is_open(auction), "messages": page.messages, "before": page.before})

    @call(
        "auction_message_say",
        {201: (MessageSerializer, examples.MESSAGE)},
        400,
        403,
        404,
        409,
        503,
        request=SaySerializer,
        example={"text": "Going, going…"},
    )
    def post(self, request: Request, auction_id: UUID) -> Response:
        """Write a line, 280 characters at most, which everybody in the room reads. 409 `messages_off`."""
        auction, member = _enter(request, auction_id)
        text = _body(SaySerializer, request)["text"]
        try:
            member = services.require_member(member)
            require(member, Action.TALK)
            if wait := limits.seconds_to_wait(Limit.ROOM_MESSAGES, f"auction.{auction.pk}"):
                raise Throttled(wait)
            message = services.say(auction, member, text)
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error
        except services.TalkRefused as error:
            raise MessagesOff(str(error)) from error
        return Response(queries.message_payload(message), 201)

    @call(
        "auction_messages_open",
        {200: (OpenSerializer, {"open": False})},
        400,
        403,
        404,
        503,
        request=OpenSerializer,
        example={"open": False},
    )
    def patch(self, request: Request, auction_id: UUID) -> Response:
        """Turn messages off or on in all rooms of the league, at once: for commissioners."""
        member = _enter(request, auction_id)[1]
        wanted = _body(OpenSerializer, request)["open"]
        try:
            services.set_open(services.require_member(member), is_on=wanted)
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error
        return Response({"open": wanted})


class MessageView(APIView):
    """`auction/{id}/messages/{message}`: one of them."""

    @call("auction_message_remove", {204: (None, None)}, 403, 404, 503)
    def delete(self, request: Request, auction_id: UUID, message_id: int) -> Response:
        """Remove what I wrote, or for commissioners what anybody did. The report for commissioners keeps it."""
        auction, member = _enter(request, auction_id)
        message = queries.message_of(auction.pk, message_id)
        if message is None:
            raise NotFound(_("There is no such message in this room."))
        try:
            services.remove(message, services.require_member(member))
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error
        return Response(status=204)


class MessagesCsvView(APIView):
    """`auction/{id}/messages.csv`: who said what, for commissioners."""

    @call("auction_messages_table", {(200, "text/csv"): (OpenApiTypes.STR, None)}, 403, 404, 503)
    def get(self, request: Request, auction_id: UUID) -> StreamingHttpResponse:
        """A line for each message, in the order in which they were written; what was removed, and by whom, too."""
        auction, member = _enter(request, auction_id)
        try:
            require(services.require_member(member), Action.CONDUCT_AUCTION)
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error
        return download("messages.csv", queries.report(auction.pk).as_csv())
