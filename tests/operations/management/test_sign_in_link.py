"""`manage.py sign_in_link`."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from accounts.models import User
from accounts.sign_in.links import redeem_token
from tests.accounts.sign_in.mailed_links import token_of


def run(*args: str, **options: Any) -> str:
    out = StringIO()
    call_command("sign_in_link", *args, stdout=out, **options)
    return out.getvalue().strip()


def test_prints_a_link_that_works(carla: User) -> None:
    assert redeem_token(token_of(run("Carla@example.com"))) == carla


def test_json_adds_tokens(carla: User) -> None:
    answer = json.loads(run("carla@example.com", "--json", "--minutes", "2"))
    assert set(answer) == {"email", "link", "access", "refresh"}
    assert redeem_token(token_of(answer["link"])) == carla


@override_settings(ENVIRONMENT="production")
def test_production_needs_force(carla: User) -> None:
    with pytest.raises(CommandError, match="--force"):
        run("carla@example.com")
    assert run("carla@example.com", "--force").startswith("http")


def test_unknown_address_says_what_to_do(db: None) -> None:
    with pytest.raises(CommandError, match="createsuperuser"):
        run("nobody@example.com")


def test_switched_off_user_says_what_to_do(carla: User) -> None:
    User.objects.update(is_active=False)
    with pytest.raises(CommandError, match="admin"):
        run("carla@example.com")


def test_minutes_below_one_are_refused(carla: User) -> None:
    with pytest.raises(CommandError, match="--minutes"):
        run("carla@example.com", "--minutes", "0")
