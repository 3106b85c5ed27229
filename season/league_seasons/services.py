"""Leagues follow competitions, each by a scheme."""

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from leagues.lists.queries import pool_of
from leagues.models import League, Member, Sport
from leagues.permissions import Action
from leagues.services import require
from season.competitions.services import CompetitionRefused, create_competition
from season.locks import lock_competition
from season.models import Competition, LeagueSeason, Performance, Scheme
from season.schemes.services import recommended_scheme, save_scheme
from season.scores.asset_points import store_points
from season.standings.services import request_recount


class SchemeFixed(Exception):
    """The league has scores already, so its scheme can't be changed any more."""

    def __init__(self) -> None:
        super().__init__(_("Scores have come in, so the scoring stays as it is for this competition."))


def follow_competition(member: Member, competition: Competition, definition: object = None) -> LeagueSeason:
    """The league's season in a competition, by its own scheme, or by the one that the sport recommends.

    A league that follows it already keeps what it has. Where scores are in already, they count at once.
    Raises NotAllowed, CompetitionRefused, SchemeError, Busy.
    """
    require(member, Action.MANAGE_SEASON)
    league = member.league
    _check_may_follow(league, competition)
    scheme = _scheme_of(
        competition.sport, definition
    )  # before the lock: another may be keeping the same rules just now
    with transaction.atomic():
        competition = lock_competition(competition.pk)
        followed = LeagueSeason.objects.filter(league=league, competition=competition).first()
        if followed is not None:
            return followed
        season = LeagueSeason.objects.create(league=league, competition=competition, scheme=scheme)
        _catch_up(season)
    return season


@transaction.atomic
def follow_own_competition(member: Member, *, name: str, season: str = "", time_zone: str = "UTC") -> LeagueSeason:
    """Make a competition of the league's own, and follow it.

    Raises NotAllowed, CompetitionRefused, NoScheme, Busy.
    """
    key = slugify(f"{name} {season}")[:80] or "competition"
    if Competition.objects.filter(league=member.league_id, key=key).exists():
        raise CompetitionRefused(_("The league has a competition of this name and season already; name it otherwise."))
    fields = {"key": key, "name": name, "season": season, "time_zone": time_zone}
    competition = create_competition(member.user, member.league.sport, league=member.league, **fields)
    return follow_competition(member, competition)


def _check_may_follow(league: League, competition: Competition) -> None:
    if competition.sport_id != league.sport_id or competition.league_id not in {None, league.pk}:
        raise CompetitionRefused(_("The league can't follow this competition: it is of another sport or league."))
    sold = pool_of(league).asset_list
    if competition.league_id is None and sold is not None and sold.league_id is not None:
        words = _("The league sells a list of its own, so a shared competition can't score it; make one of its own.")
        raise CompetitionRefused(words)


def change_scheme(member: Member, season: LeagueSeason, definition: object = None) -> LeagueSeason:
    """Score the league's season by another scheme; without one, by what the sport recommends now.

    Raises NotAllowed, SchemeFixed once there are scores, SchemeError, Busy.
    """
    require(member, Action.MANAGE_SEASON)
    scheme = _scheme_of(season.competition.sport, definition)
    with transaction.atomic():
        competition = lock_competition(season.competition_id)
        season = LeagueSeason.objects.get(pk=season.pk, league=member.league_id)
        if Performance.objects.filter(fixture__competition=competition).exists():
            raise SchemeFixed
        season.scheme = scheme
        season.save(update_fields=["scheme"])
    return season


def _scheme_of(sport: Sport, definition: object) -> Scheme:
    return recommended_scheme(sport) if definition is None else save_scheme(sport, definition)


def _catch_up(season: LeagueSeason) -> None:
    """Work out the points of what is there already, unless another league plays by the same scheme."""
    performances = Performance.objects.filter(fixture__competition=season.competition_id)
    missing = performances.exclude(points__scheme=season.scheme_id)
    store_points([season.scheme], missing)
    request_recount(season.competition_id, season_id=season.pk)
