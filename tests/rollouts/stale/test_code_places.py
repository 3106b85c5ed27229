"""Places where flags are read are found in modules and templates, by line."""

from pathlib import Path

import pytest

from auctionsite.settings import BASE_DIR
from rollouts.evaluation.registry import SPECS
from rollouts.stale import code_places


@pytest.mark.parametrize(
    ("source", "uses"),
    [
        ("from rollouts import flags\nflags.bots_may_play(a, b)", [("bots_may_play", 2)]),
        ("from rollouts import flags\nany(map(flags.has_waiting_room, subjects))", [("has_waiting_room", 2)]),
        ("from rollouts.flags import operator_switches\n\noperator_switches()", [("operator_switches", 3)]),
        ("from rollouts.flags import WAITING_ROOM as room\nroom.name", [("WAITING_ROOM", 2)]),
        ("from game import flags\nflags.bots_may_play(a, b)", []),
    ],
)
def test_uses_are_found_in_code(source: str, uses: list[tuple[str, int]]) -> None:
    assert [*code_places.uses_of_flags(source)] == uses


def test_names_are_found_in_templates() -> None:
    text = "{% flag 'a' %}{% endflag %}\n{%switch \"b\"%}\n{% switch c %}{% flags 'd' %}"
    assert [*code_places.template_tags(text)] == [("a", 1), ("b", 2), ("c", 3)]


def test_every_flag_has_places_and_each_line_names_what_reads_it() -> None:
    places = code_places.places_by_flag()
    assert places.keys() == SPECS.keys()
    names = code_places.flags_by_name()
    for flag, found in places.items():
        for place in found:
            line = (Path(BASE_DIR) / place.path).read_text(encoding="utf-8").splitlines()[place.line - 1]
            of_flag = {flag, *(name for name, stands_for in names.items() if flag in stands_for)}
            assert any(name in line for name in of_flag), str(place)
