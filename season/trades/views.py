"""The pages of trades: all of them, a new offer, rosters, and the rules."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.requests import SignedInRequest
from auctions import engine
from auctions.publish import messages
from auctions.rules.codes import Code
from leagues import queries as leagues
from leagues import services as league_services
from leagues.models import Member
from leagues.permissions import Action, may
from season.locks import LeagueBusy
from season.models import Trade
from season.ownership import queries
from season.ownership.services import refresh
from season.trade_policy import Approval, Deed, Status
from season.trades import drops, payloads, services
from season.trades.forms import DeedForm, DropForm, OfferForm, SeasonSettingsForm
from season.trades.queries import partners_of, settings_are_fixed, settings_of, trades_of
from season.trades.records import TradeNotFound, TradeRefused
from season.trades.services import TradeOffer
from season.trades.settings_services import SettingsFixed, update_settings

_TRADES_ON_A_PAGE = 20


@login_required
@require_GET
def trades(request: SignedInRequest, league_id: UUID) -> HttpResponse:
    """My own trades, and those of the league that were agreed."""
    member = _member_or_404(request, league_id)
    page = Paginator(trades_of(member), _TRADES_ON_A_PAGE).get_page(request.GET.get("page"))
    viewer = payloads.viewer_of(member)
    rows = [payloads.trade(each, viewer) for each in page]
    context = _context(member, "trades") | {"page": page, "rows": rows, "now": viewer.at}
    return render(request, "season/trades/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_trade(request: SignedInRequest, league_id: UUID) -> HttpResponse:
    """Offer a trade: first with whom, then what."""
    member = _member_or_404(request, league_id)
    league_services.require(member, Action.TRADE)
    chosen = request.GET.get("with", "")
    partner = partners_of(member).filter(pk=int(chosen)).first() if _is_id(chosen) else None
    if partner is None:
        context = _context(member, "trades") | {"partners": partners_of(member)}
        return render(request, "season/trades/partners.html", context)
    refresh(league_id)
    rosters = {each.member.pk: each for each in queries.rosters(league_id)}
    mine, theirs = rosters.get(member.pk), rosters.get(partner.pk)
    form = OfferForm(
        request.POST or None,
        own=mine.owned if mine else [],
        theirs=theirs.owned if theirs else [],
        partner=partner.user.display_name,
        unit=_unit(league_id),
    )
    if form.is_valid() and _tried(request, lambda: _propose(member, partner, form), _offered):
        return redirect("trades", league_id)
    context = _context(member, "trades") | {"form": form, "partner": partner, "mine": mine, "theirs": theirs}
    return render(request, "season/trades/new.html", context)


def _propose(member: Member, partner: Member, form: OfferForm) -> Trade:
    data = form.cleaned_data
    given, taken = ([int(each) for each in data[name]] for name in ("gives", "takes"))
    return services.propose(
        member, TradeOffer(partner=partner.pk, gives=given, takes=taken, pays=form.pays, note=data["note"])
    )


@login_required
@require_POST
def do(request: SignedInRequest, league_id: UUID, trade_id: int) -> HttpResponse:
    """Accept, decline, withdraw, approve or object to a trade, as the button says."""
    member = _member_or_404(request, league_id)
    form = DeedForm(request.POST)
    if not form.is_valid():
        notes.error(request, "Choose what shall become of the trade.")
    else:
        deed = Deed(form.cleaned_data["do"])
        _tried(request, lambda: _DEEDS[deed](member, trade_id), lambda trade: _became(trade, deed))
    return redirect("trades", league_id)


_DEEDS: dict[Deed, Callable[[Member, int], Trade]] = {
    Deed.ACCEPT: services.accept,
    Deed.DECLINE: services.decline,
    Deed.WITHDRAW: services.withdraw,
    Deed.APPROVE: services.approve,
    Deed.VETO: services.veto,
}


@login_required
@require_GET
def rosters(request: SignedInRequest, league_id: UUID) -> HttpResponse:
    """What belongs to whom now."""
    member = _member_or_404(request, league_id)
    refresh(league_id)
    context = _context(member, "rosters") | {"rosters": queries.rosters(league_id), "unit": _unit(league_id)}
    return render(request, "season/trades/rosters.html", context | {"partners": _ids(partners_of(member))})


@login_required
@require_POST
def drop(request: SignedInRequest, league_id: UUID) -> HttpResponse:
    """Give up an asset of mine, if I am sure."""
    member = _member_or_404(request, league_id)
    form = DropForm(request.POST)
    if not form.is_valid():
        notes.error(request, "Tick that you are sure, or it stays yours.")
    else:
        _tried(request, lambda: drops.drop(member, form.cleaned_data["asset"]), lambda _: "It isn't yours any more.")
    return redirect("rosters", league_id)


@login_required
@require_http_methods(["GET", "POST"])
def settings(request: SignedInRequest, league_id: UUID) -> HttpResponse:
    """By what rules the league trades, for its commissioner."""
    member = _member_or_404(request, league_id)
    league_services.require(member, Action.CHANGE_SETTINGS)
    form = SeasonSettingsForm(request.POST or None, current=settings_of(league_id))
    if form.is_valid() and _tried(
        request, lambda: update_settings(member, form.cleaned_data["settings"]), lambda _: "The rules are saved."
    ):
        return redirect("trades", league_id)
    return render(request, "season/trades/settings.html", _context(member, "rules") | {"form": form})


def _tried(request: SignedInRequest, work: Callable[[], Any], words: Callable[[Any], str]) -> bool:
    """Do it and say so, or say why not; whether it was done. Raises Http404, and NotAllowed, which is a page."""
    try:
        done = work()
    except TradeNotFound as error:
        raise Http404(str(error)) from error
    except (TradeRefused, SettingsFixed, LeagueBusy) as error:
        notes.error(request, str(error))
        return False
    except engine.AuctionBusy:
        notes.error(request, messages.short(Code.BUSY))
        return False
    notes.success(request, words(done))
    return True


def _offered(trade: Trade) -> str:
    return f"Offered to {trade.partner.user.display_name}, who answers here."


def _became(trade: Trade, deed: Deed) -> str:
    """What a trade is after one has done something to it."""
    match trade.status:
        case Status.AGREED if deed is Deed.VETO:
            return "You object. The trade ends if most of the others do, or a commissioner."
        case Status.AGREED if trade.approval == Approval.COMMISSIONER:
            return "Agreed. A commissioner decides."
        case Status.AGREED:
            return "Agreed. It takes effect by itself, unless the others object."
        case Status.FAILED:
            return f"It could not take effect: {trade.reason}"
        case Status.DONE:
            return "The trade took effect."
    return f"The trade is {trade.status}."


def _context(member: Member, part: str) -> dict[str, Any]:
    """What every page here shows; `part` is its place in the menu."""
    return {
        "part": part,
        "league": member.league,
        "member": member,
        "may_trade": may(member.role, Action.TRADE),
        "may_change": may(member.role, Action.CHANGE_SETTINGS),
        "settings": settings_of(member.league_id),
        "fixed": settings_are_fixed(member.league_id),
    }


def _unit(league_id: UUID) -> str:
    auction = queries.current_auction(league_id)
    return str(auction.settings["unit"]) if auction else ""


def _ids(members: Any) -> set[int]:
    return set(members.values_list("pk", flat=True))


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18


def _member_or_404(request: SignedInRequest, league_id: UUID) -> Member:
    """The requester's membership. Outsiders get what they would get for a league that doesn't exist."""
    member = leagues.membership(league_id, request.user)
    if member is None:
        raise Http404("There is no such league, or you are not in it.")
    return member
