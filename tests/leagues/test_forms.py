"""The forms of leagues."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from leagues.forms import OWN, ChangeMemberForm, NewLeagueForm, settings_form
from leagues.models import AssetList, League, Sport
from leagues.settings.auction import AuctionSettings
from leagues.settings.increments import HOW
from leagues.settings.presets import PRESETS

FIELDS: dict[str, Any] = {
    "name": "Friday", "unit": "£m", "budget": 100, "slots_min": 3, "slots_max": 6, "min_price": 1, "increment": 1,
    "lot_seconds": 30, "anti_snipe_seconds": 10, "order": "given",
}  # fmt: skip


def league_with(**settings: Any) -> League:
    return League(name="Friday", sport=Sport(key="clubs"), settings=AuctionSettings(**settings).to_json())


def test_settings_without_a_field_stay_as_they_are() -> None:
    form = settings_form(league_with(grace_ms=500, budget=80), FIELDS)
    assert form.is_valid()
    assert form.cleaned_data["settings"] == AuctionSettings(grace_ms=500, budget=100)


@pytest.mark.parametrize(("chosen", "offered"), [("True", True), ("False", False), (None, False)])
def test_bidding_up_to_a_maximum_is_offered_or_not_as_chosen(chosen: str | None, offered: bool) -> None:
    """It stays as it is if nothing is chosen."""
    data = FIELDS if chosen is None else {**FIELDS, "proxies": chosen}
    form = settings_form(league_with(proxies=False), data)
    assert form.is_valid()
    assert form.cleaned_data["settings"].proxies is offered


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({}, (7, "5%", 60)),  # a field that isn't sent
        ({"unsold_rounds": "", "increment_by_price": "", "lot_cap_seconds": ""}, (7, None, None)),
        (
            {"unsold_rounds": "2", "increment_by_price": "0-9: 1, above: 2", "lot_cap_seconds": "90"},
            (2, "0-9: 1, above: 2", 90),
        ),
    ],
)
def test_field_left_out_changes_nothing_and_one_left_empty_takes_away_what_may_be_missing(
    sent: dict[str, str], kept: tuple[int, str | None, int | None]
) -> None:
    league = league_with(unsold_rounds=7, increment_by_price="5%", lot_cap_seconds=60)
    form = settings_form(league, QueryDict(urlencode({**FIELDS, **sent})))
    assert form.is_valid(), form.errors
    made = form.cleaned_data["settings"]
    assert (made.unsold_rounds, made.increment_by_price, made.lot_cap_seconds) == kept


def test_more_settings_open_by_themselves_where_something_in_them_must_be_mended() -> None:
    wrong = settings_form(league_with(), {**FIELDS, "increment_by_price": "a lot"})
    assert wrong.errors == {"increment_by_price": [HOW]}
    assert wrong.has_more_errors
    assert not settings_form(league_with(), {**FIELDS, "budget": 2}).has_more_errors


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({}, ("nomination", "random", 45)),  # fields that aren't sent
        ({"mode": "queue"}, ("queue", "random", 45)),
        ({"nomination_order": "straight", "nomination_seconds": "20"}, ("nomination", "straight", 20)),
        ({"mode": "", "nomination_order": "", "nomination_seconds": ""}, ("nomination", "random", 45)),
    ],
)
def test_who_puts_a_lot_up_is_as_chosen(sent: dict[str, str], kept: tuple[str, str, int]) -> None:
    league = league_with(mode="nomination", nomination_order="random", nomination_seconds=45)
    form = settings_form(league, {**FIELDS, **sent})
    assert form.is_valid()
    settings = form.cleaned_data["settings"]
    assert (settings.mode, settings.nomination_order, settings.nomination_seconds) == kept


@pytest.mark.parametrize(("field", "value"), [("mode", "auctioneer"), ("nomination_seconds", "4")])
def test_what_is_no_way_to_put_lots_up_is_said_at_its_field(field: str, value: str) -> None:
    form = settings_form(league_with(), {**FIELDS, field: value})
    assert list(form.errors) == [field]
    assert form.has_more_errors


def test_pace_is_as_chosen_and_stays_where_its_fields_are_not_shown() -> None:
    slow = {"format": "slow", "slow_reset": "bid", "quiet_hours": "22:00-07:30", "time_zone": "Asia/Kolkata"}
    form = settings_form(league_with(), {**FIELDS, **slow, "slow_lot_minutes": "2,880", "slow_lots": ""})
    assert form.is_valid(), form.errors
    made = form.cleaned_data["settings"]
    assert {name: getattr(made, name) for name in slow} == slow
    assert (made.slow_lot_minutes, made.slow_lots) == (2880, 20)
    again = settings_form(league_with(**made.values()), FIELDS)
    assert again.is_valid()
    assert again.cleaned_data["settings"].pace == made.pace


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("format", "leisurely"),
        ("slow_reset", "always"),
        ("slow_lots", "201"),
        ("slow_lot_minutes", "0"),
        ("quiet_hours", "at night"),
        ("time_zone", "Atlantis"),
    ],
)
def test_what_is_no_pace_is_said_at_its_field(field: str, value: str) -> None:
    form = settings_form(league_with(), {**FIELDS, field: value})
    assert list(form.errors) == [field]
    assert form.has_more_errors


def test_every_field_is_shown_once() -> None:
    form = settings_form(league_with())
    shown = [*form.first_fields, *form.slow, *(field for _, fields in form.more for field in fields)]
    assert sorted(field.name for field in shown) == sorted(form.fields)


def test_preset_fills_the_form_and_nothing_is_saved_by_looking() -> None:
    league = league_with(budget=80)
    form = settings_form(league, preset=PRESETS["ipl-squad"])
    assert (form["budget"].value(), form["unit"].value(), form["unsold_rounds"].value()) == (12_500, "₹ lakh", 2)
    assert AuctionSettings.read(league.settings).budget == 80


def test_the_form_begins_with_what_holds() -> None:
    form = settings_form(league_with(budget=80))
    assert (form["budget"].value(), form["name"].value()) == (80, "Friday")


def test_what_cannot_be_played_is_said_at_its_field() -> None:
    form = settings_form(league_with(), {**FIELDS, "budget": 2})
    assert form.errors == {"budget": ["A roster of 3 costs at least £3m. Raise the budget."]}


def test_what_cannot_be_played_and_has_no_field_is_said_above_the_form() -> None:
    form = settings_form(league_with(), FIELDS)
    form.current = AuctionSettings(grace_ms=-1)
    assert form.errors == {"__all__": ["Give a whole number from 0 to 5000."]}


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({"do": "remove"}, {}),
        ({"do": "role", "role": "spectator"}, {}),
        ({"do": "role"}, {"role": ["Choose a role."]}),
    ],
)
def test_a_role_is_needed_only_to_give_one(data: dict[str, str], errors: dict[str, list[str]]) -> None:
    assert ChangeMemberForm(data).errors == errors


def test_what_is_no_button_is_refused() -> None:
    assert "do" in ChangeMemberForm({"do": "promote"}).errors


def test_a_new_league_sells_a_list_of_its_sport_the_newest_or_its_own(football: Sport) -> None:
    listed = AssetList.objects.get(sport=football)
    Sport.objects.create(key="chess", name="Chess")

    def made(**typed: Any) -> NewLeagueForm:
        return NewLeagueForm({**FIELDS, "sport": "football", **typed}, current=AuctionSettings())

    for typed, chosen in (({}, None), ({"sells": str(listed.pk)}, listed), ({"sells": OWN}, None)):
        form = made(**typed)
        assert form.is_valid()
        assert form.cleaned_data["asset_list"] == chosen
    assert made(sells=str(listed.pk), sport="chess").errors == {
        "sells": ["This list is of Football; choose that sport too."]
    }
    assert made(sells="999999").errors.keys() == {"sells"}
    assert f"{listed.title} (36)" in str(made()["sells"])
