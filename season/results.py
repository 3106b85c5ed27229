"""What a result says of the two clubs that met. Pure."""

from typing import NamedTuple

Figures = dict[str, int]


class Result(NamedTuple):
    """The goals of a finished match, extra time included, and of its shoot-out, if there was one: home, away."""

    goals: tuple[int, int]
    penalties: tuple[int, int] | None = None


def figures_of(result: Result) -> tuple[Figures, Figures]:
    """The statistics of home and away. A match that penalties decide is drawn, and its winner won a shoot-out."""
    home, away = result.goals
    shootout = result.penalties or (0, 0)
    return _side(home, away, shootout[0] > shootout[1]), _side(away, home, shootout[1] > shootout[0])


def _side(own: int, others: int, won_shootout: bool) -> Figures:
    return {
        "played": 1,
        "wins": int(own > others),
        "draws": int(own == others),
        "losses": int(own < others),
        "goals_for": own,
        "goals_against": others,
        "shootout_wins": int(won_shootout),
    }
