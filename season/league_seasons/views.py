"""The page on which a commissioner manages a season: the competition, its scoring, and the tie-breakers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.request_types import SignedInRequest
from accounts.sent_forms import once
from leagues.models import Member
from leagues.permissions import Action
from leagues.requests import member_or_404
from leagues.sport_definitions import parse_statistics
from leagues.sports.words import said
from season.competitions.services import CompetitionRefused
from season.league_seasons.counting import CountingRefused, change_counting
from season.league_seasons.forms import CountingForm, FollowForm, OwnCompetitionForm, SchemeForm
from season.league_seasons.pages import Context, render_page, season_shown
from season.league_seasons.services import SchemeFixed, change_scheme, follow_competition, follow_own_competition
from season.locks import CompetitionBusy, CompetitionNotFound
from season.models import LeagueSeason
from season.schemes.queries import current_scheme
from season.schemes.services import NoScheme
from season.scores.queries import has_scores
from season.scoring.parsing import stored_scheme
from season.scoring.scheme import SchemeError
from season.scoring.wording import describe_rule

_REFUSED = (CompetitionRefused, CountingRefused, SchemeFixed, NoScheme, CompetitionBusy)


@login_required
@require_http_methods(["GET", "POST"])
@once
def manage(request: SignedInRequest, league_id: UUID) -> HttpResponse:
    """Show and change the competition that the league follows, and its rules; each button names what it does."""
    member = member_or_404(request, league_id, Action.MANAGE_SEASON)
    season = season_shown(request, league_id)
    wanted = request.POST.get("do", "")
    forms = _forms(member, season, {wanted: request.POST} if request.method == "POST" else {})
    if request.method == "POST":
        form = forms.get(wanted)
        message = _try_change(member, season, wanted, form)
        if message:
            messages.success(request, message)
            if wanted in {"follow", "own"}:
                return redirect("season-manage", league_id)
            return redirect(request.get_full_path())
        if form is None:
            messages.error(request, _("Choose what shall be changed."))
    return render_page(request, member, season, "manage", {"forms": forms, **_rules(season)})


def _forms(member: Member, season: LeagueSeason | None, data: dict[str, Any]) -> dict[str, Form]:
    """All forms of the page by what their buttons do; the one that was sent has its data."""
    forms: dict[str, Form] = {
        "follow": FollowForm(data.get("follow"), league=member.league),
        "own": OwnCompetitionForm(data.get("own")),
    }
    if season is not None:
        shown = {"definition": SchemeForm.text_of(season.scheme.definition)}
        forms["scheme"] = SchemeForm(data.get("scheme"), initial=shown)
        forms["recommended"] = Form(data.get("recommended"))
        forms["counting"] = CountingForm(data.get("counting"), season=season)
    return forms


def _try_change(member: Member, season: LeagueSeason | None, wanted: str, form: Form | None) -> str:
    """Do it and say so; empty if it was refused, and then the form says why. Raises NotAllowed."""
    if form is None or not form.is_valid():
        return ""
    try:
        if season is None or wanted in {"follow", "own"}:
            return _follow(member, wanted, form.cleaned_data)
        return _change(member, season, wanted, form)
    except SchemeError as error:
        form.add_error("definition", [f"{place}: {words}" for place, words in error.fields.items()])
    except CompetitionNotFound:
        form.add_error(None, _("The competition isn't there any more."))
    except _REFUSED as error:
        form.add_error(None, str(error))
    return ""


def _follow(member: Member, wanted: str, data: dict[str, Any]) -> str:
    season = (
        follow_own_competition(member, **data) if wanted == "own" else follow_competition(member, data["competition"])
    )
    return _("The league follows {competition} now.").format(competition=season.competition)


def _change(member: Member, season: LeagueSeason, wanted: str, form: Form) -> str:
    if isinstance(form, CountingForm):
        earlier = form.cleaned_data["counts_earlier"]
        change_counting(member, season, tie_breakers=form.tie_breakers, counts_earlier=earlier)
        return _("Saved; the standings are counted again.")
    change_scheme(member, season, form.cleaned_data["definition"] if wanted == "scheme" else None)
    if wanted == "scheme":
        return _("The scoring is changed.")
    return _("The league scores by what its sport recommends.")


def _rules(season: LeagueSeason | None) -> Context:
    """The scoring in words, and whether it can still be changed."""
    if season is None:
        return {}
    sport = season.competition.sport
    names = {each.key: said(each.name) for each in parse_statistics(sport.statistics)}
    recommended = current_scheme(sport.pk)
    return {
        "rules": [(rule.name, describe_rule(rule, names)) for rule in stored_scheme(season.scheme.definition).rules],
        "fixed": has_scores(season.competition),
        "is_recommended": recommended is not None and recommended.pk == season.scheme_id,
        "own_competition": season.competition.league_id == season.league_id,
    }
