"""The forms of trades."""

from typing import Any

import pytest

from leagues.models import Asset
from season.models import Ownership
from season.trades.forms import DropForm, OfferForm, SeasonSettingsForm, TradeActionForm
from season.trades.settings import SeasonSettings

MINE = [Ownership(asset=Asset(pk=1, name="Ajax"), price=30)]
THEIRS = [Ownership(asset=Asset(pk=2, name="PSV"), price=10)]
SETTINGS: dict[str, Any] = {"trades": "on", "approval": "veto", "veto_hours": "24"}


def offer_form(**data: Any) -> OfferForm:
    return OfferForm({"payer": "me", **data}, own=MINE, theirs=THEIRS, partner="Mia", unit="£m")


def test_assets_are_shown_with_their_price_and_the_partner_by_name() -> None:
    form = offer_form()
    fields: dict[str, Any] = form.fields
    assert fields["gives"].choices == [("1", "Ajax · £30m")]
    assert fields["payer"].choices == [("me", "You"), ("partner", "Mia")]


@pytest.mark.parametrize(
    ("data", "pays"),
    [({"amount": "5"}, 5), ({"amount": "5", "payer": "partner"}, -5), ({"amount": ""}, 0), ({"amount": "0"}, 0)],
)
def test_money_is_seen_by_who_offers(data: dict[str, str], pays: int) -> None:
    form = offer_form(gives=["1"], takes=["2"], **data)
    assert form.is_valid()
    assert form.pays == pays


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"gives": ["2"]}, "gives"),
        ({"takes": ["1"]}, "takes"),
        ({"amount": "-1"}, "amount"),
        ({"payer": "Ned"}, "payer"),
    ],
)
def test_what_is_nobodys_to_give_is_refused(data: dict[str, Any], field: str) -> None:
    assert list(offer_form(**data).errors) == [field]


def test_buttons_that_are_none_are_refused() -> None:
    assert "do" in TradeActionForm({"do": "object"}).errors
    assert TradeActionForm({"do": "veto"}).is_valid()
    assert "asset" in DropForm({"asset": "all"}).errors


def test_settings_are_read_with_a_deadline_in_the_readers_zone() -> None:
    form = SeasonSettingsForm({**SETTINGS, "trade_deadline": "2026-03-01T18:00"}, current=SeasonSettings())
    assert form.is_valid()
    settings = form.cleaned_data["settings"]
    assert (settings.trades, settings.drops, settings.veto_hours) == (True, False, 24)
    assert settings.deadline is not None
    assert settings.deadline.isoformat() == "2026-03-01T18:00:00+00:00"


def test_settings_that_cannot_be_played_are_said_at_their_field() -> None:
    form = SeasonSettingsForm({**SETTINGS, "veto_hours": "169"}, current=SeasonSettings())
    assert form.errors == {"veto_hours": ["Give a whole number from 1 to 168."]}
