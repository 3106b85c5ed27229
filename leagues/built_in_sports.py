"""The sports that come with the program, and how they get into the database."""

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from leagues.models import Sport
from leagues.sport_definitions import add_missing

BUILT_IN_SPORTS: dict[str, dict[str, Any]] = {
    each["key"]: each for each in json.loads((Path(__file__).parent / "data" / "sports.json").read_text("utf-8"))
}
"""Each sport's fields, by key."""


class SportNotFound(Exception):
    """There is no sport of this key, neither in the database nor among those that come with the program."""


def sport_of_key(key: str) -> Sport:
    """The sport of a key; one that comes with the program is made when it is first asked for. Raises SportNotFound."""
    sport = Sport.objects.filter(key=key).first()
    if sport is None and key not in BUILT_IN_SPORTS:
        raise SportNotFound(key)
    return sport or Sport.objects.get_or_create(key=key, defaults=BUILT_IN_SPORTS[key])[0]


@transaction.atomic
def install_sport(key: str) -> bool:
    """Make a shipped sport, or add the positions and statistics that it lacks; whether there was anything to do.

    What operators have changed stays as they left it. Raises SportNotFound.
    """
    was_there = Sport.objects.filter(key=key).exists()
    sport = Sport.lock(sport_of_key(key).pk)
    wanted = BUILT_IN_SPORTS[key]
    before = (sport.scored_by, sport.positions, sport.statistics)
    if not sport.statistics:  # made by a release that kept none
        sport.scored_by = wanted["scored_by"]
    sport.positions = add_missing(sport.positions, wanted["positions"], lambda code: code)
    sport.statistics = add_missing(sport.statistics, wanted["statistics"], lambda each: each["key"])
    if changed := (sport.scored_by, sport.positions, sport.statistics) != before:
        sport.save(update_fields=["scored_by", "positions", "statistics"])
    return changed or not was_there
