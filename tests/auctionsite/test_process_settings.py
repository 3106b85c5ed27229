"""The settings that a process runs with, and those that a command goes by in their place."""

import pytest
from django.test import override_settings

from auctionsite.process_settings import ProcessSettings, adopted, own_settings, settings_in_force


@override_settings(FEATURES={"bots": False}, ROLLOUT_PEAK_HOURS=frozenset({22, 23, 0}), BASE_URL="https://here.example")
def test_own_settings_are_said_as_texts_and_read_back() -> None:
    own = own_settings()
    assert own.texts["FEATURE_BOTS"] == "false"
    assert (own.overrides, own.base_url) == ({"bots": False}, "https://here.example")
    assert own.peak_hours == frozenset({22, 23, 0})


@override_settings(SECRET_KEY="a secret", METRICS_TOKEN="another", EMAIL_HOST_PASSWORD="a third")
def test_no_secret_is_among_them() -> None:
    assert not {"a secret", "another", "a third"} & {*own_settings().texts.values()}


def test_adopted_settings_count_until_the_end_of_the_block() -> None:
    own = settings_in_force()
    with adopted(ProcessSettings({"ENVIRONMENT": "production"})):
        assert settings_in_force().environment == "production"
    assert settings_in_force() == own


@pytest.mark.parametrize("text", ["", "whenever", "25-26"])
def test_peak_hours_that_cannot_be_read_are_those_of_this_process(text: str) -> None:
    with override_settings(ROLLOUT_PEAK_HOURS=frozenset({18})):
        hours = ProcessSettings({"ROLLOUT_PEAK_HOURS": text}).peak_hours
    assert hours == (frozenset({18}) if text else frozenset())


@pytest.mark.parametrize(
    ("texts", "minutes"),
    [
        ({"ROLLOUT_STEP_MINUTES": "5,7", "ENVIRONMENT": "production"}, (5, 7)),
        ({"ENVIRONMENT": "production"}, (60, 240)),
        ({"ROLLOUT_STEP_MINUTES": "soon", "ENVIRONMENT": "staging"}, (30, 240)),
        ({"ENVIRONMENT": "local"}, (0, 0)),
    ],
)
def test_minutes_of_steps_are_those_registered_or_of_the_environment(
    texts: dict[str, str], minutes: tuple[int, int]
) -> None:
    assert ProcessSettings(texts).step_minutes == minutes
