"""Whatever people type for others to read is read by one reader: in forms, models and calls."""

from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import get_resolver

from accounts.forms import AccountForm
from accounts.models import User
from auctionsite.text.fields import TypedTextColumn, TypedTextField, TypedTextValue
from leagues.forms import settings_form
from leagues.models import League
from tests.cast import make_league, make_user

OURS = ("accounts", "leagues", "notices", "auctions", "season")
NOBODYS_WORDS = {
    "accounts": "User.language User.password User.time_zone BrowserSession.session_key Device.current_jti "
    "SentForm.digest SentForm.location SignInLink.code_hash SignInLink.token_hash TotpForm.code CodeForm.code",
    "auctions": "Auction.chain_hash Auction.format Auction.mode Auction.next_format Auction.pause_reason "
    "AuctionEvent.hash AuctionEvent.kind AuctionEvent.reason Bid.code CommandOutcome.fingerprint Heartbeat.process "
    "Auction.proof_token Auction.spectator_token SeatFileForm.pasted Stall.process",
    "leagues": "Asset.external_id AuctionDate.problem AuctionDate.time_zone BringListForm.pasted "
    "ColumnAnswers.signature League.code ListEntry.file_id ListUpload.content ListUpload.digest ListUpload.to_mend "
    "Member.owner_code PoolForm.left_out PoolForm.added",
    "notices": "DeviceForm.auth DeviceForm.endpoint DeviceForm.p256dh Notice.event Notice.path Notice.text "
    "NoticeDelivery.error PushSubscription.auth PushSubscription.endpoint PushSubscription.p256dh",
    "season": "Competition.asset_prefix Competition.time_zone FileName.written Fixture.external_id "
    "Performance.position Scheme.digest Trade.reason TradeStep.deed Upload.content Upload.digest Upload.to_mend "
    "UploadChange.name OwnCompetitionForm.time_zone SchemeForm.definition",
}
"""Texts of models and forms that are no names: ids, codes, digests, files, zones, and sentences of ours."""


def all_forms(kind: type[Any] = forms.Form) -> Iterator[type[Any]]:
    for each in kind.__subclasses__():
        yield each
        yield from all_forms(each)


@pytest.mark.parametrize("app", OURS)
def test_all_that_people_read_is_read_in_one_way(app: str) -> None:
    assert get_resolver().url_patterns  # which imports every page with its forms
    other = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.local_fields
        if type(field) in {models.CharField, models.TextField} and not field.choices
    }
    for form in all_forms():
        if form.__module__.split(".")[0] == app:
            other |= {
                f"{form.__name__}.{name}" for name, each in form.base_fields.items() if type(each) is forms.CharField
            }
    assert other == {*NOBODYS_WORDS[app].split()}


def test_form_keeps_the_clean_text_and_says_what_is_wrong() -> None:
    field = TypedTextField(max_length=5)
    assert field.clean("  Jose\u0301  ") == "José"
    with pytest.raises(ValidationError, match=r"Character 2 is U\+200B"):
        field.clean("M\u200bax")
    with pytest.raises(ValidationError, match="at most 5 characters"):
        field.clean("Maxine")
    with pytest.raises(ValidationError, match="required"):
        field.clean("\u00a0\u3000")
    assert TypedTextField(required=False).clean("") == ""


def test_browser_writes_it_in_its_own_direction_and_cuts_nothing() -> None:
    shown = str(AccountForm()["name"])
    assert 'dir="auto"' in shown
    assert "maxlength" not in shown


@pytest.mark.parametrize(("name", "unit"), [("\u202eevil", "£m"), ("Friday", "m\u200b")])
def test_forms_of_people_refuse_what_cannot_be_seen(db: None, carla: User, name: str, unit: str) -> None:
    league = make_league(carla)
    values = {**settings_form(league).initial} | {"name": name, "unit": unit}
    assert not settings_form(league, values).is_valid()


def test_call_refuses_it_too() -> None:
    field = TypedTextValue(max_length=5)
    assert field.run_validation("Jose\u0301 ") == "José"
    with pytest.raises(Exception, match=r"Character 1 is U\+202E"):
        field.run_validation("\u202eevil")


@pytest.mark.django_db
def test_stored_name_is_shown_with_what_is_hidden_in_it() -> None:
    user = make_user("Otto")
    User.objects.filter(pk=user.pk).update(name="\u202eevil")
    assert User.objects.get(pk=user.pk).display_name == "[U+202E]evil"
    assert User.objects.values_list("name", flat=True).get(pk=user.pk) == "[U+202E]evil"


@pytest.mark.django_db
def test_admin_and_validation_refuse_it() -> None:
    user = make_user("Otto")
    user.name = "\u202eevil"
    with pytest.raises(ValidationError, match=r"Character 1 is U\+202E"):
        user.full_clean()
    assert isinstance(forms.modelform_factory(League, fields=["name"]).base_fields["name"], TypedTextField)


def test_database_sees_a_column_like_others() -> None:
    assert TypedTextColumn(max_length=60).deconstruct()[1] == "django.db.models.CharField"
