"""Pairs of an experiment: who is compared with whom, and what that says, however often it is looked at."""

import math
import random

import pytest

from rollouts.evidence.bars import difference_bar
from rollouts.evidence.e_process import BETTER, WORSE, log_evidence
from rollouts.evidence.pairs import MeasuredSubject, PairedEvidence, compare_pairs, pairs_to_tell


def known(*each: tuple[bool, float]) -> list[MeasuredSubject]:
    """Subjects in the order in which they met the flag: whether they have it, and their number."""
    return [MeasuredSubject(on, float(place), value) for place, (on, value) in enumerate(each)]


def test_nobody_is_compared_with_nobody() -> None:
    found = compare_pairs([])
    assert (found.more, found.less, found.same) == (0, 0, 0)
    assert (found.log_more, found.log_less) == (0, 0)
    assert (found.share.low, found.share.high) == (0, 1)
    assert compare_pairs(known((True, 1), (True, 2))).more == 0


def test_each_is_compared_with_the_last_of_the_others_who_is_alone() -> None:
    # The off with 5 is paired with the on with 9, which came just before, and the last one with the on with 1.
    assert compare_pairs(known((True, 1), (True, 9), (False, 5), (False, 5))).more == 1
    assert compare_pairs(known((True, 1), (True, 9), (False, 5))).less == 0
    found = compare_pairs(known((True, 1), (True, 9), (False, 5), (False, 5)))
    assert (found.more, found.less, found.same) == (1, 1, 0)


def test_order_is_that_of_meeting_the_flag_whatever_order_they_are_given_in() -> None:
    subjects = known((True, 1), (True, 9), (False, 5), (False, 4), (True, 2))
    assert compare_pairs(reversed(subjects)) == compare_pairs(subjects)


def test_pairs_that_are_alike_say_nothing_and_what_never_came_is_longest() -> None:
    found = compare_pairs(
        known((True, math.inf), (False, math.inf), (True, math.inf), (False, 1e9), (True, 0), (False, 0))
    )
    assert (found.more, found.less, found.same) == (1, 0, 2)
    assert found.log_more == pytest.approx(log_evidence(WORSE, 0.5, 1, 1))


def test_either_side_may_come_first() -> None:
    found = compare_pairs(known((False, 1), (True, 2), (False, 5), (True, 3), (False, 1), (True, 9)))
    assert (found.more, found.less) == (2, 1)


def test_bar_is_reached_where_evidence_is_as_high() -> None:
    found = PairedEvidence(more=9, less=0, same=0, log_more=math.log(40), log_less=math.log(40))
    assert found.known_more(40)
    assert found.known_less(40)
    assert not found.known_more(41)
    assert not found.known_less(41)


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^What is measured is a number\.$"):
        compare_pairs(known((True, math.nan)))


@pytest.mark.parametrize("ahead", [True, False])
def test_one_side_that_is_always_ahead_is_known_after_a_few_pairs_and_stays_known(ahead: bool) -> None:
    bar = difference_bar(4)
    needed = pairs_to_tell(1.0, bar)
    assert needed is not None
    pairs = [(True, float(ahead)), (False, float(not ahead))]
    found = compare_pairs(known(*pairs * needed))
    assert (found.known_more(bar), found.known_less(bar)) == (ahead, not ahead)
    before = compare_pairs(known(*pairs * (needed - 1)))
    assert not before.known_more(bar)
    assert not before.known_less(bar)
    turned = [(True, float(not ahead)), (False, float(ahead))]
    later = compare_pairs(known(*pairs * needed, *turned * 5))
    assert (later.known_more(bar), later.known_less(bar)) == (ahead, not ahead)


def test_evidence_is_that_of_coins() -> None:
    luck = random.Random(3)  # noqa: S311 # makes subjects
    subjects = [MeasuredSubject(place % 2 == 0, place, luck.random()) for place in range(40)]
    found = compare_pairs(subjects)
    assert found.more + found.less == 20
    assert found.log_more >= log_evidence(WORSE, 0.5, found.more, 20)
    assert found.log_less >= log_evidence(BETTER, 0.5, found.more, 20)
    assert found.share.low < found.more / 20 < found.share.high


def test_numbers_may_be_of_any_size() -> None:
    small = known((True, 1), (False, 2), (False, 3), (True, 4), (True, 5), (False, 1))
    large = [MeasuredSubject(each.on, each.since, math.exp(50 * each.value)) for each in small]
    assert compare_pairs(large) == compare_pairs(small)


def test_clearer_differences_take_fewer_pairs_and_none_is_never_told() -> None:
    needed = [pairs_to_tell(share, difference_bar(4)) for share in (0.6, 2 / 3, 0.75, 0.9, 1.0)]
    assert needed == [379, 125, 50, 16, 10]
    assert pairs_to_tell(0.5, difference_bar(4)) is None
    assert pairs_to_tell(2 / 3, difference_bar(1)) == 98


def test_bar_is_shared_among_outcomes_and_directions() -> None:
    assert difference_bar(1) == 40
    assert difference_bar(4) == 160
    with pytest.raises(ValueError, match=r"^An experiment without an outcome has no bar\.$"):
        difference_bar(0)
