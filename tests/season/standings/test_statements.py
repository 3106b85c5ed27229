"""The statements know every tie-breaker."""

from season.models import TieBreaker
from season.standings.statements import PLACES, TIE_BREAKER_COLUMNS


def test_every_tie_breaker_has_its_number() -> None:
    assert TIE_BREAKER_COLUMNS.keys() == set(TieBreaker)
    for breaker, column in TIE_BREAKER_COLUMNS.items():
        assert f"WHEN '{breaker.value}' THEN {column}" in PLACES
