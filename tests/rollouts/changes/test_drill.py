"""The drill changes nothing for anybody, and is over when the last process has confirmed, or its time is up."""

from datetime import timedelta

import pytest

from rollouts.changes import services
from rollouts.changes.drill import NobodyToReach, rehearse
from rollouts.changes.services import Author, Source
from rollouts.models import FlagChange
from rollouts.propagation import readers
from rollouts.propagation.readers import ReaderProcess

pytestmark = pytest.mark.django_db
WEB, CLOCK = ReaderProcess("web elsewhere 1", "web"), ReaderProcess("clock elsewhere 2", "clock")
COMMAND = Author(source=Source.COMMAND, reason="spring drill")
MINUTE = timedelta(minutes=1)


def confirm(process: ReaderProcess, sockets: int = 0) -> None:
    readers.record_reader(process, readers.propagation_status().version, sockets)


def test_drill_is_over_when_the_last_process_has_confirmed_and_leaves_the_switch_as_it_was() -> None:
    confirm(WEB, 200)
    confirm(CLOCK)
    before, _ = services.current_state("bidding")
    waited = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        confirm(*[(WEB, 200), (CLOCK, 0)][len(waited) - 1])

    result = rehearse(COMMAND, MINUTE, wait)
    assert len(waited) == 2
    assert (result.processes, result.reached, result.sockets, result.held) == (2, 2, 200, True)
    after, _ = services.current_state("bidding")
    assert after == before
    assert [each.reason for each in FlagChange.objects.order_by("id")] == ["spring drill", "spring drill"]


def test_drill_that_is_not_within_its_time_says_so_and_takes_its_note_back() -> None:
    confirm(WEB)
    before, _ = services.current_state("bidding")
    result = rehearse(COMMAND, timedelta(0))
    assert (result.reached, result.held) == (0, False)
    assert services.current_state("bidding")[0] == before


def test_without_a_process_there_is_no_drill() -> None:
    with pytest.raises(NobodyToReach, match="nobody to reach"):
        rehearse(COMMAND, MINUTE)
    assert not FlagChange.objects.exists()
