"""The effects of a change in words."""

import pytest

from rollouts.audiences.audience import AudienceChange
from rollouts.evaluation.types import BucketBy
from rollouts.explain import change_wording
from rollouts.propagation.readers import PropagationStatus, ServerGroup

ALL_BY = "run the newest version; the last change reached all in"


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ((0, 0, 0, 0, None), "No process has reported which version of the flags it runs."),
        ((1, 1, 0, 0, None), "The one process runs the newest version."),
        ((1, 1, 1, 1, None), "The one process with 1 socket runs the newest version."),
        ((2, 2, 1, 1, 0.34), f"All 2 processes with 1 socket {ALL_BY} 0.3 s."),
        ((4, 4, 1200, 1200, 61.2), f"All 4 processes with 1,200 sockets {ALL_BY} 61 s."),
        ((4, 4, 0, 0, -0.02), f"All 4 processes {ALL_BY} 0.0 s."),
        ((4, 3, 12, 9, 0.1), "3 of 4 processes run the newest version, with 9 of 12 sockets."),
    ],
)
def test_reach_is_said(found: tuple[int, int, int, int, float | None], sentence: str) -> None:
    processes, current, sockets, current_sockets, seconds = found
    assert (
        change_wording.propagation_sentence(
            PropagationStatus(9, None, processes, current, sockets, current_sockets, seconds)
        )
        == sentence
    )


@pytest.mark.parametrize(
    ("enter", "leave", "complete", "sentence"),
    [
        (1, 0, True, "1 league enters: 3 of 12 leagues will have it."),
        (2, 1, True, "2 leagues enter and 1 league leaves: 3 of 12 leagues will have it."),
        (0, 0, True, "Nobody enters or leaves: 3 of 12 leagues have it."),
        (0, 2, False, "2 leagues leave: 3 of 12 leagues will have it. There are more; only these were asked."),
    ],
)
def test_moves_are_said(enter: int, leave: int, complete: bool, sentence: str) -> None:
    found = AudienceChange(
        flag="bots", kind=BucketBy.LEAGUE, total=12, had=2, have=3,
        enter=enter, leave=leave, entering=(), leaving=(), complete=complete,
    )  # fmt: skip
    assert change_wording.audience_sentence(found) == sentence


def test_servers_that_differ_are_said() -> None:
    found = AudienceChange(
        flag="bots", kind=BucketBy.LEAGUE, total=12, had=2, have=3,
        enter=1, leave=0, entering=(), leaving=(), differ=True,
    )  # fmt: skip
    assert change_wording.audience_sentence(found) == "1 league enters: 3 of 12 leagues will have it on some server."


@pytest.mark.parametrize(
    ("server", "sentence"),
    [
        (ServerGroup("web-1", "eu", 2, 12), "web-1 in eu: 2 processes, 12 sockets"),
        (ServerGroup("", "", 1, 1), "no label: 1 process, 1 socket"),
    ],
)
def test_servers_are_said(server: ServerGroup, sentence: str) -> None:
    assert change_wording.server_phrase(server) == sentence
