"""The HTTP calls about seats: what they begin with, and those who joined the league after its auction began."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from auctions import engine, seats
from auctions.api import examples, serializers
from auctions.api.views import (
    RESULT_OR_SENTENCES,
    STATUS,
    admit_commissioner,
    answer_preview,
    execute_command,
    read_body,
    read_idempotency_key,
)
from auctions.publish import broadcast
from auctions.publish.names import names_in
from auctions.reads import queries
from auctions.reads.seats import sentence_before_late_seat, sentences_about_late_seat
from auctions.rules.codes import Code
from auctions.rules.commands import ChangeSeats, SeatTerms, TakeSeat
from auctions.rules.powers.seat_table import terms_of
from auctions.sockets import protocol
from auctionsite.http.openapi import IDEMPOTENCY_KEY, call
from leagues.api.views import DRY_RUN, read_dry_run
from leagues.models import Member


class SeatsView(APIView):
    """`auction/{id}/seats`: what seats begin with, and a seat for who came after the beginning; for commissioners."""

    @call("auction_late_members", {200: (serializers.LateMembersSerializer, examples.LATE_MEMBERS)}, 403, 404, 503)
    def get(self, request: Request, auction_id: UUID) -> Response:
        """`{members, seats}`: who came late, each with what a seat would mean, and what seats began with."""
        admission = admit_commissioner(request, auction_id)
        state = engine.read(auction_id)
        budget, names = state.auction.settings.budget, names_in(state)
        sentence = sentence_before_late_seat(state)
        members = [
            {"id": str(each.pk), "name": each.name, "sentence": sentence, "budget": budget}
            for each in seats.seatless_players(admission.auction)
        ]
        rows = [_terms_payload(terms_of(state, seat), names.participant_name(seat)) for seat in state.participants]
        return Response({"members": members, "seats": rows})

    @call(
        "auction_give_seat",
        RESULT_OR_SENTENCES,
        400,
        403,
        404,
        409,
        503,
        request=serializers.SeatSerializer,
        example={"member": "7", "budget": 120, "reason": "Welcome!"},
        parameters=[DRY_RUN],
    )
    def post(self, request: Request, auction_id: UUID) -> Response:
        """The result, as of a command; 404 for a member who has a seat or doesn't play, so that twice is harmless.

        With `dry_run` nothing is changed, and the answer is `{sentences}`: what the seat would have, beside the others.
        """
        admission = admit_commissioner(request, auction_id)
        fields = read_body(request, protocol.SEAT)
        late = {each.pk: each for each in seats.seatless_players(admission.auction)}
        member = late.get(fields["member"])
        if member is None:
            raise NotFound(_("Nobody of this id came late: they have a seat, don't play, or aren't in the league."))
        command = seats.late_seat(member, admission.actor, fields["reason"] or "", fields["budget"])
        if read_dry_run(request):
            return _preview_seat(auction_id, command, member)
        response = execute_command(admission, command)
        if response.status_code == STATUS[Code.OK]:
            broadcast.ask_owners_to_reauthorize(member)
        return response

    @call(
        "auction_change_seats",
        RESULT_OR_SENTENCES,
        400,
        403,
        404,
        409,
        503,
        request=serializers.SeatTableSerializer,
        example={"seats": [{"participant": "7", "budget": 120, "keepers": [{"lot": "41", "price": 30}]}]},
        parameters=[DRY_RUN, IDEMPOTENCY_KEY],
    )
    def put(self, request: Request, auction_id: UUID) -> Response:
        """Set what the seats named begin with, all or none of it, while the auction waits: the result, as of a command.

        Seats that aren't named stay as they are. With `dry_run` nothing is changed, and the answer is `{sentences}`.
        """
        admission = admit_commissioner(request, auction_id)
        fields = read_body(request, protocol.SEAT_TABLE)
        command = ChangeSeats(
            actor=admission.actor,
            id=read_idempotency_key(request, required=False),
            reason=fields["reason"] or "",
            seats=tuple(_terms(each) for each in fields["seats"]),
        )
        if read_dry_run(request):
            return answer_preview(auction_id, *queries.preview(auction_id, command))
        return execute_command(admission, command)


def _preview_seat(auction_id: UUID, command: TakeSeat, member: Member) -> Response:
    before, decision = engine.preview(auction_id, command)
    if decision.rejection:
        outcome = engine.Outcome(decision.rejection.code, before.seq, dict(decision.rejection.facts))
        return answer_preview(auction_id, outcome, [])
    seat = decision.state.participants[command.participant]
    return Response({"sentences": [*sentences_about_late_seat(member.name, seat, decision.state)]})


def _terms(fields: Mapping[str, Any]) -> SeatTerms:
    return SeatTerms(
        participant=fields["participant"],
        budget=fields["budget"],
        slots_min=fields["slots_min"],
        slots_max=fields["slots_max"],
        keepers=tuple((each["lot"], each["price"]) for each in fields["keepers"] or []),
    )


def _terms_payload(terms: SeatTerms, name: str) -> dict[str, Any]:
    return {
        "participant": str(terms.participant),
        "name": name,
        "budget": terms.budget,
        "slots_min": terms.slots_min,
        "slots_max": terms.slots_max,
        "keepers": [{"lot": str(lot), "price": price} for lot, price in terms.keepers],
    }
