"""The bodies that the calls of trades take."""

from typing import Any

import pytest
from rest_framework.exceptions import ValidationError

from season.trades.api.serializers import OfferSerializer, SeasonSettingsSerializer, merge_season_settings
from season.trades.settings import SeasonSettings


def test_ids_are_digits_in_strings() -> None:
    serializer = OfferSerializer(data={"partner": "12", "gives": ["7"], "takes": []})
    assert serializer.is_valid()
    assert serializer.validated_data == {"partner": 12, "gives": [7], "takes": [], "pays": 0}


@pytest.mark.parametrize("wrong", ["", "x", "-1", "1.0", "٣", "1" * 19, None, [1]])
def test_what_is_no_id_is_refused(wrong: Any) -> None:
    assert "partner" in _errors({"partner": wrong})
    assert "gives" in _errors({"partner": "1", "gives": [wrong]})


def _errors(data: dict[str, Any]) -> dict[str, Any]:
    serializer = OfferSerializer(data=data)
    return {} if serializer.is_valid() else dict(serializer.errors)


def test_settings_are_merged_into_those_that_hold() -> None:
    assert merge_season_settings(SeasonSettings(veto_hours=3), {"drops": False}) == SeasonSettings(
        veto_hours=3, drops=False
    )
    with pytest.raises(ValidationError) as caught:
        merge_season_settings(SeasonSettings(), {"veto_hours": 0, "approval": "luck"})
    assert set(caught.value.detail) == {"veto_hours", "approval"}


def test_settings_are_an_object() -> None:
    with pytest.raises(ValidationError, match="Give an object"):
        SeasonSettingsSerializer().to_internal_value([])
