"""Notices in their reader's language: they are stored in English, and their values are found again."""

import pytest
from django.utils import translation

from accounts.models import User
from leagues.models import League
from notices.announcing.services import announce
from notices.kinds import NoticeKind
from notices.models import Notice
from notices.sentences.english import BY_KIND, OUTBID, SCORES_OF_DAYS
from notices.sentences.shown import shown
from season.background import BACKGROUND_STEPS, NOTICE_STEPS, Worker
from tests.cast import make_user, member_of
from tests.notices.happenings import HAPPENINGS, People

VALUES = {
    "what": "Ajax, at last",
    "price": "£31m",
    "reason": "Pizza, at 20:00.",
    "seq": 7,
    "hash": "ab12",
    "competition": "Cup, 2026",
    "day": "Final",
    "number": 3,
    "problem": "Set a new date.",
    "when": "Fri 27 Nov 2026, 20:00 (Berlin)",
}


def in_german(kind: str, text: str) -> str:
    with translation.override("de"):
        return shown(kind, text)


@pytest.mark.parametrize(("kind", "sentence"), [(kind, each) for kind, several in BY_KIND.items() for each in several])
def test_sentence_is_found_again_with_its_values(kind: NoticeKind, sentence: object) -> None:
    text = sentence.told(**VALUES)  # type: ignore[attr-defined] # it is one
    german = in_german(kind, text)
    assert german != text
    assert "{" not in german
    places = sentence.words  # type: ignore[attr-defined] # it is one
    for name, value in VALUES.items():
        if f"{{{name}}}" in places and name != "when":
            assert str(value) in german
    assert shown(kind, text) == text


def test_values_that_look_like_the_sentence_stay_whole() -> None:
    text = OUTBID.told(what="Ajax, at last", price="£31m")
    assert in_german("outbid", text) == "Du wurdest bei Ajax, at last überboten, mit £31m."
    several = SCORES_OF_DAYS.told(competition="Cup, 2026", number=3)
    assert in_german("scores_in", several) == "Punkte sind da: Cup, 2026, 3 Spieltage."


def test_dates_are_in_the_readers_words() -> None:
    there = "The auction is on Fri 4 Dec 2026, 20:00 in New York (Sat 5 Dec 2026, 02:00 your time)."
    expected = "Die Auktion beginnt: Fr, 4. Dez 2026, 20:00 in New York (Sa, 5. Dez 2026, 02:00 bei dir)."
    assert in_german("date_reminder", there) == expected


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("date_reminder", "The auction is on the 4th of December."),
        ("date_reminder", "The auction is on Fri 4 XII 2026, 20:00 (Berlin)."),
        ("outbid", "Somebody else leads."),
        ("of_a_later_release", "The waiting room is open."),
    ],
)
def test_text_of_another_release_is_shown_as_it_is(kind: str, text: str) -> None:
    assert in_german(kind, text) == text


def test_what_a_commissioner_writes_is_shown_as_it_is(league: League, carla: User, max_: User) -> None:
    announce(member_of(league, carla), "The waiting room is open.")
    with translation.override("de"):
        assert Notice.objects.get(user=max_).shown_text == "The waiting room is open."


@pytest.mark.parametrize("kind", [kind for kind in HAPPENINGS if kind is not NoticeKind.LEAGUE_MESSAGE])
def test_whatever_happens_is_told_in_german_too(kind: NoticeKind, carla: User, max_: User, mia: User) -> None:
    HAPPENINGS[kind](People(carla, max_, mia, make_user("Ned")))
    Worker(NOTICE_STEPS + BACKGROUND_STEPS).work()
    told = Notice.objects.filter(user=max_, kind=kind)
    assert told
    for notice in told:
        assert in_german(kind, notice.text) != notice.text
