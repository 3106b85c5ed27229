"""The pages that everybody in the league sees: standings, fixtures, managers, assets and bargains."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.request_types import SignedInRequest
from auctionsite import charts
from auctionsite.text.isolates import isolated
from leagues.models import Member
from leagues.money import money
from leagues.queries import names_of_members
from leagues.requests import member_or_404
from leagues.settings.auction import AuctionSettings
from season.league_seasons.pages import Context, render_page, round_or_404, season_or_404, season_shown
from season.league_seasons.queries import seasons_of
from season.models import LeagueSeason, Round, RoundStanding
from season.standings import queries
from season.standings.bargains import SORTS, find_bargains
from season.standings.ties import tie_reasons
from season.standings.together import sum_tables

_ASSETS_ON_A_PAGE = 50


@login_required
@require_GET
def standings(request: SignedInRequest, league_id: UUID) -> HttpResponse:
    """Show the standings after the last match day or the one that is asked for."""
    member = member_or_404(request, league_id)
    season = season_shown(request, league_id)
    context = {} if season is None else _standings(season, request.GET.get("round", ""))
    return render_page(request, member, season, "standings", context)


def _standings(season: LeagueSeason, wanted: str) -> Context:
    rounds = queries.played_rounds(season)
    day = round_or_404(rounds, wanted)
    table = queries.standings_table(season, day)
    course = queries.standings_by_member(season)
    series = [(isolated(row.member.name), course.get(row.member.pk, [])) for row in table.rows]
    at = rounds.index(day) if rounds else 0
    ties = tie_reasons(season, table.rows)
    return {
        "table": table,
        "rows": [(row, ties.get(row.member.pk, "")) for row in table.rows],
        "rounds": rounds,
        "before": rounds[at - 1 : at],
        "after": rounds[at + 1 : at + 2],
        "course": [(name, _totals(rounds, standings)) for name, standings in series],
        "chart": _totals_chart(rounds, series),
    }


def _totals(rounds: list[Round | None], standings: list[RoundStanding]) -> list[int | None]:
    """Under each match day the total, in hundredths; None where there was none yet."""
    totals = {each.round_id: each.total for each in standings}
    return [totals.get(each.pk if each else None) for each in rounds]


def _totals_chart(rounds: list[Round | None], series: list[tuple[str, list[RoundStanding]]]) -> charts.Chart | None:
    """A line for each manager; None before there are two match days to draw one between."""
    if len(rounds) < 2:
        return None
    labels = [str(each) if each else "–" for each in rounds]
    lines = [(name, [None if n is None else n / 100 for n in _totals(rounds, each)]) for name, each in series]
    return charts.line_chart(labels, lines)


@login_required
@require_GET
def together(request: SignedInRequest, league_id: UUID) -> HttpResponse:
    """Show the standings of all competitions that the league follows beside each other, and summed."""
    member = member_or_404(request, league_id)
    season = season_or_404(request, league_id)
    tables = [queries.standings_table(each) for each in seasons_of(member.league)]
    return render_page(request, member, season, "together", {"rows": sum_tables(tables)})


@login_required
@require_GET
def manager(request: SignedInRequest, league_id: UUID, member_id: int) -> HttpResponse:
    """Show the assets that one manager owns or owned, and their points."""
    member = member_or_404(request, league_id)
    season = season_or_404(request, league_id)
    manager_shown = Member.objects.select_related("user").filter(pk=member_id, league=league_id).first()
    if manager_shown is None:
        raise Http404(_("There is nobody of this number in the league."))
    standings = queries.standings_by_member(season).get(manager_shown.pk, [])
    rounds = [each.round for each in standings]
    context = {
        "shown": manager_shown,
        "assets": queries.asset_standings(season, manager_shown),
        "standings": standings,
        "chart": _totals_chart(rounds, [(isolated(manager_shown.name), standings)]),
    }
    return render_page(request, member, season, "manager", context)


@login_required
@require_GET
def bargains(request: SignedInRequest, league_id: UUID) -> HttpResponse:
    """Show every asset's price beside its points."""
    member = member_or_404(request, league_id)
    season = season_or_404(request, league_id)
    sort = request.GET.get("sort", "")
    sort = sort if sort.removeprefix("-") in SORTS else "-worth"
    rows = find_bargains(season, sort)
    names = names_of_members(league_id)
    unit = AuctionSettings.read(member.league.settings).unit
    words = _("{name}: {price} paid, {points} points")
    marks = [
        (
            bargain.price,
            bargain.points / 100,
            words.format(
                name=isolated(bargain.name), price=money(bargain.price, unit), points=f"{bargain.points / 100:g}"
            ),
        )
        for bargain in rows
    ]
    shown = Paginator([(bargain, names.get(bargain.owner or 0)) for bargain in rows], _ASSETS_ON_A_PAGE)
    context = {
        "rows": shown.get_page(request.GET.get("page")),
        "sort": sort,
        "columns": [_column(name, str(title), sort) for name, title in _COLUMNS],
        "chart": charts.scatter_chart(marks) if marks else None,
    }
    return render_page(request, member, season, "bargains", context)


_COLUMNS = (
    ("name", gettext_lazy("Name")),
    ("price", gettext_lazy("Price")),
    ("points", gettext_lazy("Points")),
    ("worth", gettext_lazy("Points per unit")),
)


def _column(name: str, title: str, sort: str) -> Context:
    """A head that sorts: numbers the most first, names from A; pressed again the other way round."""
    first = name if name == "name" else f"-{name}"
    other = f"-{name}" if first == name else name
    is_sorted = sort.removeprefix("-") == name
    direction = ("descending" if sort.startswith("-") else "ascending") if is_sorted else ""
    return {"name": name, "title": title, "sort": other if sort == first else first, "direction": direction}
