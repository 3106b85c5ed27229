"""Every flag of the product, each with the one function that reads it. Nothing else reads a flag by name.

A reader evaluates in this process, without any query, message or await, so it may be called for each frame.
`docs/flags.md` lists the same flags for operators.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from uuid import UUID

from accounts.models import User
from rollouts.evaluation.evaluate import Evaluation, evaluate
from rollouts.evaluation.memo import SnapshotMemo
from rollouts.evaluation.registry import TRAITS, FlagSpec, declare_flag, declare_switch
from rollouts.evaluation.types import BucketBy, FlagSnapshot, Subject
from rollouts.exposures import recorder
from rollouts.propagation import snapshot
from rollouts.subjects import anonymous, is_on, of_auction, of_league, of_user

TRAITS.update(
    account_age_days="whole days since the account was made; whoever isn't signed in has none",
    sport="the sport of the league that a flag is asked for, by its short name such as football",
)
WAITING_ROOM = declare_flag(
    FlagSpec(
        name="waiting_room",
        does="An auction waits in a room until its commissioner begins it. Off: it begins when it is made.",
        owner="auctions",
        ends="2027-06",
    )
)
BOTS = declare_flag(
    FlagSpec(
        name="bots",
        does="Bots play the seats that they were given. Off: they neither bid nor pass.",
        owner="auctions",
        ends="2027-06",
    )
)
SLOW_AUCTIONS = declare_flag(
    FlagSpec(
        name="slow_auctions",
        does="A league can play slowly, with many lots open for hours or days. Off: no auction becomes slow.",
        owner="auctions",
        ends="2027-06",
    )
)
PROXY_BIDS = declare_flag(
    FlagSpec(
        name="proxy_bids",
        does="Managers may leave maxima that bid for them, where their league lets them. Off: not in new auctions.",
        owner="auctions",
        ends="2027-06",
    )
)
ROOM_MESSAGES = declare_flag(
    FlagSpec(
        name="room_messages",
        does="People in a room write to each other. Off: rooms have no messages.",
        owner="auctions",
        ends="2027-06",
    )
)
SPECTATORS = declare_flag(
    FlagSpec(
        name="spectators",
        does="A commissioner can let strangers watch a live auction by a link, some seconds behind. Off: nobody can.",
        owner="auctions",
        ends="2027-06",
    )
)
OTHER_LANGUAGES = declare_flag(
    FlagSpec(
        name="other_languages",
        does="People read pages and mails in their language, as their browser or account asks. Off: in English.",
        owner="accounts",
        ends="2027-06",
        bucket_by=BucketBy.USER,
    )
)
NOTICE_MAILS = declare_flag(
    FlagSpec(
        name="notice_mails",
        does="People are mailed what they should hear of in their leagues. Off: it is on their page of notices alone.",
        owner="notices",
        ends="2027-06",
    )
)
WEB_PUSH = declare_flag(
    FlagSpec(
        name="web_push",
        does="Notices are pushed to the devices on which people asked for it. Off: no device is asked or pushed to.",
        owner="notices",
        ends="2027-06",
    )
)
USE_STATE_PERSISTENCE = declare_flag(
    FlagSpec(
        name="use_state_persistence",
        does="Processes keep the state of running auctions in memory. Off: they read it from the tables each time.",
        owner="auctions",
        ends="2027-03",
        bucket_by=BucketBy.AUCTION,
    )
)
ENABLE_STATE_SNAPSHOTS = declare_flag(
    FlagSpec(
        name="enable_state_snapshots",
        does="Snapshots of running auctions are written, every so many events and when a process stops.",
        owner="auctions",
        ends="2027-03",
        bucket_by=BucketBy.AUCTION,
        requires={"use_state_persistence": True},
    )
)
ENABLE_STATE_RECOVERY = declare_flag(
    FlagSpec(
        name="enable_state_recovery",
        does="A process without an auction's state rebuilds it from snapshot and journal. Off: from the tables.",
        owner="auctions",
        ends="2027-03",
        bucket_by=BucketBy.AUCTION,
        requires={"use_state_persistence": True},
    )
)


class UseCase(StrEnum):
    """The uses of an auction's state; each has a flag of its own beneath `use_state_persistence`."""

    BEGIN = "begin"
    BID = "bid"
    SETTLE = "settle"
    SCORING = "scoring"


def _use_case(case: UseCase, does: str) -> FlagSpec:
    return declare_flag(
        FlagSpec(
            name=f"use_state_persistence_{case}",
            does=f"Memory serves {does}. Off: the tables do.",
            owner="auctions",
            ends="2027-03",
            bucket_by=BucketBy.AUCTION,
            requires={"use_state_persistence": True},
        )
    )


