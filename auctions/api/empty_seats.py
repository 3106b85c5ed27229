"""The HTTP call by which a commissioner lets a bot play for a seat that nobody has taken, or whose manager has left."""

from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import APIException, NotFound, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from auctions import engine
from auctions.access import Admission
from auctions.api.views import RESULT, AuctionBusyResponse, admit_commissioner, answer_outcome
from auctions.publish import messages
from auctions.rules.codes import Code
from auctions.stand_ins import services
from auctionsite.http.openapi import call
from rollouts import flags


class SeatTakenResponse(APIException):
    """It isn't the commissioner's to say any more."""

    status_code = 409
    default_code = "seat_taken"
    default_detail = gettext_lazy(
        "Somebody has been here for this seat. They can let a bot bid for them, or you can bid for them."
    )


class EmptySeatView(APIView):
    """`auction/{id}/seats/{participant}/bot`: a bot for an empty seat, until somebody comes for it."""

    @call("auction_seat_bot", RESULT, 403, 404, 409, 503)
    def put(self, request: Request, auction_id: UUID, participant: int) -> Response:
        """Let a bot play for the seat, while the auction waits, until somebody comes: the result, as of a command.

        For a seat that nobody has taken yet, or whose manager has left the league.
        """
        admission = _admit_to_seat(request, auction_id, participant)
        auction = admission.auction
        if not flags.bots_may_play(auction.league_id, auction.pk):
            raise PermissionDenied(messages.short_sentence(Code.NOT_OFFERED))
        try:
            outcome = services.fill_empty_seat(auction_id, admission.actor, participant)
        except services.SeatTaken as error:
            raise SeatTakenResponse from error
        except engine.AuctionBusy as error:
            raise AuctionBusyResponse from error
        return answer_outcome(auction_id, outcome)

    @call("auction_seat_bot_end", RESULT, 403, 404, 409, 503)
    def delete(self, request: Request, auction_id: UUID, participant: int) -> Response:
        """Take the bot out, and wait for the seat's manager again, if it has one: the result, as of a command."""
        admission = _admit_to_seat(request, auction_id, participant)
        try:
            outcome = services.empty_seat_again(auction_id, admission.actor, participant)
        except engine.AuctionBusy as error:
            raise AuctionBusyResponse from error
        return answer_outcome(auction_id, outcome)


def _admit_to_seat(request: Request, auction_id: UUID, participant: int) -> Admission:
    admission = admit_commissioner(request, auction_id)
    if participant not in engine.read(auction_id).participants:
        raise NotFound(_("There is no such seat in this auction."))
    return admission
