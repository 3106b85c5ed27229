"""Parts that the commands about flags share: exit codes, and users by address or id."""

import pytest
from django.core.management.base import CommandError

from accounts.models import User
from rollouts.changes.services import FlagRefused, NeedsOverride
from rollouts.management.flag_commands import exit_on_refusal, user_of


@pytest.mark.parametrize(
    ("refused", "code", "sentence"),
    [
        (FlagRefused("It is frozen."), 1, "It is frozen."),
        (FlagRefused("It is wrong.", {"percent": "Give less."}), 1, "It is wrong.\n  percent: Give less."),
        (FlagRefused("percent: Give less.", {"percent": "Give less."}), 1, "percent: Give less."),
        (NeedsOverride(["It skips steps."]), 3, "It skips steps. Give a reason as override if it must be."),
    ],
)
def test_refusal_ends_the_command_with_its_code(refused: FlagRefused, code: int, sentence: str) -> None:
    with pytest.raises(CommandError) as ended, exit_on_refusal():
        raise refused
    assert (ended.value.returncode, str(ended.value)) == (code, sentence)


def test_user_is_found_by_address_or_id(max_: User) -> None:
    assert user_of("MAX@example.com") == user_of(str(max_.pk)) == max_
    with pytest.raises(CommandError, match="There is no user 0"):
        user_of("0")
