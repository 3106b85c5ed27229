"""The pages of trades: all of them, a new offer, rosters, and the rules."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.request_types import SignedInRequest
from accounts.sent_forms import once
from auctions import engine
from auctions.publish import messages
from auctions.rules.codes import Code
from auctionsite.http.confirmation import Question, ask_first
from auctionsite.text.isolates import isolated
from leagues.models import Member
from leagues.owners.queries import seat_of
from leagues.permissions import Action, may
from leagues.requests import member_or_404
from season.locks import LeagueBusy
from season.models import Trade
from season.ownership import queries
from season.ownership.services import refresh_ownership
from season.trade_policy import Approval, TradeAction, TradeStatus
from season.trades import drops, payloads, services
from season.trades.forms import DropForm, OfferForm, SeasonSettingsForm, TradeActionForm
from season.trades.queries import partners_of, season_settings_of, settings_are_fixed, trades_of
from season.trades.records import TradeNotFound, TradeRefused
from season.trades.services import TradeOffer
from season.trades.settings_services import SettingsFixed, update_season_settings

_TRADES_ON_A_PAGE = 20
T = TypeVar("T")


@login_required
@require_GET
def trades(request: SignedInRequest, league_id: UUID) -> HttpResponse:
    """My own trades, and those of the league that were agreed."""
    member = member_or_404(request, league_id)
    page = Paginator(trades_of(member), _TRADES_ON_A_PAGE).get_page(request.GET.get("page"))
    viewer = payloads.viewer_of(member)
    rows = [payloads.trade_payload(each, viewer) for each in page]
    context = _context(member, "trades") | {"page": page, "rows": rows, "now": viewer.at}
    return render(request, "season/trades/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
@once
def new_trade(request: SignedInRequest, league_id: UUID) -> HttpResponse:
    """Offer a trade: first with whom, then what."""
    member = member_or_404(request, league_id, Action.TRADE)
    chosen = request.GET.get("with", "")
    partner = partners_of(member).filter(pk=int(chosen)).first() if _is_id(chosen) else None
    if partner is None:
        context = _context(member, "trades") | {"partners": partners_of(member)}
        return render(request, "season/trades/partners.html", context)
    refresh_ownership(league_id)
    rosters = {each.member.pk: each for each in queries.rosters(league_id)}
    mine, theirs = rosters.get(seat_of(member).pk), rosters.get(partner.pk)
    form = OfferForm(
        request.POST or None,
        own=mine.owned if mine else [],
        theirs=theirs.owned if theirs else [],
        partner=isolated(partner.name),
        unit=_unit(league_id),
    )
    if form.is_valid() and _try_and_tell(request, lambda: _propose_from_form(member, partner, form), _describe_offer):
        return redirect("trades", league_id)
    context = _context(member, "trades") | {"form": form, "partner": partner, "mine": mine, "theirs": theirs}
    return render(request, "season/trades/new.html", context)


def _propose_from_form(member: Member, partner: Member, form: OfferForm) -> Trade:
    data = form.cleaned_data
    given, taken = ([int(each) for each in data[name]] for name in ("gives", "takes"))
    return services.propose(
        member, TradeOffer(partner=partner.pk, gives=given, takes=taken, pays=form.pays, note=data["note"])
    )


@login_required
@require_POST
def act_on_trade(request: SignedInRequest, league_id: UUID, trade_id: int) -> HttpResponse:
    """Accept, decline, withdraw, approve or object to a trade, as the button says."""
    member = member_or_404(request, league_id)
    form = TradeActionForm(request.POST)
    if not form.is_valid():
        notes.error(request, _("Choose an action."))
    else:
        action = TradeAction(form.cleaned_data["do"])
        _try_and_tell(
            request, lambda: _ACTIONS[action](member, trade_id), lambda trade: _describe_outcome(trade, action)
        )
    return redirect("trades", league_id)


_ACTIONS: dict[TradeAction, Callable[[Member, int], Trade]] = {
    TradeAction.ACCEPT: services.accept,
    TradeAction.DECLINE: services.decline,
    TradeAction.WITHDRAW: services.withdraw,
    TradeAction.APPROVE: services.approve,
    TradeAction.VETO: services.veto,
}


@login_required
@require_GET
def rosters(request: SignedInRequest, league_id: UUID) -> HttpResponse:
    """Show everybody's assets now."""
    member = member_or_404(request, league_id)
    refresh_ownership(league_id)
    context = _context(member, "rosters") | {"rosters": queries.rosters(league_id), "unit": _unit(league_id)}
    context["news"] = queries.news_of_assets(league_id)
    return render(request, "season/trades/rosters.html", context | {"partners": _ids_of(partners_of(member))})


