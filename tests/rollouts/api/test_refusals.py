"""Refusals of the service as answers."""

import pytest

from rollouts.api.refusals import refusal_response
from rollouts.changes.services import FlagRefused, Frozen, Invalid, NeedsOverride, NotOperator, Stale, UnknownFlag


@pytest.mark.parametrize(
    ("refused", "status"),
    [
        (Invalid("Wrong."), 400),
        (NotOperator("You may not."), 403),
        (UnknownFlag("No such flag."), 404),
        (Stale("Changed."), 409),
        (Frozen("Frozen."), 409),
    ],
)
def test_status_follows_the_code(refused: FlagRefused, status: int) -> None:
    answer = refusal_response(refused)
    assert (answer.status_code, answer.data["code"]) == (status, refused.code)
    assert (answer.data["detail"], answer.data["fields"]) == (refused.sentence, {})


def test_fields_have_the_names_of_the_api() -> None:
    refused = Invalid("Wrong.", {"percent": "Less.", "everyone": "Yes or no."})
    assert refusal_response(refused).data["fields"] == {"percentage": ["Less."], "enabled": ["Yes or no."]}
    refused.flag = "bots"
    assert refusal_response(refused, by_flag=True).data["fields"]["bots"]["percentage"] == ["Less."]


def test_cautions_stand_under_override() -> None:
    answer = refusal_response(NeedsOverride(["It skips steps.", "It is late."]))
    assert answer.data["fields"] == {"override": ["It skips steps.", "It is late."]}
