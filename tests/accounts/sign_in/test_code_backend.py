"""A mailed code signs in by Django's `authenticate`."""

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory

from accounts.models import User
from accounts.sign_in.code_backend import CodeBackend
from tests.accounts.sign_in.mailed_links import mailed_code


@pytest.mark.parametrize("spelling", ["carla@example.com", " CARLA@Example.com "])
def test_the_right_code_is_its_user_once(rf: RequestFactory, carla: User, spelling: str) -> None:
    code = mailed_code(carla.email)
    assert authenticate(rf.post("/"), username=spelling, code="no code") is None
    assert authenticate(rf.post("/"), username=spelling, code=code) == carla
    assert authenticate(rf.post("/"), username=spelling, code=code) is None


def test_it_knows_no_sessions(carla: User) -> None:
    CodeBackend().get_user(carla.pk)
