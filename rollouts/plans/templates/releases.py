"""Templates of releases by rings, by known accounts or by the size of rooms, each behind the launch gates.

`docs/releases.md` says of each line of a release's document where it is.
"""

from rollouts.plans.definition import (
    ApprovalRole,
    ExperimentDefinition,
    GateCategory,
    GateDefinition,
    PlanDefinition,
    TriggerAction,
)
from rollouts.plans.templates.parts import (
    ALL_END,
    AUCTIONS_SUFFER,
    DAY,
    LAUNCH_GATES,
    NO_ERRORS,
    WEEK,
    arms,
    more_than,
    phase,
    rings,
    share,
)

_ENGINEERING, _PRODUCT = (ApprovalRole.ENGINEERING,), (ApprovalRole.PRODUCT,)
_ALL_ROLES = tuple(ApprovalRole)
RINGS = PlanDefinition(
    name="rings",
    says="The ring internal for a week, beta for a week, then 95 % and all of ga.",
    phases=(
        phase("internal", rings(internal=100), WEEK, minimum=1, gates=LAUNCH_GATES, approvals=_ENGINEERING),
        phase("beta", rings(internal=100, beta=100), WEEK, criteria=(NO_ERRORS,), approvals=_PRODUCT),
        phase("ga but a control", rings(internal=100, beta=100, ga=95), WEEK, minimum=20, criteria=(NO_ERRORS,)),
        phase("ga", rings(internal=100, beta=100, ga=100), DAY, minimum=20),
    ),
    triggers=AUCTIONS_SUFFER,
)
FOUR_PHASES = PlanDefinition(
    name="four-phases",
    says="Our own people for a day, a tenth of beta, then everybody in quarters every third day.",
    phases=(
        phase("our own people", rings(internal=100), DAY, minimum=1, gates=LAUNCH_GATES, approvals=_ENGINEERING),
        phase("10 % of beta", rings(internal=100, beta=10), 2 * DAY, minimum=1),
        phase("25 %", rings(internal=100, beta=100, ga=25), 3 * DAY, criteria=(NO_ERRORS,), approvals=_PRODUCT),
        phase("50 %", rings(internal=100, beta=100, ga=50), 3 * DAY, minimum=20, criteria=(NO_ERRORS,)),
        phase("75 %", rings(internal=100, beta=100, ga=75), 3 * DAY, minimum=20, criteria=(NO_ERRORS,)),
        phase(
            "everybody",
            rings(internal=100, beta=100, ga=100),
            3 * DAY,
            minimum=20,
            gates=(
                GateDefinition(
                    name="removal is planned",
                    says="Somebody has taken on to remove the flag from the code once it is on for everybody.",
                    category=GateCategory.CODE,
                ),
            ),
            approvals=_ENGINEERING,
        ),
    ),
    triggers=(
        more_than(0.01, "server_error", "More than 1 % get an error page.", TriggerAction.STEP_BACK),
        *AUCTIONS_SUFFER,
    ),
)
STREAM_AUCTION = PlanDefinition(
    name="stream-auction",
    says="Some testers, a tenth of the accounts older than 30 days, then everybody in quarters, a day each.",
    phases=(
        phase("testers", rings(internal=100), DAY, minimum=1, gates=LAUNCH_GATES, approvals=_ENGINEERING),
        phase(
            "10 % of known accounts",
            share(10, {"account_age_days": {"at_least": 30}}),
            DAY,
            criteria=(NO_ERRORS,),
            approvals=_PRODUCT,
        ),
        phase("25 %", share(25), DAY, criteria=(NO_ERRORS,)),
        phase("50 %", share(50), DAY, minimum=20, criteria=(NO_ERRORS,)),
        phase("75 %", share(75), DAY, minimum=20, criteria=(NO_ERRORS,)),
        phase("100 %", share(100), DAY, minimum=20, approvals=(ApprovalRole.EXECUTIVE,)),
    ),
    triggers=AUCTIONS_SUFFER,
)


def _room_of(size: int) -> GateDefinition:
    return GateDefinition(
        name=f"rooms of {size}",
        says=f"MAX_ROOM_SIZE is {size} on every web process, and the figures of docs/checklists.md held until now.",
        category=GateCategory.OBSERVABILITY,
    )


PILOT = PlanDefinition(
    name="pilot",
    says="Rooms of 30, 50 and 100, a week each, and a decision between.",
    phases=(
        phase(
            "rooms of 30",
            rings(internal=100),
            WEEK,
            minimum=3,
            gates=(*LAUNCH_GATES, _room_of(30)),
            approvals=_ENGINEERING,
        ),
        phase(
            "rooms of 50",
            rings(internal=100, beta=100),
            WEEK,
            criteria=(NO_ERRORS,),
            gates=(_room_of(50),),
            approvals=(*_ENGINEERING, *_PRODUCT),
        ),
        phase(
            "rooms of 100",
            rings(internal=100, beta=100, ga=25),
            WEEK,
            minimum=10,
            criteria=(NO_ERRORS, ALL_END),
            gates=(_room_of(100),),
            approvals=_ALL_ROLES,
        ),
    ),
    triggers=(
        more_than(0.05, "bid_slow", "More than 5 % have a bid that took over a second.", TriggerAction.STEP_BACK),
        *AUCTIONS_SUFFER,
    ),
)
EXPERIMENT = PlanDefinition(
    name="experiment",
    says="Half of them for a week at least, until it is known whether they bid more on each lot; then everybody.",
    phases=(
        phase(
            "half and half",
            share(50),
            WEEK,
            minimum=20,
            gates=LAUNCH_GATES,
            approvals=_ENGINEERING,
            experiment=ExperimentDefinition(
                outcomes=("bids_per_lot", "completed", "time_to_begin"), least=50, most=400
            ),
        ),
        phase("everybody", share(100), DAY, minimum=20, approvals=_PRODUCT),
    ),
    triggers=AUCTIONS_SUFFER,
)
_THIRDS = arms(control=33.33, second=33.33, third=33.34)
EXPERIMENT_THREE_ARMS = PlanDefinition(
    name="experiment-three-arms",
    says="Three ways: a tenth for a day, then a third of all in each for a week at least, until one is known to have "
    "more bids on each lot than the first.",
    phases=(
        phase(
            "a tenth",
            {**share(10), **_THIRDS},
            DAY,
            criteria=(NO_ERRORS,),
            gates=LAUNCH_GATES,
            approvals=_ENGINEERING,
        ),
        phase(
            "three arms",
            {**share(100), **_THIRDS},
            WEEK,
            minimum=60,
            approvals=_PRODUCT,
            experiment=ExperimentDefinition(
                outcomes=("bids_per_lot", "completed", "time_to_begin"), least=50, most=400
            ),
        ),
    ),
    triggers=(
        *AUCTIONS_SUFFER,
        more_than(0.05, "server_error", "More than 5 % get an error page.", TriggerAction.PAUSE),
    ),
)
RELEASES = (RINGS, FOUR_PHASES, STREAM_AUCTION, PILOT, EXPERIMENT, EXPERIMENT_THREE_ARMS)
