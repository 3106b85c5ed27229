"""Fields of a draft: what operators type becomes values, and is shown again as it was typed."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from rollouts.admin.plan_form.fields import DurationField, FactorField, ShareField, read_object


@pytest.mark.parametrize(("text", "length"), [("4 h", timedelta(hours=4)), (" 90min ", timedelta(minutes=90))])
def test_duration_is_read_as_people_write_it(text: str, length: timedelta) -> None:
    assert DurationField().clean(text) == length
    assert DurationField().clean(DurationField().prepare_value(length)) == length


@pytest.mark.parametrize(
    ("text", "said"), [("4", "Write a number and min, h"), ("soon", "such as 30 min"), ("91 days", "At most 90 days")]
)
def test_what_is_no_duration_is_said(text: str, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        DurationField().clean(text)


@pytest.mark.parametrize(
    ("text", "share"), [("5", 0.05), ("0.1", 0.001), ("12,5 %", 0.125), ("0.015", 0.00015), ("99.99", 0.9999)]
)
def test_share_is_typed_in_percent(text: str, share: float) -> None:
    assert ShareField().clean(text) == share
    assert ShareField().clean(ShareField().prepare_value(share)) == share


@pytest.mark.parametrize("text", ["0", "100", "-1", "NaN", "Infinity", "five", "1e999"])
def test_what_is_no_share_is_said(text: str) -> None:
    with pytest.raises(ValidationError, match="between 0 and 100"):
        ShareField().clean(text)


def test_factor_is_from_one_to_a_hundred() -> None:
    assert FactorField().clean("1,5") == 1.5
    assert FactorField().prepare_value(1.0) == "1"
    for text in ("0.9", "101", "NaN", "twice"):
        with pytest.raises(ValidationError, match="from 1 to 100"):
            FactorField().clean(text)


def test_empty_is_none_where_it_may_be() -> None:
    for kind in (DurationField, ShareField, FactorField):
        assert kind(required=False).clean("") is None
        with pytest.raises(ValidationError, match="required"):
            kind().clean(" ")


def test_other_fields_are_an_object() -> None:
    assert read_object(' {"staff": true} ') == {"staff": True}
    assert read_object("") == {}
    for text in ("[]", "{", "5", '{"a": NaN}'):
        with pytest.raises(ValueError, match=r"\w"):
            read_object(text)
