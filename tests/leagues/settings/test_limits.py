"""Limits of rosters: how they are written, and which group an asset is in."""

import pytest

from leagues.settings.auction import AuctionSettings
from leagues.settings.limits import (
    HOW,
    NO_LIMITS,
    GroupLimit,
    UnreadableLimits,
    in_words,
    limits_in,
    needs_in_words,
    read_limits,
    shown_limits,
)

SQUAD = "GK: 2, DEF: 3–5, MID: at least 2, each club: at most 3"


def test_limits_are_read_one_by_one() -> None:
    assert limits_in(SQUAD + "; club  Aston  Villa:1-2\ncountry NOT ind: 8") == [
        GroupLimit("position", "GK", 2, 2),
        GroupLimit("position", "DEF", 3, 5),
        GroupLimit("position", "MID", 2, None),
        GroupLimit("club", "", 0, 3),
        GroupLimit("club", "Aston Villa", 1, 2),
        GroupLimit("country", "not ind", 8, 8),
    ]
    assert limits_in(" , ") == []


@pytest.mark.parametrize(
    ("text", "asset", "groups"),
    [
        (SQUAD, {"position": "GK", "club": "Leeds"}, ("GK", "Leeds")),
        (SQUAD, {"position": "gk", "club": ""}, ("GK", "")),
        (SQUAD, {"position": "FWD"}, ("", "")),
        ("each position: at most 2, GK: 1", {"position": "FWD"}, ("FWD",)),
        ("club Leeds: at most 1", {"club": "LEEDS", "position": "GK"}, ("Leeds",)),
        ("country not IND: at most 8", {"country": "AUS"}, ("not IND",)),
        ("country not IND: at most 8", {"country": "ind"}, ("",)),
        ("country not IND: at most 8", {"country": ""}, ("",)),
        ("country not IND: at most 8, country IND: at least 3", {"country": "Ind"}, ("IND",)),
        # the attribute of which a roster must have some comes first
        ("each position: at most 2, country IND: at least 3", {"position": "WK", "country": "IND"}, ("IND", "WK")),
        ("", {"position": "GK"}, ()),
    ],
)
def test_asset_is_in_one_group_by_each_limited_attribute(
    text: str, asset: dict[str, str], groups: tuple[str, ...]
) -> None:
    assert read_limits(text).groups_of(asset) == groups


def test_group_has_its_own_most_or_that_of_each() -> None:
    positions, clubs = read_limits(SQUAD + ", club Leeds: at most 1").groupings
    assert [positions.most_of(group) for group in ("GK", "DEF", "MID", "FWD", "")] == [2, 5, None, None, None]
    assert [clubs.most_of(group) for group in ("Leeds", "Hull", "")] == [1, 3, None]
    assert read_limits(SQUAD).least == {"GK": 2, "DEF": 3, "MID": 2}
    assert NO_LIMITS.least == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("GK", HOW),
        ("GK: two", HOW),
        ("GK: 2.5", HOW),
        ("GK: 5–2", "“GK: 5–2” says at least 5 and at most 2"),
        ("GK: 101", "A number must be 100 at most."),
        ("GK: 2, gk: at most 3", "Two limits are of the same position; leave one."),
        ("each club: 2", "Of each club there can only be a most: each club: at most 3."),
        ("each club: at least 1", "Of each club there can only be a most"),
        ("GK: 2, club Leeds: at least 1", "Only position or club can have a number that a roster must have, not both."),
        ("GK: 2, each club: at most 3, each country: at most 3", "Limit two of position, club and country"),
        ("country not IND: at most 8, country AUS: at most 3", "“not IND” has every other country in it"),
        ("country not IND: at most 8, each country: at most 3", "“not IND” has every other country in it"),
        ("country not IND: at most 8, country not AUS: at most 8", "has every other country in it"),
        ("GK: 2, " * 90, "500 characters at most"),
    ],
)
def test_what_says_no_limits_is_refused_with_what_to_write(text: str, words: str) -> None:
    with pytest.raises(UnreadableLimits) as refused:
        read_limits(text)
    assert words in str(refused.value)
    assert words in AuctionSettings(limits=text).problems()["limits"]


@pytest.mark.parametrize(
    ("chosen", "field", "sentence"),
    [
        (
            {"limits": "GK: 2, DEF: 5", "slots_max": 6},
            "limits",
            "2 GK + 5 DEF are 7, and the largest roster has 6 slots.",
        ),
        (
            {"limits": "GK: 2, DEF: 4", "budget": 11, "min_price": 2},
            "budget",
            "A roster of 6 costs at least £12m. Raise the budget.",
        ),
    ],
)
def test_limits_that_do_not_fit_the_other_settings_are_refused_with_the_numbers(
    chosen: dict[str, object], field: str, sentence: str
) -> None:
    assert AuctionSettings(**chosen).problems() == {field: sentence}  # type: ignore[arg-type] # as above


def test_stored_limits_that_say_nothing_limit_nothing() -> None:
    assert AuctionSettings.read({"limits": "whatever another release wrote"}).roster_limits == NO_LIMITS
    assert AuctionSettings().roster_limits == NO_LIMITS


@pytest.mark.parametrize(
    ("attribute", "group", "words"),
    [("position", "GK", "GK"), ("club", "Leeds", "of Leeds"), ("country", "not IND", "not of IND")],
)
def test_group_is_called_so_after_a_number(attribute: str, group: str, words: str) -> None:
    assert in_words(attribute, group) == words


@pytest.mark.parametrize(
    ("needs", "words"),
    [
        ([], ""),
        ([("GK", 1)], "1 GK"),
        ([("GK", 1), ("DEF", 2)], "1 GK and 2 DEF"),
        ([("GK", 1), ("DEF", 2), ("MID", 3)], "1 GK, 2 DEF and 3 MID"),
    ],
)
def test_needs_are_a_list_in_words(needs: list[tuple[str, int]], words: str) -> None:
    assert needs_in_words("position", needs) == words


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (SQUAD, SQUAD),
        (
            "gk:2 , club Leeds: at most 1; COUNTRY not IND: AT MOST 8",
            "gk: 2, club Leeds: at most 1, country not IND: at most 8",
        ),
        ("not GK: 0–4, each country: at most 2", "not GK: at most 4, each country: at most 2"),
        ("of no use", "of no use"),
        ("", ""),
    ],
)
def test_limits_are_shown_as_they_are_written(text: str, shown: str) -> None:
    assert shown_limits(text) == shown
