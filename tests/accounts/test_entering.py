"""Signing in by mail, for pages that ask for an address."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory
from django.utils import translation

from accounts import entering
from accounts.models import User
from tests.accounts.sign_in.mailed_links import mailed_code


def request_with_session(**data: str) -> Any:
    request: Any = RequestFactory().post("/", data)
    request.session = SessionStore()
    return request


def test_a_mailed_code_gives_its_user_once_and_they_are_let_in(carla: User) -> None:
    request = request_with_session(time_zone="Europe/Rome")
    entering.mail_link_and_code(request, carla.email, "/")
    code = mailed_code(carla.email)
    assert entering.user_of_code(request, carla.email, "000000" if code != "000000" else "111111") is None
    assert entering.user_of_code(request, carla.email, code) == carla
    assert entering.user_of_code(request, carla.email, code) is None
    entering.let_in(request, carla)
    assert request.session["_auth_user_id"] == str(carla.pk)
    carla.refresh_from_db()
    assert carla.time_zone == "Europe/Rome"


def test_an_account_begins_with_the_language_of_its_first_sign_in(db: None) -> None:
    new = User.objects.create_user("new@example.com")
    for language, kept in (("en", ""), ("de", "de"), ("en", "de")):
        User.objects.filter(pk=new.pk).update(last_login=None)
        new.refresh_from_db()
        with translation.override(language):
            entering.let_in(request_with_session(), new)
        assert User.objects.get().language == kept


def test_who_has_signed_in_before_keeps_the_language_of_each_browser(carla: User) -> None:
    entering.let_in(request_with_session(), carla)
    with translation.override("de"):
        entering.let_in(request_with_session(), carla)
    assert User.objects.get().language == ""