USE_CASES = {
    UseCase.BEGIN: _use_case(UseCase.BEGIN, "the begin of an auction"),
    UseCase.BID: _use_case(UseCase.BID, "bids, and what rooms show"),
    UseCase.SETTLE: _use_case(UseCase.SETTLE, "everything else: lots that close, sales, undo, pause"),
    UseCase.SCORING: _use_case(UseCase.SCORING, "results"),
}
NEW_AUCTIONS = declare_switch("new_auctions", "Auctions can be made. Off: none can.", on=True)
RUNNING_AUCTIONS = declare_switch("running_auctions", "Auctions run. Off: those that run are paused.", on=True)
BIDDING = declare_switch("bidding", "Bids are taken. Off: rooms stay open, refuse bids, and clocks stand.", on=True)
READ_ONLY = declare_switch("read_only", "On: pages show, and nothing can be changed.", on=False)


def _acts_on(flag: FlagSpec, subject: Subject, now: FlagSnapshot) -> bool:
    """True if the flag is on for the subject, which is noted as having met it so: the product acts on the answer."""
    evaluation = evaluate(now, flag.name, subject)
    recorder.note_exposure(now, subject, evaluation)
    return evaluation.value


def has_waiting_room(subject: Subject, of: FlagSnapshot | None = None) -> bool:
    """True if an auction made now for the subject's league gets a waiting room; or would, by another snapshot."""
    if of is not None:
        return is_on(WAITING_ROOM.name, subject, of)
    return _acts_on(WAITING_ROOM, subject, snapshot.current())


def bots_may_play(league_id: UUID, auction_id: UUID) -> bool:
    """True if the bots of this auction play."""
    return _acts_on(BOTS, of_auction(auction_id, league_id), snapshot.current())


def leagues_play_slowly(subject: Subject) -> bool:
    """True if the subject's league can make slow auctions."""
    return _acts_on(SLOW_AUCTIONS, subject, snapshot.current())


def managers_leave_maxima(league_id: UUID) -> bool:
    """True if managers may leave maxima in an auction that this league makes now."""
    return _acts_on(PROXY_BIDS, of_league(league_id), snapshot.current())


def rooms_talk(league_id: UUID, auction_id: UUID) -> bool:
    """True if people write to each other in this auction's room."""
    return _acts_on(ROOM_MESSAGES, of_auction(auction_id, league_id), snapshot.current())


def rooms_have_spectators(league_id: UUID, auction_id: UUID) -> bool:
    """True if strangers with its link may watch this auction."""
    return _acts_on(SPECTATORS, of_auction(auction_id, league_id), snapshot.current())


def reads_other_languages(user: User | None) -> bool:
    """True if somebody may read other languages than English; None: who isn't signed in."""
    return _acts_on(OTHER_LANGUAGES, anonymous() if user is None else of_user(user), snapshot.current())


def mails_notices(league_id: UUID) -> bool:
    """True if notices of this league are mailed."""
    return _acts_on(NOTICE_MAILS, of_league(league_id), snapshot.current())


def pushes_notices(league_id: UUID) -> bool:
    """True if notices of this league are pushed to devices."""
    return _acts_on(WEB_PUSH, of_league(league_id), snapshot.current())


_of_auctions: SnapshotMemo[Evaluation] = SnapshotMemo()


def _are_on(auction_id: UUID, *flags: FlagSpec) -> bool:
    """True if all these flags are on for the auction, by one snapshot: a change comes before all of them or after."""
    now, subject = snapshot.current(), of_auction(auction_id)
    for flag in flags:
        key = (flag.name, auction_id, subject.label, subject.region)
        evaluation = _of_auctions.get(now, key, partial(evaluate, now, flag.name, subject))
        recorder.note_exposure(now, subject, evaluation)
        if not evaluation.value:
            return False
    return True


def keeps_state(use_case: UseCase, auction_id: UUID) -> bool:
    """True if this process may serve the use case from memory."""
    return _are_on(auction_id, USE_STATE_PERSISTENCE, USE_CASES[use_case])


def writes_snapshots(auction_id: UUID) -> bool:
    """True if snapshots of this auction's state are written."""
    return _are_on(auction_id, USE_STATE_PERSISTENCE, ENABLE_STATE_SNAPSHOTS)


def recovers_state(auction_id: UUID) -> bool:
    """True if a process without this auction's state rebuilds it from snapshot and journal."""
    return _are_on(auction_id, USE_STATE_PERSISTENCE, ENABLE_STATE_RECOVERY)


@dataclass(frozen=True, slots=True)
class OperatorSwitches:
    """The four switches for the bad day."""

    new_auctions: bool
    running_auctions: bool
    bidding: bool
    read_only: bool


_switches: SnapshotMemo[OperatorSwitches] = SnapshotMemo()


def operator_switches(of: FlagSnapshot | None = None) -> OperatorSwitches:
    """Return the operators' switches as this process knows them, or as another snapshot has them."""
    now, subject = of or snapshot.current(), anonymous()

    def evaluate_all() -> OperatorSwitches:
        return OperatorSwitches(
            new_auctions=is_on(NEW_AUCTIONS.name, subject, now),
            running_auctions=is_on(RUNNING_AUCTIONS.name, subject, now),
            bidding=is_on(BIDDING.name, subject, now),
            read_only=is_on(READ_ONLY.name, subject, now),
        )

    return _switches.get(now, (subject.label, subject.region), evaluate_all)
