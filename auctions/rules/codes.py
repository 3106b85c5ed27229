"""Every way a command can be refused, defined once. The sentences people read are in `auctions/publish/messages.py`."""

from enum import StrEnum


class Code(StrEnum):
    """The reason to refuse a command; `ok` when it wasn't. For bids, in the order they are checked."""

    OK = "ok"
    NOT_A_PARTICIPANT = "not_a_participant"
    BIDDING_DISABLED = "bidding_disabled"
    NOT_ACTIVE = "not_active"
    PAUSED = "paused"
    NO_SUCH_LOT = "no_such_lot"
    LOT_CLOSED = "lot_closed"
    MISSED_BY_SERVER = "missed_by_server"  # it arrived in time, and we were too slow to decide it
    ALREADY_LEADING = "already_leading"
    TOO_LOW = "too_low"
    OVER_MAX_BID = "over_max_bid"
    ROSTER_FULL = "roster_full"
    POSITION_FULL = "position_full"
    GROUP_FULL = "group_full"  # of a club or a country, as the one before of a position
    POSITION_NEEDED = "position_needed"  # with it less of the smallest roster could be filled than without
    BELOW_LEAD = "below_lead"  # of a maximum, as the next one
    NO_PROXY = "no_proxy"
    NOT_LEADING = "not_leading"  # of taking a bid back
    TOO_FAST = "too_fast"  # said at the edge, before anything is decided

    FORBIDDEN = "forbidden"
    NO_WAITING_ROOM = "no_waiting_room"
    RUNNING_AUCTIONS_DISABLED = "running_auctions_disabled"
    WRONG_STATUS = "wrong_status"
    NO_PARTICIPANTS = "no_participants"
    ALREADY_PASSED = "already_passed"
    LEADER_CANNOT_PASS = "leader_cannot_pass"  # noqa: S105 # no password
    NOT_SOLD = "not_sold"
    CHANGED_HANDS = "changed_hands"
    NOT_A_TRADE = "not_a_trade"
    NOT_OWNED = "not_owned"
    OVER_AVAILABLE = "over_available"
    NOT_OFFERED = "not_offered"
    KEPT_TWICE = "kept_twice"
    OVER_BUDGET = "over_budget"  # what a seat keeps costs more than it has
    ROSTER_SIZE = "roster_size"  # of a seat: no size that a roster can have
    NOT_YOUR_TURN = "not_your_turn"
    NOMINATIONS_USED = "nominations_used"  # in a slow auction, where so many lots at once may be of one manager
    PACE_CHANGES = "pace_changes"  # of a nomination: nothing more comes up before that
    NOT_QUEUED = "not_queued"
    REASON_MISSING = "reason_missing"
    READ_ONLY = "read_only"  # before everything else

    # Said by services, the engine and the edges, not by the rules.
    NEW_AUCTIONS_DISABLED = "new_auctions_disabled"
    ID_REUSED = "id_reused"
    BUSY = "busy"
    UNREADABLE = "unreadable"  # written by another release or by hand
