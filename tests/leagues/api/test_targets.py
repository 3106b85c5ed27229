"""A member's own targets, over the API."""

from typing import Any

import pytest

from accounts.models import User
from leagues.models import Asset, League
from leagues.targets import services
from tests.leagues.api.test_views import api

pytestmark = pytest.mark.django_db


def put(user: User, league: League, asset: int, **said: Any) -> Any:
    return api(user).put(f"/api/leagues/{league.pk}/targets/{asset}", said, format="json")


def test_targets_are_put_changed_moved_and_removed(league: League, max_: User, mia: User) -> None:
    ajax, arsenal = (Asset.objects.get(name=name).pk for name in ("AFC Ajax", "Arsenal FC"))
    put(max_, league, ajax, worth=30, note="Home")
    answer = put(max_, league, arsenal, worth=45, place=1)
    told = [(row["place"], row["asset"]["name"], row["worth"], row["note"]) for row in answer.data["targets"]]
    assert told == [(1, "Arsenal FC", 45, ""), (2, "AFC Ajax", 30, "Home")]
    assert put(max_, league, ajax, note="Away").data["targets"][1]["worth"] == 30, "what is absent stays"
    assert api(max_).get(f"/api/leagues/{league.pk}/targets").data["targets"][1]["note"] == "Away"
    assert api(mia).get(f"/api/leagues/{league.pk}/targets").data == {"targets": []}
    for _ in range(2):
        left = api(max_).delete(f"/api/leagues/{league.pk}/targets/{arsenal}").data["targets"]
        assert [row["asset"]["name"] for row in left] == ["AFC Ajax"]


@pytest.mark.parametrize(
    "said", [{"worth": -1}, {"worth": "many"}, {"worth": 10**13}, {"note": "x" * 201}, {"place": 0}, {"note": "\u202e"}]
)
def test_what_cannot_be_read_is_400_and_changes_nothing(league: League, max_: User, said: dict[str, Any]) -> None:
    answer = put(max_, league, Asset.objects.get(name="AFC Ajax").pk, **said)
    assert (answer.status_code, answer.data["fields"].keys()) == (400, said.keys())
    assert api(max_).get(f"/api/leagues/{league.pk}/targets").data == {"targets": []}


def test_a_full_list_and_an_unknown_asset_are_409(league: League, max_: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_TARGETS", 0)
    for asset in (Asset.objects.get(name="AFC Ajax").pk, 2**40):
        answer = put(max_, league, asset)
        assert (answer.status_code, answer.data["code"]) == (409, "change_refused")
