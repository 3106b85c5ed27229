"""The number of subjects it takes until evidence can say anything, and how long that is at the pace of now.

A site with seven leagues can't know by tonight what takes seventy-three: it is said before a release starts. Numbers
are what the evidence needs if failures come as often as assumed; chance makes it shorter or longer.
"""

import math
from collections.abc import Callable

from rollouts.evidence.bars import PASSING
from rollouts.evidence.e_process import WORSE, log_evidence
from rollouts.evidence.rates import log_below

MOST = 10_000_000
"""Where more would be needed, it is called never."""
_DAY_SECONDS = 86_400


def subjects_to_pass(limit: float, rate: float = 0.0, bar: float = PASSING) -> int | None:
    """Return after how many subjects a rate is known to be below the limit, if it is `rate` in truth; None: never.

    Without one failure "below 5 %" takes 73 subjects, and "below 1 %" 370.

    With k failures it takes n(k) subjects, and so many have k failures or fewer as long as `rate · n(k) < k+1`: the
    first k for which this holds. n(k) is concave, the other side is linear, so it holds from that k on.
    """
    if rate >= limit:
        return None

    def fits(failures: int) -> bool:
        subjects = subjects_with_failures(limit, failures, bar)
        return subjects is not None and rate * subjects < failures + 1

    if fits(0):
        return subjects_with_failures(limit, 0, bar)
    failures = first_enough(fits, most=int(rate * MOST))
    return None if failures is None else subjects_with_failures(limit, failures, bar)


def subjects_with_failures(limit: float, failures: int, bar: float = PASSING) -> int | None:
    """Return of how many subjects so many failures are few enough to know a rate to be below the limit; None: never."""
    return first_enough(lambda subjects: log_below(limit, failures, max(subjects, failures)) >= math.log(bar))


def failures_to_tell(ratio: float, on_share: float, bar: float, tolerated: float = 1.0) -> int | None:
    """Return after how many first failures, of both arms together, the evidence reaches `bar`; None: never.

    It is assumed that those with the flag, `on_share` (0 to 1) of all, fail at `ratio` times the pace of the others.
    """
    if ratio <= tolerated or not 0 < on_share < 1:
        return None
    off_share = 1 - on_share
    null = tolerated * on_share / (tolerated * on_share + off_share)
    truth = ratio * on_share / (ratio * on_share + off_share)
    return first_enough(lambda failures: log_evidence(WORSE, null, truth * failures, failures) >= math.log(bar))


def subjects_to_tell(ratio: float, on_share: float, rate: float, bar: float) -> int | None:
    """Return after how many subjects, of both arms together, `ratio` times as many failures would be noticed.

    `rate`: of failing without the flag, 0 to 1. None: never, as where nobody fails.
    """
    failures = failures_to_tell(ratio, on_share, bar)
    of_all = (1 - on_share) * rate + on_share * min(ratio * rate, 1)
    return None if failures is None or of_all <= 0 else math.ceil(failures / of_all)


def seconds_until(needed: int | None, there: int, per_day: float) -> float | None:
    """Return in how many seconds there are enough subjects, if `per_day` new ones come; 0: there are. None: never."""
    if needed is None:
        return None
    if there >= needed:
        return 0.0
    return None if per_day <= 0 else (needed - there) / per_day * _DAY_SECONDS


def first_enough(enough: Callable[[int], bool], most: int = MOST) -> int | None:
    """Return the smallest number above 0 that is enough, where every larger one is too; None: none up to `most`."""
    if not enough(most):
        return None
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
