"""Operators' actions on one auction, each with a reason: commands to the engine in the operator's name.

The journal keeps the reason of a command. Mending gives commands in the system's name, as `fix_stuck_auctions` does.
"""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import User
from auctions.models import Auction
from auctions.recovery import bulk_cancel, bulk_commands, stuck
from auctions.recovery.stuck import StuckAuction
from auctions.rules.commands import Actor, ActorRole, Cancel, Command, Pause, Resume
from auctions.rules.lifecycle import POSSIBLE_IN
from auctions.rules.state import NOT_OVER


@dataclass(frozen=True, slots=True)
class OperatorAction:
    """An action: its name in addresses, its button, what it does to people, and the statuses it is possible in.

    `public` says that everybody in the room reads the reason.
    """

    name: str
    button: str
    does: str
    statuses: tuple[str, ...]
    carry_out: Callable[[Auction, User, str], "ActionResult"]
    public: bool = True
    ends: bool = False


@dataclass(frozen=True, slots=True)
class ActionResult:
    """The result of an action, as a sentence; `ok` is false where nothing was done, or not all."""

    sentence: str
    ok: bool


def actions_for(status: str) -> list[OperatorAction]:
    """Return the actions possible on an auction of this status; FIX apart, which is for those that are stuck."""
    return [each for each in ACTIONS.values() if each is not FIX and status in each.statuses]


# How --------------------------------------------------------------------------------------------------
def _issue(auction: Auction, command: Command, became: str) -> ActionResult:
    problem = bulk_commands.issue_command(auction.pk, command)
    return ActionResult(problem, ok=False) if problem else ActionResult(became, ok=True)


def _pause(auction: Auction, operator: User, reason: str) -> ActionResult:
    return _issue(auction, Pause(actor=_actor(operator), reason=reason), "paused: all its clocks stand still.")


def _resume(auction: Auction, operator: User, reason: str) -> ActionResult:
    return _issue(auction, Resume(actor=_actor(operator), reason=reason), "resumed, with the 3-2-1.")


def _cancel(auction: Auction, operator: User, reason: str) -> ActionResult:
    [done] = bulk_cancel.cancel_all([auction], reason, _actor(operator))
    return ActionResult(done.sentence, ok=not done.problem)


def _actor(operator: User) -> Actor:
    return Actor(user=operator.pk, role=ActorRole.COMMISSIONER)


def _fix(auction: Auction, operator: User, reason: str) -> ActionResult:
    try:
        with bulk_commands.exclusive_run():
            findings = stuck.mend_stuck(auction.pk)
    except bulk_commands.AlreadyRunning:
        return ActionResult(bulk_commands.ANOTHER_RUN, ok=False)
    sentences = " ".join(map(_describe_mending, findings))
    return ActionResult(
        sentences or "nothing is stuck, so nothing was changed.", ok=all(each.mended for each in findings)
    )


def _describe_mending(finding: StuckAuction) -> str:
    return (
        f"{finding.kind} mended. {finding.done}" if finding.mended else f"{finding.kind} not mended: {finding.problem}"
    )


PAUSE = OperatorAction(
    "pause",
    "Pause",
    "All clocks of the auction stop, and nobody can bid until it is resumed.",
    POSSIBLE_IN[Pause],
    _pause,
)
RESUME = OperatorAction(
    "resume",
    "Resume",
    "The room counts 3-2-1, and lots go on with the time they had left.",
    POSSIBLE_IN[Resume],
    _resume,
)
FIX = OperatorAction(
    "fix",
    "Fix what is stuck",
    "What fix_stuck_auctions does, for this auction alone. Commands are given in the system's name.",
    NOT_OVER,
    _fix,
    public=False,
)
CANCEL = OperatorAction(
    "cancel",
    "Cancel",
    "It ends for good: every hold is released, every sale is reversed. Nobody can take this back.",
    POSSIBLE_IN[Cancel],
    _cancel,
    ends=True,
)
ACTIONS = {each.name: each for each in (PAUSE, RESUME, FIX, CANCEL)}
