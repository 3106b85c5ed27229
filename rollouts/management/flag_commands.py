"""Shared parts of the commands about flags: reasons, refusals as exit codes, and users by address or id."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.management.base import CommandError, CommandParser

from accounts.models import User, normalize_email
from rollouts.changes.services import Author, FlagRefused, NeedsOverride, Source, change_flag
from rollouts.models import FlagChange

EXIT_REFUSED, EXIT_OVERRIDE_NEEDED = 1, 3


@contextmanager
def exit_on_refusal() -> Iterator[None]:
    """End the command on a refusal of the service, with a sentence and exit code 1, or 3 if an override is needed."""
    try:
        yield
    except NeedsOverride as refused:
        raise CommandError(refused.sentence, returncode=EXIT_OVERRIDE_NEEDED) from refused
    except FlagRefused as refused:
        untold = {name: each for name, each in refused.fields.items() if each not in refused.sentence}
        wrong = "".join(f"\n  {name}: {sentence}" for name, sentence in untold.items())
        raise CommandError(f"{refused.sentence}{wrong}", returncode=EXIT_REFUSED) from refused


def add_reason(parser: CommandParser) -> None:
    """`--reason`, which is kept with the change."""
    parser.add_argument("--reason", default="", metavar="TEXT", help="why; it is kept with the change")


def change_as_waffle(name: str, patch: Mapping[str, Any], command: str, reason: str) -> FlagChange:
    """A change by one of waffle's commands, which never ask back: what speaks against it counts as set aside."""
    author = Author(source=Source.COMMAND, reason=reason, override=f"by {command}")
    with exit_on_refusal():
        return change_flag(name, patch, author)


def user_of(text: str) -> User:
    """The user with this address or id. Raises CommandError."""
    users = User.objects.filter(pk=int(text)) if text.isascii() and text.isdigit() else _by_address(text)
    user = users.first()
    if user is None:
        raise CommandError(f"There is no user {text}. Give an e-mail address or an id.", returncode=EXIT_REFUSED)
    return user


def _by_address(text: str) -> Any:
    return User.objects.filter(email=normalize_email(text))
