"""Features offered to a league: pages that offer one and services that do it ask the same question."""

from leagues.models import League
from rollouts import flags
from rollouts.evaluation.types import Subject


def offers_slow_auctions(asker: Subject, league: League | None) -> bool:
    """True if somebody may have slow auctions in a league; None: in one that isn't made yet."""
    return flags.leagues_play_slowly(_in_league(asker, league))


def _in_league(asker: Subject, league: League | None) -> Subject:
    return asker if league is None else asker.on_behalf_of(str(league.pk), sport=league.sport_id)
