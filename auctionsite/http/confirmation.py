"""One way to ask before an act: a page that says what follows, and whose button does it. It needs no JavaScript.

The page sends the same form to the same address once more, with `confirmed` beside it: the view asks first, and acts
when nothing is left to ask. Programs aren't asked: their call is the act.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

_OURS = {"csrfmiddlewaretoken", "confirmed", "typed"}
"""Fields that the page adds to the form it asks about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An act that waits for a yes: its title ends with a question mark, `follows` are whole sentences.

    `typed` is a text that must be typed to confirm, such as a league's name; empty: the button is enough.
    `back` is the address to which a no leads.
    """

    title: str
    follows: Sequence[str]
    button: str
    back: str
    typed: str = ""
    ends: bool = True
    """Whether something ends or is lost by it; the button shows that."""


def ask_first(
    request: HttpRequest,
    question: Question,
    *,
    template: str = "confirm.html",
    context: Mapping[str, Any] | None = None,
) -> HttpResponse | None:
    """Return the page that asks; None if this request is the yes."""
    confirmed = "confirmed" in request.POST
    typed = request.POST.get("typed", "")
    if confirmed and (not question.typed or _normal(typed) == _normal(question.typed)):
        return None
    page = {
        **(context or {}),
        "question": question,
        "action": request.get_full_path(),
        "fields": _fields_of(request),
        "typed": typed,
        "error": _("Type {text} to confirm.").format(text=question.typed) if confirmed else "",
    }
    return render(request, template, page)


def _fields_of(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what was sent, to be sent again by the page."""
    return [(name, value) for name, values in request.POST.lists() if name not in _OURS for value in values]


def _normal(text: str) -> str:
    return " ".join(text.split()).casefold()
