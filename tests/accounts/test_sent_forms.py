"""Forms that are sent again: done once by whoever was first, given back where nothing was done, and never for ever."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.test import RequestFactory

from accounts import sent_forms
from accounts.models import SentForm, User
from accounts.sent_forms import FIELD, GIVEN_UP_AFTER, once

pytestmark = pytest.mark.django_db
Send = Callable[..., HttpResponse]


class Counter:
    """A view that counts what it does, and answers as the test says."""

    def __init__(self) -> None:
        self.done = 0
        self.answer: Callable[[], HttpResponse] = lambda: redirect(f"/made/{self.done}/")
        self.view = once(self._view)

    def _view(self, request: HttpRequest) -> HttpResponse:
        self.done += 1
        return self.answer()


@pytest.fixture
def counter() -> Counter:
    return Counter()


@pytest.fixture
def send(counter: Counter, rf: RequestFactory, carla: User) -> Send:
    def send(user: User = carla, path: str = "/make/", **data: Any) -> HttpResponse:
        request = rf.post(path, data)
        request.user = user
        return counter.view(request)

    return send


def test_the_same_form_is_done_once_and_led_to_the_same_place(send: Send, counter: Counter) -> None:
    key = str(uuid4())
    answers = [send(form_key=key, name="Friday")["Location"] for _ in range(3)]
    assert (answers, counter.done) == (["/made/1/"] * 3, 1)


@pytest.mark.parametrize("other", ["user", "path", "name", "file", "key"])
def test_what_differs_is_another_form(send: Send, counter: Counter, carla: User, max_: User, other: str) -> None:
    first: dict[str, Any] = {"user": carla, "path": "/make/?a=1", "name": "A", "form_key": str(uuid4())}
    changed = {"user": max_, "path": "/make/?a=2", "name": "B", "form_key": str(uuid4())}
    name = "form_key" if other == "key" else other
    for content in (b"a", b"b" if other == "file" else b"a"):
        again = first if counter.done == 0 or other == "file" else first | {name: changed[name]}
        send(**again, file=SimpleUploadedFile("a.csv", content))
    assert counter.done == 2


def test_a_form_that_only_asks_or_fails_is_given_back(send: Send, counter: Counter) -> None:
    data = {"form_key": str(uuid4()), "name": "Friday"}
    counter.answer = lambda: HttpResponse("Are you sure?")
    send(**data)

    def fail() -> HttpResponse:
        raise RuntimeError

    counter.answer = fail
    with pytest.raises(RuntimeError):
        send(**data)
    assert not SentForm.objects.exists()
    counter.answer = lambda: redirect("/made/")
    assert send(**data)["Location"] == send(**data)["Location"] == "/made/"
    assert counter.done == 3


@pytest.mark.parametrize("key", [None, "", "x", "0" * 5000, "\0"])
def test_a_form_without_a_good_key_is_done_as_it_comes(send: Send, counter: Counter, key: str | None) -> None:
    data = {} if key is None else {FIELD: key}
    send(**data), send(**data)
    assert counter.done == 2
    assert not SentForm.objects.exists()


def test_whoever_waits_is_told_after_a_while_and_a_dead_one_is_taken_over(
    send: Send, counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sent_forms, "WAIT_SECONDS", 0.0)
    data = {"form_key": str(uuid4()), "name": "Friday"}
    send(**data)
    SentForm.objects.update(location="")  # as if it were under way
    waiting = send(**data)
    assert (waiting.status_code, counter.done) == (503, 1)
    assert "wait a moment" in waiting.content.decode().lower()
    SentForm.objects.update(taken_at=F("taken_at") - GIVEN_UP_AFTER - timedelta(seconds=1))
    assert send(**data)["Location"] == "/made/2/"
