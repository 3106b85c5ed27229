"""Limits of rosters in a form: a table of positions, the most of one club, and others as a text; and sets to order."""

import re
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from leagues.forms import NewLeagueForm, SettingsForm, settings_form
from leagues.models import Asset, League, Sport
from leagues.settings.auction import AuctionSettings
from leagues.settings.presets import PRESETS
from tests.leagues.test_forms import FIELDS

SQUAD = "GK: 2, DEF: 3–5, MID: at least 1, each club: at most 3, club Leeds: at most 2"
TABLE = {
    "limits_least_GK": "2", "limits_most_GK": "2", "limits_least_DEF": "3", "limits_most_DEF": "5",
    "limits_least_MID": "1", "limits_most_MID": "", "limits_least_FWD": "", "limits_most_FWD": "",
    "limits_each_club": "3", "limits_others": "club Leeds: at most 2",
}  # fmt: skip


def form_of(limits: str | None, sent: dict[str, str] | None = None) -> SettingsForm:
    """The form of a league of footballers with these limits."""
    sport = Sport(key="footballers", positions=["GK", "DEF", "MID", "FWD"])
    league = League(name="Friday", sport=sport, settings=AuctionSettings(limits=limits).to_json())
    data = None if sent is None else QueryDict(urlencode({**FIELDS, "slots_max": "15", **sent}))
    return settings_form(league, data)


def test_table_shows_what_is_stored_by_position_and_others_as_a_text() -> None:
    shown = str(form_of(SQUAD)["limits"])
    assert all(f'name="{name}" value="{value}"' in shown for name, value in TABLE.items())


@pytest.mark.parametrize(
    ("changes", "limits"),
    [
        ({}, SQUAD),
        ({"limits_most_FWD": "3"}, SQUAD.replace(", each", ", FWD: at most 3, each")),
        ({"limits_each_club": "", "limits_others": " "}, "GK: 2, DEF: 3–5, MID: at least 1"),
        (dict.fromkeys(TABLE, ""), None),
    ],
)
def test_table_becomes_the_limits_that_are_stored(changes: dict[str, str], limits: str | None) -> None:
    form = form_of("GK: 1", TABLE | changes)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["settings"].limits == limits


def test_form_that_was_sent_without_the_table_leaves_limits_as_they_are() -> None:
    form = form_of("GK: 1", {})
    assert form.is_valid()
    assert form.cleaned_data["settings"].limits == "GK: 1"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"limits_least_GK": "two"}, "Write limits such as GK: 2"),
        ({"limits_least_GK": "9", "limits_most_GK": "3"}, "“GK: 9–3” says at least 9 and at most 3"),
        ({"limits_least_DEF": "14", "limits_most_DEF": "14"}, "the largest roster has 15 slots"),
        ({"limits_others": "country AUS"}, "Write limits such as GK: 2"),
    ],
)
def test_what_says_no_limits_is_said_beside_the_table_which_keeps_what_was_typed(
    changes: dict[str, str], words: str
) -> None:
    form = form_of(None, TABLE | changes)
    assert not form.is_valid()
    assert words in form.errors["limits"][0]
    assert form.has_more_errors


def test_stored_text_that_says_no_limits_is_shown_to_be_mended() -> None:
    assert 'value="as in the pub"' in str(form_of("as in the pub")["limits"])


def test_sport_without_positions_has_no_table_and_keeps_the_most_of_a_club() -> None:
    league = League(
        name="Clubs",
        sport=Sport(key="clubs", positions=[]),
        settings=AuctionSettings(limits="each club: at most 3, country ENG: at most 2").to_json(),
    )
    shown = str(settings_form(league)["limits"])
    assert "<table" not in shown
    assert 'type="hidden" name="limits_each_club" value="3"' in shown
    assert 'value="country ENG: at most 2"' in shown


@pytest.mark.django_db
def test_new_league_has_the_limits_of_its_preset() -> None:
    preset = PRESETS["fpl-squad"].settings(AuctionSettings())
    form = NewLeagueForm(current=preset)
    assert "limits" not in form.fields
    assert form.current.limits == "GK: 2, DEF: 5, MID: 5, FWD: 3, each club: at most 3"
    assert "Positions and clubs" not in dict(form.more)


SOLD = [Asset(name=str(place), position=each) for place, each in enumerate(["BAT", "WK", "BAT", "", "A, B", "BOWL"])]


def form_of_sets(set_order: str | None, sent: list[tuple[str, str]] | None = None) -> SettingsForm:
    """The form of a league whose list has batters, a keeper, a bowler and two that no set can be named for."""
    sport = Sport(key="cricket", positions=["WK", "BAT", "BOWL"])
    league = League(name="Friday", sport=sport, settings=AuctionSettings(set_order=set_order).to_json())
    data = None if sent is None else QueryDict(urlencode([*FIELDS.items(), *sent]))
    return settings_form(league, data, sold=SOLD)


def rows_of(form: SettingsForm) -> list[str]:
    return re.findall(r'type="hidden" name="set_order" value="(\w+)"', str(form["set_order"]))


def test_sets_stand_in_their_order_and_others_as_the_list_has_them() -> None:
    assert rows_of(form_of_sets(None)) == ["BAT", "WK", "BOWL"]
    assert rows_of(form_of_sets("Marquee, bowl")) == ["BOWL", "BAT", "WK"]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (["WK", "BOWL", "BAT"], "WK, BOWL, BAT"),
        (["BAT", "WK", "BOWL"], None),  # as the list has them, whatever it will have
        (["WK", "WK"], "WK"),
        ([], "BOWL, WK"),  # sent without the field
    ],
)
def test_order_of_sets_is_saved_as_it_was_sent(sent: list[str], kept: str | None) -> None:
    form = form_of_sets("BOWL, WK", [("set_order", each) for each in sent])
    assert form.is_valid(), form.errors
    assert not form.is_moved
    assert form.cleaned_data["settings"].set_order == kept


@pytest.mark.parametrize(
    ("button", "which", "rows"),
    [
        ("set_order_up", "BOWL", ["BAT", "BOWL", "WK"]),
        ("set_order_down", "BAT", ["WK", "BAT", "BOWL"]),
        ("set_order_up", "BAT", ["BAT", "WK", "BOWL"]),
        ("set_order_down", "BOWL", ["BAT", "WK", "BOWL"]),
        ("set_order_down", "nobody", ["BAT", "WK", "BOWL"]),
    ],
)
def test_button_moves_a_set_in_a_form_that_is_shown_again(button: str, which: str, rows: list[str]) -> None:
    form = form_of_sets("BOWL", [*(("set_order", each) for each in ("BAT", "WK", "BOWL")), (button, which)])
    assert form.is_moved
    assert rows_of(form) == rows


def test_list_with_one_set_or_none_has_nothing_to_order() -> None:
    assert (
        "set_order" not in settings_form(League(name="F", sport=Sport(key="clubs"), settings={}), sold=SOLD[:1]).fields
    )
    assert "set_order" not in form_of(None).fields, "nothing is sold"
