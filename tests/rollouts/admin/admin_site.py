"""Helpers that the tests of the operators' room share."""

from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import User
from rollouts.changes.services import Author, Source, change_flag, current_state
from rollouts.models import FlagChange

ROOM = "waiting_room"


def address(page: str, *args: Any) -> str:
    """Of a page of the room."""
    return reverse(f"admin:rollouts_flag_{page}", args=args)


def change(flag: str, olga: User | None = None, **patch: Any) -> FlagChange:
    """Change a flag past all cautions."""
    source = Source.ADMIN if olga else Source.CODE
    return change_flag(flag, patch, Author(source=source, actor=olga, override="a test"))


def state(flag: str) -> dict[str, Any]:
    """Return the flag's state."""
    return current_state(flag)[0]


def version(flag: str) -> int:
    """Return the flag's version."""
    return current_state(flag)[1]


def do(admin: Client, flag: str, action: str, **data: Any) -> Any:
    """Press a button of the flag's page as it is now, and follow to where that leads."""
    sent = {"action": action, "expected": version(flag), "reason": "", **data}
    return admin.post(address("do", flag), sent, follow=True)


def text_of(response: Any) -> str:
    """The page's text with single blanks, after seeing that it is a page that the content policy allows."""
    assert response.status_code == 200, response.status_code
    assert " style=" not in response.text
    assert "<style" not in response.text
    return " ".join(response.text.split())
