"""Who may change a competition, and one at a time."""

from django.db import OperationalError, connection
from psycopg.errors import LockNotAvailable

from accounts.models import User
from leagues import queries as leagues
from leagues import services
from leagues.permissions import REASONS, Action
from leagues.services import NotAllowed
from season.models import Competition


class Busy(Exception):
    """Somebody else changes the competition right now, and has for longer than one waits."""

    def __init__(self) -> None:
        super().__init__("Another upload to this competition is being worked on; try again in a moment.")


class CompetitionNotFound(Exception):
    """There is no such competition any more."""


def require_keeper(by: User | None, competition: Competition) -> None:
    """Raises NotAllowed unless `by` may upload to the competition: a commissioner of its league, else an operator.

    None is somebody at the server's command line, who may.
    """
    if by is None:
        return
    if competition.league_id is None:
        if not by.is_staff:
            raise NotAllowed("Only operators can change a competition that all leagues share.")
        return
    member = leagues.membership(competition.league_id, by)
    if member is None:
        raise NotAllowed(REASONS[Action.SEE_LEAGUE])
    services.require(member, Action.MANAGE_SEASON)


def lock_competition(competition_id: int) -> Competition:
    """The competition as it is now, for this transaction alone. Raises CompetitionNotFound, and Busy after 3 s.

    It is the one lock of a season: fixtures, scores, points and the choice of a scheme all wait for it.
    """
    competitions = Competition.objects.select_related("sport", "league").select_for_update(of=("self",), no_key=True)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '3s'")
        found = competitions.filter(pk=competition_id).first()
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise Busy from error
        raise
    if found is None:
        raise CompetitionNotFound
    return found
