"""The parts that the operators' pages share."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import Http404, HttpRequest
from django.test import RequestFactory

from accounts.models import User
from rollouts.admin import pages
from rollouts.models import Flag
from tests.rollouts.admin.admin_site import ROOM, change


def post(**data: str) -> Any:
    request: Any = RequestFactory().post("/", data)
    request.user = AnonymousUser()
    request._messages = CookieStorage(request)
    return request


def test_flag_is_found_with_or_without_a_row(db: None) -> None:
    unset = pages.find_flag(ROOM)
    assert (unset.row, unset.version, unset.state["everyone"]) == (None, 0, True)
    made = change(ROOM, everyone=False)
    found = pages.find_flag(ROOM)
    assert (found.row, found.version, found.state["everyone"]) == (Flag.objects.get(), made.version, False)
    with pytest.raises(Http404):
        pages.find_flag("nothing")


def test_change_is_one_of_the_flag(db: None) -> None:
    made = change(ROOM, everyone=False)
    assert pages.find_change(ROOM, made.pk) == made
    with pytest.raises(Http404):
        pages.find_change("bots", made.pk)


@pytest.mark.parametrize(
    ("text", "version"),
    [("12", 12), ("", None), ("x", None), ("-1", None), ("9" * 18, int("9" * 18)), ("9" * 19, None)],
)
def test_expected_version_is_a_number_or_none(text: str, version: int | None) -> None:
    assert pages.expected_version(post(expected=text)) == version


def test_author_is_whoever_is_signed_in_with_short_reasons(olga: User) -> None:
    request = post(reason="r" * 600, override="must be")
    assert pages.author_of(request).actor is None
    request.user = olga
    author = pages.author_of(request)
    assert (author.actor, len(author.reason), author.override) == (olga, pages.REASON_LENGTH, "must be")


@pytest.mark.parametrize(("count", "shown"), [(2, 3), (pages.MAX_DONE_SHOWN + 5, pages.MAX_DONE_SHOWN + 2)])
def test_what_was_done_is_said_and_the_rest_counted(db: None, count: int, shown: int) -> None:
    made = change(ROOM, everyone=False)
    made.done = [f"Bot {number}." for number in range(count)]
    request: HttpRequest = post()
    answer = pages.redirect_after_change(request, ROOM, made)
    said = [str(each) for each in get_messages(request)]
    assert said[:2] == [f"Done: {ROOM} is off for everyone.", "Bot 0."]
    assert len(said) == shown
    assert ("And 5 more; the log has them." in said) is (count > pages.MAX_DONE_SHOWN)
    assert answer["Location"].endswith(f"/{ROOM}/change/")
