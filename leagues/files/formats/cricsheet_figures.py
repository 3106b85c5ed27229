"""Each player's figures of a match, counted from Cricsheet's deliveries. Pure.

Counted as scorecards do: a wide is no ball faced, and neither a wide nor a no-ball is one bowled; byes, leg byes and
penalties are not the bowler's runs; a bowler's over without any is a maiden; a four or six that was run,
`non_boundary`, is none. Super overs don't count, and nor does what a substitute fielder does, who isn't in the side.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import pgettext_lazy

from leagues.files.formats.json_shapes import as_count, as_list, as_object, as_text

_BOWLERS = {"bowled", "caught", "caught and bowled", "lbw", "stumped", "hit wicket"}
_NOT_OUT = {"retired hurt", "retired not out"}
_FIELDING = {"caught": "catches", "stumped": "stumpings", "run out": "run_outs"}
FiguresByPlayer = dict[str, Counter[str]]
"""Statistics by the player's name."""


def figures_of(match: Mapping[str, Any]) -> FiguresByPlayer:
    """Return the figures of everybody who was in a side, in the order of the sides. Raises WrongShape."""
    info = as_object(match.get("info"), "info")
    sides = as_object(info.get("players") or {}, "info.players").values()
    figures: FiguresByPlayer = {
        as_text(name, pgettext_lazy("part of a file", "a player")): Counter()
        for side in sides
        for name in as_list(side, pgettext_lazy("part of a file", "a side"))
    }
    balls_per_over = as_count(info.get("balls_per_over"), "info.balls_per_over") or 6
    for over in _overs(match):
        _count_over(over, balls_per_over, figures)
    return figures


def _overs(match: Mapping[str, Any]) -> Iterator[list[Mapping[str, Any]]]:
    """Go through the deliveries of each over."""
    for each in as_list(match.get("innings"), "innings"):
        innings = as_object(each, pgettext_lazy("part of a file", "an innings"))
        if innings.get("super_over"):
            continue
        for over in as_list(innings.get("overs"), "overs"):
            deliveries = as_list(
                as_object(over, pgettext_lazy("part of a file", "an over")).get("deliveries"), "deliveries"
            )
            yield [as_object(delivery, pgettext_lazy("part of a file", "a delivery")) for delivery in deliveries]


def _count_over(deliveries: list[Mapping[str, Any]], balls_per_over: int, figures: FiguresByPlayer) -> None:
    bowlers = {_name(delivery, "bowler") for delivery in deliveries}
    before = Counter({name: figures.get(name, Counter())["runs_conceded"] for name in bowlers})
    balls = 0
    for delivery in deliveries:
        balls += _count_delivery(delivery, figures)
    for name in bowlers if len(bowlers) == 1 and balls >= balls_per_over else ():
        if name in figures and figures[name]["runs_conceded"] == before[name]:
            figures[name]["maidens"] += 1


def _count_delivery(delivery: Mapping[str, Any], figures: FiguresByPlayer) -> int:
    """Count a delivery; 1 if it was a ball of the over, else 0."""
    runs, extras = as_object(delivery.get("runs"), "runs"), as_object(delivery.get("extras") or {}, "extras")
    scored = as_count(runs.get("batter"), "runs.batter")
    wides, no_balls = (as_count(extras.get(name), f"extras.{name}") for name in ("wides", "noballs"))
    legal = 0 if wides or no_balls else 1
    is_boundary = not runs.get("non_boundary")
    _add(figures, _name(delivery, "batter"), runs=scored, balls_faced=0 if wides else 1)
    _add(
        figures,
        _name(delivery, "batter"),
        fours=int(scored == 4 and is_boundary),
        sixes=int(scored == 6 and is_boundary),
    )
    _add(figures, _name(delivery, "bowler"), balls_bowled=legal, runs_conceded=scored + wides + no_balls)
    for wicket in as_list(delivery.get("wickets"), "wickets"):
        _count_wicket(
            as_object(wicket, pgettext_lazy("part of a file", "a wicket")), _name(delivery, "bowler"), figures
        )
    return legal


def _count_wicket(wicket: Mapping[str, Any], bowler: str, figures: FiguresByPlayer) -> None:
    kind = as_text(wicket.get("kind"), "kind")
    if kind not in _NOT_OUT:
        _add(figures, as_text(wicket.get("player_out"), "player_out"), dismissed=1)
    if kind in _BOWLERS:
        _add(figures, bowler, wickets=1)
    if kind == "caught and bowled":
        _add(figures, bowler, catches=1)
    for each in as_list(wicket.get("fielders"), "fielders") if kind in _FIELDING else ():
        fielder = as_object(each, pgettext_lazy("part of a file", "a fielder"))
        if not fielder.get("substitute"):
            _add(
                figures,
                as_text(fielder.get("name"), pgettext_lazy("part of a file", "a fielder's name")),
                **{_FIELDING[kind]: 1},
            )


def _name(delivery: Mapping[str, Any], who: str) -> str:
    return as_text(delivery.get(who), who)


def _add(figures: FiguresByPlayer, name: str, **counts: int) -> None:
    """Add to the figures of somebody in a side; others, such as an unnamed fielder, have none."""
    if name in figures:
        figures[name].update(counts)
