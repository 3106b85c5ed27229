"""The HTTP calls by which the auction that waits takes over its league's settings and list."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from auctions import engine
from auctions.api import examples
from auctions.api.serializers import PreviewSerializer
from auctions.api.views import (
    RESULT,
    AuctionBusyResponse,
    CommandRefused,
    admit_commissioner,
    answer_outcome,
    answer_preview,
)
from auctions.new_settings import services
from auctions.services import StartRefused
from auctionsite.http.openapi import call
from rollouts import subjects


class NoFieldsSerializer(serializers.Serializer[Any]):
    """Nothing is said: the league says it all."""


class NewSettingsView(APIView):
    """`auction/{id}/settings`: its league's settings and list for the auction that waits; for commissioners."""

    @call("auction_new_settings", {200: (PreviewSerializer, {"sentences": [examples.NEW_SETTING]})}, 403, 404, 409, 503)
    def get(self, request: Request, auction_id: UUID) -> Response:
        """`{sentences}`: what would change for whom; none if the auction has them already. 409 says why it can't be."""
        admission = admit_commissioner(request, auction_id)
        try:
            now = services.terms_now(admission.auction, admission.actor, subjects.of_request(request._request))
        except StartRefused as error:
            raise CommandRefused(error) from error
        except engine.AuctionBusy as error:
            raise AuctionBusyResponse from error
        return answer_preview(auction_id, now.outcome, now.sentences)

    @call("auction_take_over_settings", RESULT, 403, 404, 409, 503, request=NoFieldsSerializer)
    def post(self, request: Request, auction_id: UUID) -> Response:
        """Take them over: the result, as of a command. Where nothing would change nothing does: twice is harmless."""
        admission = admit_commissioner(request, auction_id)
        try:
            outcome = services.adopt(admission.auction, admission.actor, subjects.of_request(request._request))
        except StartRefused as error:
            raise CommandRefused(error) from error
        except engine.AuctionBusy as error:
            raise AuctionBusyResponse from error
        return answer_outcome(auction_id, outcome)
