"""One change at a time to a competition or a league's season, and who may change a competition."""

from typing import TypeVar
from uuid import UUID

from django.db import OperationalError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from psycopg.errors import LockNotAvailable

from accounts.models import User
from auctionsite.postgresql import lock_limits
from leagues import queries as leagues
from leagues import services
from leagues.models import League
from leagues.permissions import REASONS, Action
from leagues.services import NotAllowed
from season.models import Competition

M = TypeVar("M", bound=Model)


class CompetitionBusy(Exception):
    """Somebody else changes the competition right now, and has for longer than one waits."""

    def __init__(self) -> None:
        super().__init__(_("Another upload to this competition is being worked on; try again in a moment."))


class CompetitionNotFound(Exception):
    """There is no such competition any more."""


class LeagueBusy(Exception):
    """Somebody else changes the league right now, and has for longer than one waits."""

    def __init__(self) -> None:
        super().__init__(_("The league is being changed right now; nothing was done. Try again in a moment."))


def require_keeper(by: User | None, competition: Competition) -> None:
    """Raises NotAllowed unless `by` may upload to the competition: a commissioner of its league, else an operator.

    None is somebody at the server's command line, who may.
    """
    if by is None:
        return
    if competition.league_id is None:
        if not by.is_staff:
            raise NotAllowed(_("Only operators can change a competition that all leagues share."))
        return
    member = leagues.membership(competition.league_id, by)
    if member is None:
        raise NotAllowed(REASONS[Action.SEE_LEAGUE])
    services.require(member, Action.MANAGE_SEASON)


def lock_league(league_id: UUID) -> None:
    """Let nobody else change the league's trades and settings in this transaction. Raises LeagueBusy after 3 s."""
    _lock_row(League.objects.filter(pk=league_id), LeagueBusy)


def lock_competition(competition_id: int) -> Competition:
    """Return the competition as it is now, for this transaction alone.

    It is the one lock of a season: fixtures, scores, points and the choice of a scheme all wait for it.
    Raises CompetitionNotFound, and CompetitionBusy after 3 s.
    """
    rows = Competition.objects.select_related("sport", "league").filter(pk=competition_id)
    try:
        return _lock_row(rows, CompetitionBusy)
    except Competition.DoesNotExist as error:
        raise CompetitionNotFound from error


def _lock_row(rows: "QuerySet[M]", busy: type[Exception]) -> M:
    """Lock the one row until the transaction ends, and return it. Raises DoesNotExist, and `busy` after 3 s."""
    try:
        lock_limits.wait_at_most(lock_limits.WAIT_MS)
        # No key is changed, so rows that point to this one may be inserted meanwhile.
        return rows.select_for_update(of=("self",), no_key=True).get()
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise busy from error
        raise
