"""`manage.py banner`: shown, said and taken down."""

import pytest

from accounts.models import User
from rollouts.models import Banner
from tests.rollouts.management.commands import run

pytestmark = pytest.mark.django_db


def test_banner_is_shown_said_and_taken_down(olga: User) -> None:
    assert run("banner").out.strip() == "There is no banner."
    ran = run("banner", "--show", "We restart servers tonight.", "--hours", "4", "--by", olga.email)
    assert (ran.code, ran.out.strip().endswith(" UTC: We restart servers tonight.")) == (0, True)
    assert Banner.objects.get().made_by == olga
    assert run("banner").out == ran.out
    assert [run("banner", "--take-down").out.strip() for _ in range(2)] == ["Taken down.", "There was none."]


def test_what_can_not_be_shown_is_refused() -> None:
    refused = run("banner", "--show", "Tonight.", "--hours", "0")
    assert (refused.code, "1 to 168 hours" in refused.err) == (1, True)
    assert run("banner", "--show", "Tonight.", "--take-down").code == 2
    assert run("banner", "--show", "Tonight.", "--by", "nobody@example.com").code == 1
    assert not Banner.objects.exists()
