"""Limits of rosters in a form: a table of positions, the most of one club, and others as a text."""

from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from leagues.forms import NewLeagueForm, SettingsForm, settings_form
from leagues.models import League, Sport
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
