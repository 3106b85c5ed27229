"""The page on which a manager lets a bot bid for them while they are away."""

from uuid import UUID

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.request_types import SignedInRequest
from auctions import access, engine
from auctions.access import Admission, AdmissionDenied
from auctions.publish import messages
from auctions.reads.queries import outcome_payload
from auctions.rules.codes import Code
from auctions.rules.commands import SetAway
from auctions.stand_ins import services
from auctions.stand_ins.forms import StandInForm
from rollouts import flags


@login_required
@require_http_methods(["GET", "POST"])
def stand_in(request: SignedInRequest, auction_id: UUID) -> HttpResponse:
    """Show whether a bot bids for my seat while it is away, and do what a button says."""
    admission = access.admit(auction_id, request.user)
    if isinstance(admission, AdmissionDenied) or admission.actor.participant is None:
        raise Http404(_("There is no such auction, or you have no seat in it."))
    seat, auction = admission.actor.participant, admission.auction
    most, state = services.amount_of(seat), engine.read(auction_id)
    form = StandInForm(request.POST or None, unit=auction.unit, most=most)
    if form.is_valid():
        _do(request, admission, seat, form.cleaned_data)
        return redirect("auction-stand-in", auction_id)
    context = {
        "auction": auction,
        "league": auction.league,
        "form": form,
        "most": most,
        "unit": auction.unit,
        "away": state.participants[seat].away,
        "over": state.auction.status.over,
        "plays": flags.bots_may_play(auction.league_id, auction_id),
    }
    return render(request, "auctions/stand_in.html", context)


def _do(request: SignedInRequest, admission: Admission, seat: int, said: dict[str, object]) -> None:
    do, most = said["do"], said["most"]
    if do == "stop":
        services.stop(seat)
        notes.success(request, _("No bot bids for you."))
    elif do in {"save", "leave"} and isinstance(most, int):
        services.let_bot_bid(seat, most)
        notes.success(request, _("Saved. The bot bids while you are marked away."))
    if do in {"leave", "back"}:
        _set_away(request, admission, seat, away=do == "leave")


def _set_away(request: SignedInRequest, admission: Admission, seat: int, *, away: bool) -> None:
    auction_id = admission.auction.pk
    if engine.read(auction_id).participants[seat].away == away:
        return
    try:
        [outcome] = engine.execute(auction_id, SetAway(actor=admission.actor, participant=seat, away=away))
    except engine.AuctionBusy:
        notes.error(request, messages.short_sentence(Code.BUSY))
        return
    if not outcome.ok:
        notes.error(request, outcome_payload(auction_id, outcome)["message"])
