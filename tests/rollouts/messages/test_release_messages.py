"""Messages about a release: what is written, and to whom."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from rollouts.messages.release_messages import MessageKind, NothingToSay, ReleaseFacts, write_message

FACTS = ReleaseFacts(
    flag="waiting_room",
    does="An auction waits in a room. Off: it begins when it is made.",
    template="waiting-room",
    says="10 % for an hour, then everybody.",
    status="running",
    phases=("canary", "everybody"),
    phase=1,
    since=datetime(2027, 3, 1, 20, 15, tzinfo=UTC),
    outlook="It lasts until 21:15.",
    happened="Rolling back: more get error pages.",
)
TELL_US = "If something looks wrong, tell us: we can take it back within a minute."
STATUSES = ("draft", "running", "paused", "rolling_back", "rolled_back", "completed", "ended")


@pytest.mark.parametrize(
    ("kind", "status", "lines"),
    [
        (
            MessageKind.BEFORE,
            "draft",
            [
                "waiting_room is about to be released by the plan waiting-room: 10 % for an hour, then everybody.",
                "What it brings: An auction waits in a room.",
                "Phases: canary → everybody.",
                "Each ends when it is known that it does no harm; if it does, the plan takes the flag back by itself.",
                "To stop it: manage.py plan waiting_room --pause, or --roll-back.",
            ],
        ),
        (
            MessageKind.PROGRESS,
            "running",
            [
                "waiting_room is running, in the phase canary (1 of 2) since 2027-03-01 20:15 UTC.",
                "It lasts until 21:15.",
                "More: manage.py plan waiting_room",
            ],
        ),
        (
            MessageKind.DONE,
            "completed",
            [
                "The release of waiting_room is over. It is on for everybody.",
                "Rolling back: more get error pages.",
                "Next: remove the flag from the code.",
            ],
        ),
        (
            MessageKind.INCIDENT,
            "paused",
            [
                "The release of waiting_room is paused, in the phase canary (1 of 2) since 2027-03-01 20:15 UTC.",
                "Rolling back: more get error pages.",
                "Decide: manage.py plan waiting_room --roll-back, or --go-on.",
            ],
        ),
        (
            MessageKind.USERS,
            "completed",
            [
                f"New for everybody: An auction waits in a room. {TELL_US}",
            ],
        ),
    ],
)
def test_message_is_filled_in(kind: MessageKind, status: str, lines: list[str]) -> None:
    assert write_message(kind, replace(FACTS, status=status)).splitlines() == lines


@pytest.mark.parametrize("kind", MessageKind)
def test_message_fits_some_statuses_and_says_which(kind: MessageKind) -> None:
    refused = []
    for status in STATUSES:
        try:
            assert write_message(kind, replace(FACTS, status=status, phase=0))
        except NothingToSay as error:
            refused.append(str(error))
    assert refused
    assert all(f"{kind.value} is for one that is " in each for each in refused)


@pytest.mark.parametrize("kind", [MessageKind.USERS, MessageKind.USERS_INCIDENT])
def test_people_read_no_word_of_operators(kind: MessageKind) -> None:
    status = "running" if kind is MessageKind.USERS else "rolled_back"
    text = write_message(kind, replace(FACTS, status=status))
    assert not {"manage.py", "waiting_room", "phase", "flag", "canary"} & {*text.replace(".", " ").split()}
