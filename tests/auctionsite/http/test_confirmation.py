"""One way to ask before an act."""

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from auctionsite.http.confirmation import Question, ask_first

QUESTION = Question(
    title="Sink the ship?", follows=["It is gone.", "<b>You</b> swim."], button="Sink it", back="/port/"
)
FORM = {"do": "sink", "hole": ["bow", "stern"]}


def asked(**fields: object) -> HttpRequest:
    return RequestFactory().post("/ship/?deck=2", {**FORM, **fields})


def test_page_says_what_follows_and_sends_the_same_form_again() -> None:
    page = ask_first(asked(), QUESTION)
    assert page is not None
    text = page.content.decode()
    for words in (
        "Sink the ship?",
        "It is gone.",
        "&lt;b&gt;You",
        "Sink it",
        'href="/port/"',
        'action="/ship/?deck=2"',
    ):
        assert words in text
    for name, value in (("do", "sink"), ("hole", "bow"), ("hole", "stern"), ("confirmed", "yes")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in text
    assert 'name="typed"' not in text


def test_yes_leaves_nothing_to_ask() -> None:
    assert ask_first(asked(confirmed="yes"), QUESTION) is None


@pytest.mark.parametrize("typed", ["The Friday  League", " the friday league "])
def test_name_that_is_asked_for_may_be_spaced_and_cased_otherwise(typed: str) -> None:
    question = Question(title="?", follows=[], button="Do", back="/", typed="The Friday League")
    assert ask_first(asked(confirmed="yes", typed=typed), question) is None


@pytest.mark.parametrize("typed", ["", "The Saturday League"])
def test_another_name_is_asked_for_again_and_kept(typed: str) -> None:
    question = Question(title="?", follows=[], button="Do", back="/", typed="The Friday League")
    page = ask_first(asked(confirmed="yes", typed=typed), question)
    assert page is not None
    text = page.content.decode()
    assert "Type The Friday League to confirm." in text
    assert f'name="typed" value="{typed}"' in text
    assert text.count('name="confirmed"') == 1
