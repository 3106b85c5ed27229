"""Parts of templates say whom a flag is for, whatever it was for before."""

import pytest

from rollouts.plans.definition import TriggerAction
from rollouts.plans.templates import parts


@pytest.mark.parametrize("patch", [parts.share(10), parts.rings(internal=100)])
def test_patch_takes_back_what_the_phase_before_asked_for(patch: dict[str, object]) -> None:
    assert (patch["everyone"], patch["criteria"]) == (None, {})


def test_share_asks_for_traits() -> None:
    asked = {"account_age_days": {"at_least": 30}}
    assert parts.share(10, asked)["criteria"] == asked


def test_trigger_compares_with_those_without_the_flag_or_with_a_limit() -> None:
    assert (parts.worse("m", "s").times, parts.worse("m", "s").above) == (1.0, None)
    limited = parts.more_than(0.05, "m", "s", TriggerAction.PAUSE)
    assert (limited.times, limited.above) == (None, 0.05)
