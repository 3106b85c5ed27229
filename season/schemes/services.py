"""Schemes: kept once for each set of rules, and recommended by sports in versions."""

import json
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from leagues.built_in_sports import BUILT_IN_SPORTS, install_sport, sport_of_key
from leagues.models import Sport
from leagues.sport_definitions import parse_positions, parse_statistics
from season.models import Scheme, SchemeVersion
from season.schemes import queries
from season.scoring.parsing import parse_scheme
from season.scoring.scheme import ScoringScheme

_DATA = Path(__file__).parents[1] / "data"


class NoScheme(Exception):
    """The sport recommends no scheme yet."""

    def __init__(self, sport: Sport) -> None:
        sentence = _("{sport} has no scoring yet; an operator gives it one in the admin.")
        super().__init__(sentence.format(sport=sport.title))


def read_scheme(sport: Sport, definition: object) -> ScoringScheme:
    """The rules of a definition, for the sport. Raises SchemeError, and SportError if the sport itself is wrong."""
    keys = [each.key for each in parse_statistics(sport.statistics)]
    return parse_scheme(definition, keys, parse_positions(sport.positions))


def save_scheme(sport: Sport, definition: object) -> Scheme:
    """The row of these rules, made if nobody had them before. Raises SchemeError."""
    rules = read_scheme(sport, definition)
    known = {"definition": rules.to_json()}
    return Scheme.objects.get_or_create(sport=sport, digest=rules.digest, defaults=known)[0]


@transaction.atomic
def publish_scheme(sport: Sport, definition: object, by: User | None = None) -> SchemeVersion | None:
    """Recommend these rules from now on, as a new version; None if they are recommended already.

    Leagues that play keep the scheme that they have. Raises SchemeError.
    """
    Sport.lock(sport.pk)
    scheme = save_scheme(sport, definition)
    newest = SchemeVersion.objects.filter(sport=sport).order_by("-number").first()
    if newest is not None and newest.scheme_id == scheme.pk:
        return None
    number = newest.number + 1 if newest else 1
    return SchemeVersion.objects.create(sport=sport, number=number, scheme=scheme, by=by)


def recommended_scheme(sport: Sport) -> Scheme:
    """Return the scheme that the sport recommends; a built-in sport gets its first version here. Raises NoScheme."""
    scheme = queries.current_scheme(sport.pk)
    if scheme is None and sport.pk in BUILT_IN_SPORTS:
        install_sport_and_scheme(sport.pk)
        scheme = queries.current_scheme(sport.pk)
    if scheme is None:
        raise NoScheme(sport)
    return scheme


@transaction.atomic
def install_sport_and_scheme(key: str) -> list[str]:
    """Bring a shipped sport and its scheme into the database; what was done, in words, and nothing the second time.

    A scheme that an operator has published stays the recommended one.
    """
    sentences = [f"made or completed the sport {key}"] if install_sport(key) else []
    sport = sport_of_key(key)
    newest = SchemeVersion.objects.filter(sport=sport).order_by("-number").first()
    if newest is None or newest.by_id is None:
        version = publish_scheme(sport, shipped_definition(key))
        sentences += [f"published version {version.number} of its scoring"] if version else []
    return sentences


def shipped_definition(key: str) -> Any:
    """The scheme that comes with the program for a sport."""
    return json.loads((_DATA / f"{key}.json").read_text(encoding="utf-8"))
