"""The forms of leagues."""

from typing import Any

import pytest

from leagues.forms import OWN, ChangeMemberForm, NewLeagueForm, settings_form
from leagues.models import AssetList, League, Sport
from leagues.settings.auction import AuctionSettings

FIELDS: dict[str, Any] = {
    "name": "Friday", "unit": "£m", "budget": 100, "slots_min": 3, "slots_max": 6, "min_price": 1, "increment": 1,
    "lot_seconds": 30, "anti_snipe_seconds": 10, "order": "given",
}  # fmt: skip


def league_with(**settings: Any) -> League:
    return League(name="Friday", settings=AuctionSettings(**settings).to_json())


def test_settings_without_a_field_stay_as_they_are() -> None:
    form = settings_form(league_with(grace_ms=500, budget=80), FIELDS)
    assert form.is_valid()
    assert form.cleaned_data["settings"] == AuctionSettings(grace_ms=500, budget=100)


@pytest.mark.parametrize(("chosen", "offered"), [("True", True), ("False", False), (None, False)])
def test_bidding_up_to_a_maximum_is_offered_or_not_as_chosen(chosen: str | None, offered: bool) -> None:
    """Where nothing is chosen, it stays as it is."""
    data = FIELDS if chosen is None else {**FIELDS, "proxies": chosen}
    form = settings_form(league_with(proxies=False), data)
    assert form.is_valid()
    assert form.cleaned_data["settings"].proxies is offered


def test_the_form_begins_with_what_holds() -> None:
    form = settings_form(league_with(budget=80))
    assert (form["budget"].value(), form["name"].value()) == (80, "Friday")


def test_what_cannot_be_played_is_said_at_its_field() -> None:
    form = settings_form(league_with(), {**FIELDS, "budget": 2})
    assert form.errors == {"budget": ["3 slots at 1 each cost 3; give more."]}


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
