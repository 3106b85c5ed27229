"""Every form that asks for a moment asks about hours that there aren't, in the reader's zone."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.utils import timezone

import accounts
import auctions
import leagues
import rollouts
import season
from auctionsite.moments.fields import MomentField


class _Form(forms.Form):
    at = MomentField()


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2026-03-29T02:30", "Is 01:30 meant, or 03:30?"),
        ("2026-10-25T02:30", "twice"),
        ("tomorrow", "Enter a valid date/time."),
    ],
)
def test_what_clocks_skip_or_repeat_is_asked(written: str, said: str) -> None:
    with timezone.override(ZoneInfo("Europe/Berlin")):
        assert said in str(_Form({"at": written}).errors)


def test_a_moment_is_of_the_readers_zone_and_may_be_left_out() -> None:
    with timezone.override(ZoneInfo("Europe/Berlin")):
        form = _Form({"at": "2026-07-01T20:00"})
        assert form.is_valid()
        assert form.cleaned_data["at"].isoformat() == "2026-07-01T20:00:00+02:00"
        assert _Form({"at": ""}).is_valid()


def forms_of_the_product() -> Iterator[Any]:
    """Every class of a form in the apps' modules."""
    for app in (accounts, auctions, leagues, rollouts, season):
        for module in pkgutil.walk_packages(app.__path__, f"{app.__name__}."):
            if module.name.endswith(("forms", ".views", ".admin")) or ".admin." in module.name:
                found = vars(importlib.import_module(module.name)).values()
                yield from (each for each in found if isinstance(each, type) and issubclass(each, forms.BaseForm))


def test_no_form_asks_for_a_moment_in_another_way() -> None:
    asking = {each for each in forms_of_the_product() if getattr(each, "declared_fields", None)}
    assert len(asking) > 10
    others = {
        f"{each.__qualname__}.{name}"
        for each in asking
        for name, field in each.declared_fields.items()
        if isinstance(field, (forms.DateTimeField, forms.SplitDateTimeField)) and not isinstance(field, MomentField)
    }
    assert not others
