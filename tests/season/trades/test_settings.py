"""The settings of a season."""

from datetime import UTC, datetime
from typing import Any

import pytest

from season.trades.settings import SeasonSettings, SettingsError


def test_defaults_can_be_played_and_survive_json() -> None:
    settings = SeasonSettings()
    settings.check()
    assert SeasonSettings.read(settings.to_json()) == settings
    assert (settings.approval, settings.veto_hours, settings.deadline, settings.drop_refund) == (
        "veto",
        24,
        None,
        False,
    )


def test_deadline_is_an_instant() -> None:
    settings = SeasonSettings(trade_deadline="2026-03-01T18:00:00+01:00")
    assert settings.deadline == datetime(2026, 3, 1, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"approval": "king"}, "approval"),
        ({"veto_hours": 0}, "veto_hours"),
        ({"veto_hours": 169}, "veto_hours"),
        ({"veto_hours": "1"}, "veto_hours"),
        ({"trade_deadline": "tomorrow"}, "trade_deadline"),
        ({"trade_deadline": "2026-03-01T18:00:00"}, "trade_deadline"),
        ({"trade_deadline": "0001-01-01T00:00:00+10:00"}, "trade_deadline"),
        ({"trade_deadline": 5}, "trade_deadline"),
        ({"drops": None}, "drops"),
        ({"budget": 5}, "budget"),
    ],
)
def test_wrong_setting_is_named(data: dict[str, Any], field: str) -> None:
    with pytest.raises(SettingsError) as wrong:
        SeasonSettings.parse(data)
    assert set(wrong.value.fields) == {field}
    assert wrong.value.fields[field].endswith(".")
