"""Reasons in OpenFeature's terms."""

from rollouts.evaluation.evaluate import Reason
from rollouts.openfeature.reasons import OPENFEATURE_REASONS


def test_every_reason_has_its_word() -> None:
    assert OPENFEATURE_REASONS.keys() == {*Reason}
    allowed = {"STATIC", "TARGETING_MATCH", "SPLIT", "DISABLED", "DEFAULT"}
    assert {word for pair in OPENFEATURE_REASONS.values() for word in pair} == allowed
