"""The points of performances, worked out once for each scheme that leagues play by."""

from collections.abc import Iterable, Iterator

from season.models import AssetPoints, Competition, Performance, Scheme
from season.scoring.evaluate import Score, score_performance
from season.scoring.parsing import stored_scheme

_AT_A_TIME = 5_000


def schemes_in_use(competition: Competition) -> list[Scheme]:
    """The schemes by which leagues follow the competition, each once."""
    return list(Scheme.objects.filter(league_seasons__competition=competition).distinct().order_by("pk"))


def store_points(schemes: Iterable[Scheme], performances: Iterable[Performance]) -> int:
    """Work out and keep what the performances are worth under each scheme; how many rows that were.

    Call it in the transaction that changed the performances, which has locked their competition.
    """
    performances = list(performances)
    stored = 0
    for scheme in schemes:
        stored += len(
            AssetPoints.objects.bulk_create(
                _worked_out(scheme, performances),
                batch_size=_AT_A_TIME,
                update_conflicts=True,
                unique_fields=["scheme", "performance"],
                update_fields=["points", "lines"],
            )
        )
    return stored


def _worked_out(scheme: Scheme, performances: Iterable[Performance]) -> Iterator[AssetPoints]:
    """A row for each performance. Most who didn't play are alike, so what is alike is worked out once."""
    rules = stored_scheme(scheme.definition)
    scores: dict[tuple[str, frozenset[tuple[str, int]]], Score] = {}
    for performance in performances:
        alike = (performance.position, frozenset(performance.statistics.items()))
        if alike not in scores:
            scores[alike] = score_performance(rules, performance.position, performance.statistics)
        worth = scores[alike]
        yield AssetPoints(scheme=scheme, performance=performance, points=worth.points, lines=worth.to_json())
