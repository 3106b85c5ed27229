"""Forms for what people type about themselves."""

import pytest
from django import forms
from django.test.html import parse_html

from accounts.account import AccountChoice
from accounts.forms import AccountForm, CodeForm, LongSelect, TotpForm

BETA = AccountChoice(key="ring_beta", label="Beta", hint="You can leave again.", chosen=True)
DATA = {"name": "Max", "time_zone": "Europe/Berlin"}


def test_choices_of_apps_above_are_boxes() -> None:
    form = AccountForm(DATA, choices=[BETA])
    assert form.is_valid()
    assert form.cleaned_data == {**DATA, "language": "", "ring_beta": False}
    assert AccountForm(choices=[BETA])["ring_beta"].initial is True
    assert "ring_beta" not in AccountForm(DATA).fields


@pytest.mark.parametrize("zone", ["Mars/Olympus", "Etc/GMT+5", "GMT0", ""])
def test_zone_is_a_place_or_utc(zone: str) -> None:
    assert AccountForm(DATA | {"time_zone": zone}).errors.keys() == {"time_zone"}
    assert AccountForm(DATA | {"time_zone": "UTC"}).is_valid()


def test_codes_may_be_typed_with_blanks_from_a_mail_and_not_from_an_authenticator() -> None:
    assert CodeForm({"email": "max@example.com", "code": "123 456"}).is_valid()
    assert TotpForm({"code": "123 456"}).errors.keys() == {"code"}


@pytest.mark.parametrize("value", ["a", "<b>", "none of them", None])
def test_a_long_select_is_the_element_that_django_makes(value: str | None) -> None:
    choices, attrs = [("a", "A & B"), ("<b>", "'B'")], {"id": "zone", "required": True, "disabled": False}
    made, wanted = (kind(choices=choices).render("zone", value, attrs) for kind in (LongSelect, forms.Select))
    assert parse_html(made) == parse_html(wanted)
    assert value != "a" or " selected>A &amp; B</option>" in made
