"""Decisions are kept beside a file, and read whatever is kept there."""

import pytest

from leagues.imports.planning import UNDECIDED, Decisions, Rest
from leagues.own_lists.deciding import read_decisions, to_json


@pytest.mark.parametrize(
    "decisions",
    [
        UNDECIDED,
        Decisions(answers={"a": "1", "b": ""}, rest=Rest.SAME, retire_missing=True, bring_back=True),
        Decisions(rest=Rest.ANOTHER),
    ],
    ids=["nothing", "all", "the rest"],
)
def test_what_is_decided_is_read_as_it_was(decisions: Decisions) -> None:
    assert read_decisions(to_json(decisions)) == decisions


@pytest.mark.parametrize(
    "kept",
    [None, [], "x", {"answers": [], "rest": "later", "retire_missing": 1}, {"answers": {"a": 1}, "rest": {}}, {"x": 1}],
    ids=["null", "a list", "a text", "other values", "other types", "another name"],
)
def test_what_another_release_kept_is_not_decided_yet(kept: object) -> None:
    assert read_decisions(kept) == UNDECIDED
