"""`manage.py clean_up`."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db.models.functions import Now

from accounts.models import BrowserSession, Device, SentForm, SignInLink, User
from accounts.sign_in.devices import sign_in_device
from accounts.sign_in.links import make_sign_in_link
from tests.accounts.browsers import signed_in


def test_clean_up_forgets_what_is_over_and_nothing_else(carla: User, capsys: pytest.CaptureFixture[str]) -> None:
    signed_in(carla), signed_in(carla, "Lynx")
    Session.objects.filter(session_key=BrowserSession.objects.get(agent="Lynx").session_key).update(expire_date=Now())
    sign_in_device(carla), sign_in_device(carla, "old")
    Device.objects.filter(name="old").update(last_seen_at=Now() - timedelta(days=31))
    make_sign_in_link(carla), make_sign_in_link(carla, valid_for=timedelta(hours=-2))
    for name, ago in (("new", 0), ("old", 2)):
        SentForm.objects.create(user=carla, digest=name, taken_at=Now() - timedelta(days=ago))
    call_command("clean_up")
    assert capsys.readouterr().out.split("\n")[:5] == ["1 links", "1 sessions", "1 browsers", "1 devices", "1 forms"]
    assert [model.objects.count() for model in (SignInLink, Session, BrowserSession, Device)] == [1, 1, 1, 1]
    assert SentForm.objects.get().digest == "new"
