"""The HTTP call by which a manager lets a bot bid for them while they are away."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from auctions.api.views import admit
from auctions.publish import messages
from auctions.rules.codes import Code
from auctions.stand_ins import services
from auctionsite.http.openapi import call


class StandInSerializer(serializers.Serializer[Any]):
    """The most that a bot bids on one lot for my seat while it is away; null: no bot does."""

    most = serializers.IntegerField(min_value=1, max_value=services.MOST, allow_null=True)


class StandInView(APIView):
    """`auction/{id}/stand-in`: a bot that bids for my seat while it is marked away."""

    @call("auction_stand_in", {200: (StandInSerializer, {"most": 40})}, 403, 404, 503)
    def get(self, request: Request, auction_id: UUID) -> Response:
        """What the seat's owners have said. Nobody else reads it."""
        return Response({"most": services.amount_of(_seat(request, auction_id))})

    @call(
        "auction_stand_in_change",
        {200: (StandInSerializer, {"most": 40})},
        400,
        403,
        404,
        503,
        request=StandInSerializer,
        example={"most": 40},
    )
    def put(self, request: Request, auction_id: UUID) -> Response:
        """Let a bot bid for my seat whenever it is away, up to `most` on one lot; null: let none."""
        seat = _seat(request, auction_id)
        said = StandInSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        most = said.validated_data["most"]
        if most is None:
            services.stop(seat)
        else:
            services.let_bot_bid(seat, most)
        return Response({"most": most})


def _seat(request: Request, auction_id: UUID) -> int:
    seat = admit(request, auction_id).actor.participant
    if seat is None:
        raise PermissionDenied(messages.short_sentence(Code.NOT_A_PARTICIPANT))
    return seat
