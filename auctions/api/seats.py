"""The HTTP calls about those who joined the league after its auction began."""

from uuid import UUID

from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from auctions import engine, seats
from auctions.access import Admission
from auctions.api import examples, serializers
from auctions.api.views import RESULT, STATUS, admit, execute_command, read_body
from auctions.publish import broadcast
from auctions.rules.codes import Code
from auctions.sockets import protocol
from auctionsite.http.openapi import call
from leagues.money import money
from leagues.permissions import Action, refusal


class SeatsView(APIView):
    """`auction/{id}/seats`: those who came after the auction began, and a seat for one of them; for commissioners."""

    @call("auction_late_members", {200: (serializers.LateMembersSerializer, examples.LATE_MEMBERS)}, 403, 404, 503)
    def get(self, request: Request, auction_id: UUID) -> Response:
        """`{members}`, each with a sentence of what a seat would mean."""
        admission = _admit_commissioner(request, auction_id)
        settings = engine.read(auction_id).auction.settings
        budget = money(settings.budget, settings.unit)
        sentence = f"Starts with {budget}, as everybody did, and can bid at once."
        members = [
            {"id": str(each.pk), "name": each.name, "sentence": sentence}
            for each in seats.seatless_players(admission.auction)
        ]
        return Response({"members": members})

    @call(
        "auction_give_seat",
        RESULT,
        400,
        403,
        404,
        409,
        503,
        request=serializers.SeatSerializer,
        example={"member": "7", "reason": "Welcome!"},
    )
    def post(self, request: Request, auction_id: UUID) -> Response:
        """The result, as of a command; 404 for a member who has a seat or doesn't play, so that twice is harmless."""
        admission = _admit_commissioner(request, auction_id)
        fields = read_body(request, protocol.SEAT)
        late = {each.pk: each for each in seats.seatless_players(admission.auction)}
        member = late.get(fields["member"])
        if member is None:
            raise NotFound("Nobody of this id came late: they have a seat, don't play, or aren't in the league.")
        command = seats.late_seat(member, admission.actor, fields["reason"] or "")
        response = execute_command(admission, command)
        if response.status_code == STATUS[Code.OK]:
            broadcast.ask_to_reauthorize(member.user_id)
        return response


def _admit_commissioner(request: Request, auction_id: UUID) -> Admission:
    admission = admit(request, auction_id)
    if reason := refusal(admission.actor.role, Action.CONDUCT_AUCTION):
        raise PermissionDenied(reason)
    return admission
