"""A member's own list, and what the member reads of it."""

import pytest

from accounts.models import User
from leagues.models import Asset, League
from leagues.targets import queries
from leagues.targets.services import Wish, put_target
from tests import cast

pytestmark = pytest.mark.django_db


def test_search_finds_what_the_league_sells_by_all_words_but_for_targets(league: League, max_: User) -> None:
    member = cast.member_of(league, max_)
    assert [asset.name for asset in queries.find_assets(member, "fc  ARSENAL").assets] == ["Arsenal FC"]
    put_target(member, Asset.objects.get(name="Arsenal FC").pk)
    assert queries.find_assets(member, "arsenal").assets == []
    assert queries.find_assets(member, " ").assets == []


def test_search_has_an_end_and_says_how_many_more(league: League, max_: User, monkeypatch: pytest.MonkeyPatch) -> None:
    member = cast.member_of(league, max_)
    whole = queries.find_assets(member, "a")
    monkeypatch.setattr(queries, "FOUND_AT_MOST", 3)
    found = queries.find_assets(member, "a")
    assert found.assets == whole.assets[:3]
    assert found.more == len(whole.assets) + whole.more - 3
    assert [asset.name for asset in whole.assets] == sorted((asset.name for asset in whole.assets), key=str.casefold)


def test_export_has_the_list_in_its_order(league: League, max_: User, mia: User) -> None:
    member = cast.member_of(league, max_)
    ajax, arsenal = (Asset.objects.get(name=name) for name in ("AFC Ajax", "Arsenal FC"))
    put_target(member, arsenal.pk, Wish(worth=45, note="=1+1"))
    put_target(member, ajax.pk)
    put_target(cast.member_of(league, mia), ajax.pk, Wish(worth=99))
    text = b"".join(queries.exported_targets(member).as_csv()).decode()
    assert text.splitlines() == [
        "\ufeffplace,name,position,club,country,external_id,worth to me (£m),note",
        f"1,Arsenal FC,,,ENG,{arsenal.external_id},45,'=1+1",
        f"2,AFC Ajax,,,NED,{ajax.external_id},,",
    ]
