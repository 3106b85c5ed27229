"""The bars that evidence must reach before something is done by it. With 1/α a false alarm has the chance α, ever."""

FALSE_ROLL_BACKS = 0.01
"""The chance that a release which does no harm is rolled back: of all its guards together, over all its time."""
FALSE_PROMOTIONS = 0.05
"""The chance that a release whose rate is above the limit is ever called below it."""
FALSE_RATIO_ALARMS = 0.001
"""The chance that a draw which is right is called wrong; the field takes as much (Fabijan et al., KDD 2019)."""
UNCERTAINTY = 0.05
"""The chance that an interval on a page ever misses the true rate."""
FALSE_DIFFERENCES = 0.05
"""The chance that a flag which changes nothing is ever said to change one of all outcomes, in either direction."""
PASSING = 1 / FALSE_PROMOTIONS
RATIO = 1 / FALSE_RATIO_ALARMS


def roll_back_bar(guards: int) -> float:
    """Return the bar of each of so many guards: the false alarms are shared among them. Raises ValueError below 1."""
    if guards < 1:
        raise ValueError("A release without a guard has no bar.")
    return guards / FALSE_ROLL_BACKS


def pause_bar(guards: int) -> float:
    """Return the bar at which a guard pauses: a tenth of what rolls back."""
    return roll_back_bar(guards) / 10


def difference_bar(outcomes: int) -> float:
    """Return the bar at which a difference is known, by each of so many outcomes. Raises ValueError below 1."""
    if outcomes < 1:
        raise ValueError("An experiment without an outcome has no bar.")
    return 2 * outcomes / FALSE_DIFFERENCES
