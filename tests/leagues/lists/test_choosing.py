"""A league's choice from a list."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from leagues.lists.choosing import Choice, choose


@dataclass(frozen=True)
class Entry:
    asset_id: int
    position: str
    rank: int | None


RAYA, HAALAND, SAKA, SALAH, RICE = (
    Entry(1, "GK", 5),
    Entry(2, "FWD", 1),
    Entry(3, "MID", 4),
    Entry(4, "MID", 2),
    Entry(5, "MID", None),
)
LIST = [RAYA, HAALAND, SAKA, SALAH, RICE]


def test_without_a_choice_all_in_the_order_of_the_list() -> None:
    assert choose(LIST, Choice()) == LIST


def test_positions() -> None:
    assert choose(LIST, Choice(positions=frozenset({"MID", "GK"}))) == [RAYA, SAKA, SALAH, RICE]


def test_the_first_by_rank_are_of_the_positions_and_stay_in_the_order_of_the_list() -> None:
    assert choose(LIST, Choice(first=2)) == [HAALAND, SALAH]
    assert choose(LIST, Choice(first=2, positions=frozenset({"MID"}))) == [SAKA, SALAH]
    assert choose(LIST, Choice(first=9)) == LIST


def test_nobody_moves_up_for_somebody_left_out() -> None:
    assert choose(LIST, Choice(first=3, left_out=frozenset({HAALAND.asset_id}))) == [SAKA, SALAH]


def test_added_by_hand_whatever_the_position_and_rank_and_from_elsewhere_last() -> None:
    kane, unasked = Entry(9, "FWD", 1), Entry(8, "FWD", 2)
    choice = Choice(first=1, positions=frozenset({"FWD"}), added=frozenset({RAYA.asset_id, kane.asset_id}))
    assert choose(LIST, choice, [unasked, kane]) == [RAYA, HAALAND, kane]


ENTRIES = st.lists(
    st.builds(Entry, st.integers(1, 30), st.sampled_from(["GK", "MID", ""]), st.none() | st.integers(1, 9)),
    unique_by=lambda entry: entry.asset_id,
)
IDS = st.frozensets(st.integers(1, 30), max_size=5)
CHOICES = st.builds(
    Choice,
    positions=st.frozensets(st.sampled_from(["GK", "MID", ""])),
    first=st.none() | st.integers(0, 12),
    left_out=IDS,
    added=IDS,
)


@given(ENTRIES, CHOICES)
def test_every_choice(entries: list[Entry], choice: Choice) -> None:
    """Each chosen entry is chosen for a reason, and each that isn't is left out for one."""
    chosen = choose(entries, choice)
    assert chosen == [entry for entry in entries if entry in chosen], "in the order of the list, each once"
    by_hand = choice.added | choice.left_out
    fits = [entry for entry in entries if not choice.positions or entry.position in choice.positions]
    untouched = [entry for entry in chosen if entry.asset_id not in by_hand]
    assert all(entry in fits for entry in untouched)
    for entry in entries:
        better = sum(_key(other) < _key(entry) for other in fits)
        if entry.asset_id in choice.added:
            assert entry in chosen
        elif entry.asset_id in choice.left_out:
            assert entry not in chosen
        elif entry in fits and (choice.first is None or len(fits) <= choice.first):
            assert entry in chosen
        elif choice.first is not None and better >= choice.first:
            assert entry not in chosen
    assert choice.first is None or len(untouched) <= choice.first


def _key(entry: Entry) -> tuple[bool, int]:
    return (entry.rank is None, entry.rank or 0)
