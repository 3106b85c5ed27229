"""`manage.py release_message`: a plan's message, printed and sent."""

import pytest

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
