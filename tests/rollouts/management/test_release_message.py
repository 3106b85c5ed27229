"""`manage.py release_message`: a plan's message, printed and sent."""

import pytest
from django.core.mail import EmailMessage

from accounts.models import User
from rollouts.messages.banners import shown_banner
from rollouts.plans import services
from rollouts.plans.templates.catalogue import TEMPLATES
from tests.rollouts.management.commands import run

pytestmark = pytest.mark.django_db
ROOM = "waiting_room"


def test_message_of_a_plan_is_printed() -> None:
    services.make_plan(ROOM, TEMPLATES["rings"], None)
    ran = run("release_message", ROOM, "before")
    assert ran.code == 0
    assert ran.out.startswith("waiting_room is about to be released by the plan rings: ")
    assert "Phases: internal → beta → ga but a control → ga." in ran.out


def test_what_can_not_be_said_or_sent_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "has no plan" in run("release_message", ROOM, "before").err
    services.make_plan(ROOM, TEMPLATES["rings"], None)
    refused = run("release_message", ROOM, "done")
    assert (refused.code, "The plan of waiting_room is draft." in refused.err) == (1, True)
    monkeypatch.setenv("MESSAGE_WEBHOOK", "https://hooks.example/secret")
    refused = run("release_message", ROOM, "before", "--send")
    assert (refused.code, "hooks.example isn't in MESSAGE_HOSTS" in refused.err) == (1, True)
    assert "secret" not in refused.err
    assert run("release_message", ROOM, "poem").code == 2


def test_words_to_people_stand_on_pages_and_those_to_operators_are_mailed(
    olga: User, mailoutbox: list[EmailMessage]
) -> None:
    plan = services.make_plan(ROOM, TEMPLATES["rings"], None)
    ran = run("release_message", ROOM, "users", "--banner", "24")
    banner = shown_banner()
    assert banner is not None
    assert (banner.text, banner.plan) == (ran.out.strip(), plan)
    ran = run("release_message", ROOM, "before", "--mail")
    assert (ran.code, "Mailed to 1 operator." in ran.err) == (0, True)
    assert [(each.to, each.body) for each in mailoutbox] == [([olga.email], ran.out.strip())]


def test_nobody_gets_what_is_written_for_others(olga: User, mailoutbox: list[EmailMessage]) -> None:
    services.make_plan(ROOM, TEMPLATES["rings"], None)
    for asked, why in (
        (("before", "--banner", "24"), "before is for operators: only users and users-incident stand on pages."),
        (("users", "--mail"), "users is for people"),
        (("users", "--banner", "0"), "1 to 168 hours"),
    ):
        refused = run("release_message", ROOM, *asked)
        assert (refused.code, why in refused.err) == (1, True), refused.err
    assert (shown_banner(), mailoutbox) == (None, [])
