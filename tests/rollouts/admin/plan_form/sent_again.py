"""Parts of a draft as a browser sends them that shows them."""

from typing import Any, TypeVar

from rollouts.admin.plan_form.parts import DraftChoices, PartForm

CHOICES = DraftChoices(
    {"server_error": "got an error page"}, ("internal", "beta"), ("drill",), {"completed": "completed an auction"}
)
_Kind = TypeVar("_Kind", bound=PartForm)


def sent_again(kind: type[_Kind], initial: dict[str, Any], **typed: Any) -> _Kind:
    """The form as a browser sends it that shows these values, with some typed anew."""
    shown = kind(CHOICES, initial=initial)
    sent = {name: shown[name].value() for name in shown.fields} | typed
    return kind(CHOICES, {name: value for name, value in sent.items() if value not in (None, False)})


def stored(form: PartForm) -> dict[str, Any]:
    assert form.is_valid(), form.errors
    return form.stored()
