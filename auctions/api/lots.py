"""The HTTP calls about lots: all of them, page by page, and one more for an auction that isn't over."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from auctions import engine, more_lots
from auctions.api.serializers import LotsSerializer
from auctions.api.views import (
    RESULT_OR_SENTENCES,
    AuctionBusyResponse,
    MalformedBody,
    admit,
    admit_commissioner,
    answer_outcome,
    read_number,
)
from auctions.reads import queries
from auctionsite.http.openapi import call
from auctionsite.text.fields import TypedTextValue
from leagues.api.views import DRY_RUN, read_dry_run, validated_body
from leagues.files.assets import LONGEST

LONGEST_REASON = 200
LONGEST_SEARCH = 100
LOTS_PER_PAGE = 100


class LotUnclearResponse(APIException):
    """No lot can be added by this name; nothing was changed."""

    status_code = 409
    default_code = "lot_unclear"


class NewLotSerializer(serializers.Serializer[Any]):
    """One more lot to sell, by name or external id."""

    name = TypedTextValue(max_length=LONGEST["name"])
    reason = TypedTextValue(max_length=LONGEST_REASON, required=False, allow_blank=True, default="")


class LotsView(APIView):
    """`GET auction/{id}/lots?after=number`: all lots, page by page; the snapshot has those near the open one.

    `queued=1` leaves out those that aren't to come, `search` those that aren't called so.
    """

    @call(
        "auction_lots",
        {200: (LotsSerializer, None)},
        400,
        404,
        503,
        parameters=[
            OpenApiParameter("after", int, description="The number of the last lot you have; 0 at first."),
            OpenApiParameter("queued", int, description="1: only lots that are still to come."),
            OpenApiParameter("search", str, description="A part of the name, the club or the position."),
        ],
    )
    def get(self, request: Request, auction_id: UUID) -> Response:
        """`{lots, next}`; `next` is the `after` of the next page, null at the end."""
        admit(request, auction_id)
        after = read_number(request, "after", "the number of a lot", digits=9)
        queued = read_number(request, "queued", "1 for lots that are still to come", digits=1) == 1
        search = request.query_params.get("search", "").strip()
        if len(search) > LONGEST_SEARCH:
            raise MalformedBody(f"search: has {LONGEST_SEARCH} characters at most.")
        lots = queries.lots_page(auction_id, after, LOTS_PER_PAGE, queued=queued, search=search)
        return Response({"lots": lots, "next": lots[-1]["number"] if len(lots) == LOTS_PER_PAGE else None})

    @call(
        "auction_add_lot",
        RESULT_OR_SENTENCES,
        400,
        403,
        404,
        409,
        503,
        request=NewLotSerializer,
        example={"name": "Bukayo Saka", "reason": "Forgotten"},
        parameters=[DRY_RUN],
    )
    def post(self, request: Request, auction_id: UUID) -> Response:
        """Sell one more, last in the queue, until the auction is over: for commissioners. The result, as of a command.

        One of this name, or external id, on a list of the league that the auction doesn't have, or else a new one,
        which goes on the league's own list. 409 `lot_unclear` if the auction has it, or several are called so. With
        `dry_run` nothing is changed, and the answer is `{sentences}`.
        """
        admission = admit_commissioner(request, auction_id)
        fields = validated_body(NewLotSerializer, request)
        try:
            wanted = more_lots.find_wanted(admission.auction, fields["name"])
            if read_dry_run(request):
                return Response({"sentences": more_lots.sentences_about(admission.auction, wanted)})
            assert isinstance(request.user, User)  # noqa: S101 # the permission class let nobody else in
            outcome = more_lots.add(admission.auction, admission.actor, request.user, wanted, fields["reason"])
        except more_lots.LotUnclear as error:
            raise LotUnclearResponse(str(error)) from error
        except engine.AuctionBusy as error:
            raise AuctionBusyResponse from error
        return answer_outcome(auction_id, outcome)
