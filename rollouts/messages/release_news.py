"""News of a release for everybody, from its plan: what is new, on hold, or was taken back. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rollouts.messages.release_messages import MessageKind, ReleaseFacts, write_message


class NewsKind(StrEnum):
    """The fate of a release, as everybody sees it."""

    PROGRESS = "progress"
    ON_HOLD = "on hold"
    INCIDENT = "incident"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class ReleaseNews:
    """News of a release for everybody: no name, no command, no figure. `at`: when its plan decided something last."""

    kind: NewsKind
    text: str
    at: datetime


_KINDS: Mapping[str, NewsKind] = {
    "running": NewsKind.PROGRESS,
    "paused": NewsKind.ON_HOLD,
    "rolling_back": NewsKind.INCIDENT,
    "rolled_back": NewsKind.INCIDENT,
    "completed": NewsKind.DONE,
}


def write_news(facts: ReleaseFacts, at: datetime) -> ReleaseNews | None:
    """Return what everybody may read of a release; None: nothing, as of one that hasn't changed anything."""
    kind = _KINDS.get(facts.status)
    if kind is None or not facts.phase or not facts.news:
        return None
    match kind:
        case NewsKind.INCIDENT:
            text = write_message(MessageKind.USERS_INCIDENT, facts)
        case NewsKind.ON_HOLD:
            text = f"We're taking a look at something new before more leagues get it: {facts.news} Nothing is lost."
        case _:
            text = write_message(MessageKind.USERS, facts)
    return ReleaseNews(kind, text, at)