@login_required
@require_POST
def drop(request: SignedInRequest, league_id: UUID) -> HttpResponse:
    """Give up an asset of mine, once I was asked."""
    member = member_or_404(request, league_id)
    form = DropForm(request.POST)
    if not form.is_valid():
        notes.error(request, _("Choose what to give up."))
        return redirect("rosters", league_id)
    asset = form.cleaned_data["asset"]
    preview = _attempt(request, lambda: drops.preview_drop(member, asset))
    if preview is not None:
        if page := ask_first(request, _drop_question(league_id, preview)):
            return page
        sentence = _("{asset} isn't yours any more.").format(asset=preview.asset)
        _try_and_tell(request, lambda: drops.drop_asset(member, asset), lambda seq: sentence)
    return redirect("rosters", league_id)


def _drop_question(league_id: UUID, preview: drops.DropPreview) -> Question:
    return Question(
        title=_("Give up {asset}?").format(asset=preview.asset),
        follows=preview.follows,
        button=_("Give up {asset} for good").format(asset=preview.asset),
        back=reverse("rosters", args=[league_id]),
    )


@login_required
@require_http_methods(["GET", "POST"])
def settings(request: SignedInRequest, league_id: UUID) -> HttpResponse:
    """By what rules the league trades, for its commissioner."""
    member = member_or_404(request, league_id, Action.CHANGE_SETTINGS)
    form = SeasonSettingsForm(request.POST or None, current=season_settings_of(league_id))
    if form.is_valid() and _try_and_tell(
        request,
        lambda: update_season_settings(member, form.cleaned_data["settings"]),
        lambda saved: _("The rules are saved."),
    ):
        return redirect("trades", league_id)
    return render(request, "season/trades/settings.html", _context(member, "rules") | {"form": form})


def _try_and_tell(request: SignedInRequest, work: Callable[[], T], words: Callable[[T], str]) -> bool:
    """Do it and say so, or say why not; whether it was done. Raises Http404, and NotAllowed, which is a page."""
    done = _attempt(request, work)
    if done is None:
        return False
    notes.success(request, words(done))
    return True


def _attempt(request: SignedInRequest, work: Callable[[], T]) -> T | None:
    """Return what the work gives; None if it was refused, which is said then. Raises Http404 and NotAllowed."""
    try:
        return work()
    except TradeNotFound as error:
        raise Http404(str(error)) from error
    except (TradeRefused, SettingsFixed, LeagueBusy) as error:
        notes.error(request, str(error))
    except engine.AuctionBusy:
        notes.error(request, messages.short_sentence(Code.BUSY))
    return None


def _describe_offer(trade: Trade) -> str:
    return _("Offered to {manager}, who answers here.").format(manager=isolated(trade.partner.name))


def _describe_outcome(trade: Trade, action: TradeAction) -> str:
    """Return the outcome of an action on a trade, as a sentence."""
    match trade.status:
        case TradeStatus.AGREED if action is TradeAction.VETO:
            return _("You object. The trade ends if most of the others do, or a commissioner.")
        case TradeStatus.AGREED if trade.approval == Approval.COMMISSIONER:
            return _("Agreed. A commissioner decides.")
        case TradeStatus.AGREED:
            return _("Agreed. It takes effect by itself, unless the others object.")
        case TradeStatus.FAILED:
            return _("It could not take effect: {reason}").format(reason=trade.reason)
        case TradeStatus.DONE:
            return _("The trade took effect.")
        case TradeStatus.DECLINED:
            return _("The trade is declined.")
        case TradeStatus.WITHDRAWN:
            return _("The trade is withdrawn.")
        case TradeStatus.VETOED:
            return _("The trade is vetoed.")
    return _("The trade is offered.")


def _context(member: Member, part: str) -> dict[str, Any]:
    """Return what every page here shows; `part` is its place in the menu."""
    return {
        "part": part,
        "league": member.league,
        "member": member,
        "own": seat_of(member).pk,
        "may_trade": may(member.role, Action.TRADE),
        "may_change": may(member.role, Action.CHANGE_SETTINGS),
        "settings": season_settings_of(member.league_id),
        "fixed": settings_are_fixed(member.league_id),
    }


def _unit(league_id: UUID) -> str:
    auction = queries.current_auction(league_id)
    return auction.unit if auction else ""


def _ids_of(members: Any) -> set[int]:
    return set(members.values_list("pk", flat=True))


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18
