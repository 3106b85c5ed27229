"""The page of a member's own targets, and the button in the league's list."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from leagues.models import Asset, League, Target
from leagues.targets.services import Wish, put_target
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client: Client, max_: User) -> Client:
    client.force_login(max_)
    return client


@pytest.fixture
def targets(league: League, max_: User) -> list[int]:
    """Max wants three clubs."""
    wanted = list(Asset.objects.order_by("name").values_list("pk", flat=True)[:3])
    for number, asset in enumerate(wanted):
        put_target(cast.member_of(league, max_), asset, Wish(worth=40 + number, note=f"Note {number}"))
    return wanted


def press(browser: Client, league: League, asset: int, do: str, **typed: Any) -> Any:
    return browser.post(f"/leagues/{league.pk}/targets/{asset}/", {"do": do, **typed})


def order() -> list[int]:
    return list(Target.objects.order_by("place").values_list("asset_id", flat=True))


def test_search_add_and_the_list_on_one_page(browser: Client, league: League) -> None:
    address = f"/leagues/{league.pk}/targets/"
    assert "Nobody yet." in browser.get(address).text
    page = browser.get(address, {"q": "ajax\0"}).text
    ajax = Asset.objects.get(name="AFC Ajax")
    assert f"/targets/{ajax.pk}/" in page
    assert press(browser, league, ajax.pk, "add")["Location"] == address
    page = browser.get(address).text
    assert "AFC Ajax is on your list." in page
    assert "1 target" in page
    assert "Nothing else has these words." in browser.get(address, {"q": "ajax"}).text


def test_typed_values_are_kept_by_every_button(browser: Client, league: League, targets: list[int]) -> None:
    assert press(browser, league, targets[2], "up", place="3", worth="1,200", note=" Late ").status_code == 302
    assert order() == [targets[0], targets[2], targets[1]]
    moved = Target.objects.get(asset=targets[2])
    assert (moved.worth, moved.note) == (1200, "Late")
    press(browser, league, targets[0], "save", place="3", worth="", note="")
    assert order() == [targets[2], targets[1], targets[0]]
    press(browser, league, targets[2], "down", place="1")
    assert order() == [targets[1], targets[2], targets[0]]
    press(browser, league, targets[1], "remove")
    assert order() == [targets[2], targets[0]]


def test_what_cannot_be_read_is_said_beside_it_and_nothing_typed_is_lost(
    browser: Client, league: League, targets: list[int]
) -> None:
    page = press(browser, league, targets[1], "save", worth="10.000", note="Kept", place="0")
    assert page.status_code == 200
    assert 'value="Kept"' in page.text
    assert 'value="10.000"' in page.text
    assert Target.objects.get(asset=targets[1]).worth == 41
    hidden = press(browser, league, targets[1], "save", note="a\u202eb")
    assert "U+202E" in hidden.text


def test_refusals_are_said_on_the_page(browser: Client, league: League, targets: list[int]) -> None:
    press(browser, league, 2**40, "add")
    assert "There is no such club in this league." in browser.get(f"/leagues/{league.pk}/targets/").text
    gone = Asset.objects.order_by("name").values_list("pk", flat=True)[9]
    press(browser, league, gone, "save", place="1")
    assert "on your list any more." in browser.get(f"/leagues/{league.pk}/targets/").text
    assert order() == targets


def test_leagues_list_marks_targets_and_adds_from_its_page(browser: Client, league: League, targets: list[int]) -> None:
    page = browser.get(f"/leagues/{league.pk}/").text
    assert '★ £40m<span class="visually-hidden"> to you</span>' in page
    assert "Your targets (3)" in page
    other = Asset.objects.order_by("name").values_list("pk", flat=True)[5]
    answer = press(browser, league, other, "add", page="1")
    assert answer["Location"] == f"/leagues/{league.pk}/?page=1#assets"
    assert other in order()


def test_export_is_a_csv(browser: Client, league: League, targets: list[int]) -> None:
    answer = browser.get(f"/leagues/{league.pk}/targets/targets.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="targets.csv"'
    answer.close()
