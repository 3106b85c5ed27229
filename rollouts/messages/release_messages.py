"""Messages about a release and their readers, filled in from its plan. Pure.

Operators read of phases, figures and commands; people read what is new and that nothing of theirs is lost.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

_OVER = {
    "completed": "It is on for everybody.",
    "rolled_back": "It was rolled back: the flag is what it was before, in every process.",
    "ended": "Its plan was ended, and the flag stays as it is.",
}


class MessageKind(StrEnum):
    """The occasion of a message, and its readers: all but the last two are for operators."""

    BEFORE = "before"
    PROGRESS = "progress"
    DONE = "done"
    INCIDENT = "incident"
    USERS = "users"
    USERS_INCIDENT = "users-incident"


TO_PEOPLE = (MessageKind.USERS, MessageKind.USERS_INCIDENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseFacts:
    """A release as its plan tells it. `does`: what the flag does; `happened`: the newest decision, in a sentence;
    `phase`: its number, from 1, 0 before the first.
    """

    flag: str
    does: str
    template: str
    says: str
    status: str
    phases: tuple[str, ...]
    phase: int
    since: datetime
    outlook: str
    happened: str

    @property
    def where(self) -> str:
        """The phase that it is in, in words."""
        if not self.phase:
            return "before its first phase"
        number = f"{self.phase} of {len(self.phases)}"
        return f"in the phase {self.phases[self.phase - 1]} ({number}) since {self.since:%Y-%m-%d %H:%M} UTC"

    @property
    def news(self) -> str:
        """Return what the flag brings, without what is so while it is off."""
        return self.does.partition(" Off: ")[0].strip()


class NothingToSay(ValueError):
    """There is no such message about a release that stands so; the text says why."""


def write_message(kind: MessageKind, facts: ReleaseFacts) -> str:
    """Return the message. Raises NothingToSay if the plan's status doesn't fit it."""
    fitting, write = _MESSAGES[kind]
    if facts.status not in fitting:
        raise NothingToSay(
            f"The plan of {facts.flag} is {_words(facts.status)}. {kind.value} is for one that is "
            f"{' or '.join(map(_words, fitting))}."
        )
    return write(facts)


def _words(status: str) -> str:
    return status.replace("_", " ")


def _before(facts: ReleaseFacts) -> str:
    return "\n".join(
        [
            f"{facts.flag} is about to be released by the plan {facts.template}: {facts.says}",
            f"What it brings: {facts.news}",
            f"Phases: {' → '.join(facts.phases)}.",
            "Each ends when it is known that it does no harm; if it does, the plan takes the flag back by itself.",
            f"To stop it: manage.py plan {facts.flag} --pause, or --roll-back.",
        ]
    )


def _progress(facts: ReleaseFacts) -> str:
    lines = [f"{facts.flag} is {_words(facts.status)}, {facts.where}.", facts.outlook]
    return "\n".join([*filter(None, lines), f"More: manage.py plan {facts.flag}"])


def _done(facts: ReleaseFacts) -> str:
    lines = [f"The release of {facts.flag} is over. {_OVER[facts.status]}", facts.happened]
    if facts.status == "completed":
        lines.append("Next: remove the flag from the code.")
    return "\n".join(filter(None, lines))


def _incident(facts: ReleaseFacts) -> str:
    lines = [f"The release of {facts.flag} is {_words(facts.status)}, {facts.where}.", facts.happened]
    if facts.status == "paused":
        lines.append(f"Decide: manage.py plan {facts.flag} --roll-back, or --go-on.")
    return "\n".join(filter(None, lines))


def _to_users(facts: ReleaseFacts) -> str:
    some = "everybody" if facts.status == "completed" else "some leagues"
    return f"New for {some}: {facts.news} If something looks wrong, tell us: we can take it back within a minute."


def _to_users_of_an_incident(facts: ReleaseFacts) -> str:
    return (
        "Something new didn't work as it should for some of you, so we have taken it back. Your money is safe: all "
        "budgets, bids and sales are kept. You don't have to do anything."
    )


_STOPPED = ("paused", "rolling_back", "rolled_back")
_MESSAGES: Mapping[MessageKind, tuple[tuple[str, ...], Callable[[ReleaseFacts], str]]] = {
    MessageKind.BEFORE: (("draft",), _before),
    MessageKind.PROGRESS: (("running", "paused", "rolling_back"), _progress),
    MessageKind.DONE: (tuple(_OVER), _done),
    MessageKind.INCIDENT: (_STOPPED, _incident),
    MessageKind.USERS: (("draft", "running", "completed"), _to_users),
    MessageKind.USERS_INCIDENT: (("rolling_back", "rolled_back"), _to_users_of_an_incident),
}
"""Of each: the statuses of a plan that it fits, and the function that writes it."""
