"""An operator's authenticator."""

from importlib import import_module
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY
from django.test import RequestFactory
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.backends import MAIL_BACKEND
from accounts.models import Device, User
from accounts.sign_in import second_factor
from accounts.sign_in.devices import sign_in_device
from tests.accounts.operator_sign_in import code_of, deployed, enrolled

PASSWORD_BACKEND = "django.contrib.auth.backends.ModelBackend"


def request_of(user: User, backend: str = PASSWORD_BACKEND) -> Any:
    request: Any = RequestFactory().get("/")
    request.user, request.session = user, import_module(settings.SESSION_ENGINE).SessionStore()
    request.session[BACKEND_SESSION_KEY] = backend
    return request


@pytest.mark.parametrize(("backend", "by_password"), [(MAIL_BACKEND, False), (PASSWORD_BACKEND, True)])
def test_session_knows_how_it_was_opened(olga: User, backend: str, by_password: bool) -> None:
    assert second_factor.is_signed_in_by_password(request_of(olga, backend)) is by_password


def test_locally_being_an_operator_is_enough(olga: User, max_: User) -> None:
    assert second_factor.may_operate(request_of(olga, MAIL_BACKEND))
    assert not second_factor.may_operate(request_of(max_))


@deployed
def test_deployed_the_session_must_have_shown_a_code(olga: User) -> None:
    device, request = enrolled(olga), request_of(olga)
    assert not second_factor.may_operate(request)
    assert second_factor.verify_session(request, olga, code_of(device))
    olga.is_verified = lambda: True  # type: ignore[attr-defined] # as OTPMiddleware does at the next request
    assert second_factor.may_operate(request)
    assert not second_factor.may_operate(request_of(olga, MAIL_BACKEND))


def test_authenticator_is_the_same_until_a_code_confirms_it(olga: User) -> None:
    new = second_factor.new_authenticator(olga)
    assert second_factor.new_authenticator(olga) == new
    assert not second_factor.is_enrolled(olga)
    assert second_factor.verify_session(request_of(olga), olga, code_of(new))
    assert second_factor.is_enrolled(olga)
    assert TOTPDevice.objects.get() == new


def test_secret_is_shown_as_text_and_picture(olga: User) -> None:
    device = second_factor.new_authenticator(olga)
    secret = second_factor.secret_of(device)
    assert f"secret={quote(secret)}" in device.config_url
    assert second_factor.qr_code_of(device).startswith("data:image/svg+xml")


def test_program_operates_once_it_has_shown_a_code(olga: User) -> None:
    sign_in_device(olga)
    program = Device.objects.get()
    assert not second_factor.verify_device(program, "000000")  # no authenticator yet
    code = code_of(enrolled(olga))
    assert second_factor.verify_device(program, code)
    program.refresh_from_db()
    assert program.operator_since is not None
