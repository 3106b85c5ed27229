"""The schemes that come with the program, for tests that need no database."""

import json
from pathlib import Path
from typing import Any

from leagues.built_in_sports import BUILT_IN_SPORTS
from leagues.sport_definitions import Statistic, parse_positions, parse_statistics
from season.scoring.parsing import parse_scheme
from season.scoring.scheme import ScoringScheme

DATA = Path(__file__).parents[2] / "season" / "data"


def statistics_of(sport: str) -> tuple[Statistic, ...]:
    return parse_statistics(BUILT_IN_SPORTS[sport]["statistics"])


def definition_of(sport: str) -> Any:
    return json.loads((DATA / f"{sport}.json").read_text(encoding="utf-8"))


def scheme_of(sport: str) -> ScoringScheme:
    keys = [each.key for each in statistics_of(sport)]
    return parse_scheme(definition_of(sport), keys, parse_positions(BUILT_IN_SPORTS[sport]["positions"]))
