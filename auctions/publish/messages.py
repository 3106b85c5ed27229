"""The sentences for outcomes: one finished sentence for each code, with what to do."""

from typing import Any

from auctions.publish.names import DisplayNames
from auctions.rules.codes import Code
from auctions.rules.limits.places import NoPlace
from auctionsite.text.isolates import isolated
from leagues.money import money
from leagues.settings.limits import in_words, needs_in_words

_SENTENCES = {
    Code.OK: "Done.",
    Code.NOT_A_PARTICIPANT: "You have no seat in this auction, so you can watch but not bid.",
    Code.BIDDING_DISABLED: "The operators have switched bidding off for a while. Bid again when it is back.",
    Code.NOT_ACTIVE: "Bidding is closed: the auction is {status}.",
    Code.PAUSED: "The auction is paused. Bid again when it resumes.",
    Code.NO_SUCH_LOT: "There is no such lot in this auction.",
    Code.LOT_CLOSED: "This lot is not open for bids.",
    Code.MISSED_BY_SERVER: (
        "Your bid arrived in time, but we decided it after the lot had closed. Ask a commissioner to undo the sale."
    ),
    Code.ALREADY_LEADING: "You lead this lot already, at {price}.",
    Code.TOO_LOW: "{min_next} is the least you can bid now.",
    Code.OVER_MAX_BID: "Your limit on this lot is {max_bid}.",
    Code.ROSTER_FULL: "Your roster is full: {slots} of {slots} slots.",
    Code.POSITION_FULL: "You have {most} {words}, and a roster holds no more.",
    Code.GROUP_FULL: "You have {most} {words}, and a roster holds no more.",
    Code.POSITION_NEEDED: "With this one you could no longer get {words} that your roster must have.",
    Code.BELOW_LEAD: "You lead this lot at {price}, so your maximum can't be lower than that.",
    Code.NO_PROXY: "You have no maximum on this lot.",
    Code.NOT_LEADING: "You don't lead this lot any more, so there is no bid to take back.",
    Code.TOO_FAST: "That was too fast; nothing was decided. Wait a moment and send it again.",
    Code.FORBIDDEN: "Only a commissioner can do this.",
    Code.NO_WAITING_ROOM: "This auction has no waiting room: it began when it was made.",
    Code.RUNNING_AUCTIONS_DISABLED: "The operators have paused all auctions for a while. Try again once they resume.",
    Code.WRONG_STATUS: "That can't be done now: it is {status}.",
    Code.NO_PARTICIPANTS: "Nobody has a seat yet. Invite managers first.",
    Code.ALREADY_PASSED: "You have passed on this lot already.",
    Code.LEADER_CANNOT_PASS: "You lead this lot at {price}; you can't pass on it.",
    Code.NOT_SOLD: "This lot isn't sold, it is {status}.",
    Code.CHANGED_HANDS: "Its buyer doesn't own it any more, so the sale stays.",
    Code.NOT_A_TRADE: "A trade is between two managers, and at least one asset changes hands, each once.",
    Code.NOT_OWNED: "It doesn't belong to them.",
    Code.OVER_AVAILABLE: "{available} is available, and {amount} would be paid.",
    Code.NOT_OFFERED: "This auction doesn't offer that.",
    Code.KEPT_TWICE: "An asset can be kept by one manager only.",
    Code.OVER_BUDGET: "What is kept costs {amount}, and the budget is {budget}.",
    Code.ROSTER_SIZE: "A roster has 1 to 100 places, and its smallest size is no larger than its largest.",
    Code.NOT_YOUR_TURN: "It isn't your turn to put a lot up.",
    Code.NOMINATIONS_USED: "{most} of the open lots are yours already; put another up when one of them is over.",
    Code.PACE_CHANGES: "Live bidding starts when the open lots are over; nothing else comes up before that.",
    Code.NOT_QUEUED: "That isn't among the lots to come any more. Choose another one.",
    Code.REASON_MISSING: "Give a reason; everybody in the room sees it.",
    Code.READ_ONLY: "Nothing can be changed for a while, and nothing was. Try again in some minutes.",
    Code.NEW_AUCTIONS_DISABLED: "The operators have switched new auctions off for a while. Try again later.",
    Code.ID_REUSED: "This command id was used for something else. Send a new id.",
    Code.UNREADABLE: (
        "This auction was written by another release of the site, which this one can't read. It stands still, and "
        "nothing was changed. The operators see it; try again later."
    ),
    Code.BUSY: "The auction is busy; nothing was changed. Send it again.",
}


_OF_LIMITS = {Code.POSITION_FULL, Code.GROUP_FULL, Code.POSITION_NEEDED}


def _words_of_limit(facts: dict[str, Any]) -> str:
    """Return the group that is full, or how many are missing of those that a roster must have."""
    if "missing" not in facts:
        return isolated(in_words(facts["attribute"], facts["group"]))
    return isolated(needs_in_words(facts["attribute"], facts["missing"].items())) or "the rest"


def place_sentence(reason: NoPlace) -> str:
    """Return the sentence for who has no place for a lot."""
    return _SENTENCES[reason.code].format(**reason.facts, words=_words_of_limit({**reason.facts}))


MONEY = frozenset({"amount", "available", "budget", "max_bid", "min_next", "price", "reserve"})
"""The facts that are amounts: sentences have them in the auction's unit."""


def outcome_sentence(code: Code, facts: dict[str, Any], names: DisplayNames) -> str:
    """Return the sentence for an outcome, with amounts in the auction's unit."""
    words = facts | {name: money(facts[name], names.unit) for name in MONEY if isinstance(facts.get(name), int)}
    if code in _OF_LIMITS:
        words["words"] = _words_of_limit(facts)
    if code is Code.TOO_LOW and facts.get("leader") is not None:
        leader = isolated(names.participant_name(facts["leader"]))
        return f"{leader} got there first at {words['price']}. Next bid: {words['min_next']}."
    if code is Code.LOT_CLOSED and facts.get("late_ms"):
        return f"Too late: your bid arrived {facts['late_ms'] / 1000:.3f} s after the deadline."
    if code is Code.MISSED_BY_SERVER and facts.get("nomination"):
        return "What you put up arrived in your turn, but we decided it after the turn had ended. Tell a commissioner."
    if code is Code.NOT_YOUR_TURN and facts.get("late_ms"):
        return f"Too late: your bid arrived {facts['late_ms'] / 1000:.3f} s after your turn to put a lot up ended."
    if code is Code.OVER_MAX_BID and facts.get("reserve") and facts.get("participant") is None:
        return f"Your limit is {words['max_bid']}: {words['reserve']} must stay for the slots you still have to fill."
    if code is Code.KEPT_TWICE:
        return f"{isolated(names.asset_name(facts['asset']))} would be kept by two managers."
    if facts.get("participant") is not None:
        return _sentence_about_participant(code, words, names, keeps_back=bool(facts.get("reserve")))
    return _SENTENCES[code].format(**words)


_ABOUT_PARTICIPANT = {
    Code.ALREADY_LEADING: "{name} leads this lot already, at {price}.",
    Code.NOT_LEADING: "{name} doesn't lead this lot any more.",
    Code.ROSTER_FULL: "{name} would own {filled}, and a roster holds {slots}.",
    Code.OVER_MAX_BID: "{name} can pay {max_bid} at most{kept}.",
    Code.POSITION_FULL: "{name} would own more than {most} {words}, and a roster holds no more.",
    Code.GROUP_FULL: "{name} would own more than {most} {words}, and a roster holds no more.",
    Code.POSITION_NEEDED: "{name} would lack {words}, which a roster must have.",
    Code.OVER_AVAILABLE: "{name} has {available} available, and would pay {amount}.",
    Code.OVER_BUDGET: "What {name} keeps costs {amount}, and the budget is {budget}.",
    Code.ROSTER_SIZE: "The roster of {name} can't have {least} to {most} places.",
    Code.NOT_OWNED: "{named_asset} doesn't belong to {name}.",
    Code.CHANGED_HANDS: "{named_asset} doesn't belong to {name} any more, so its sale stays.",
}


def _sentence_about_participant(code: Code, words: dict[str, Any], names: DisplayNames, *, keeps_back: bool) -> str:
    """Return the sentence about one of two managers, who is seldom the one that reads it."""
    asset = words.get("asset")
    more = {
        "name": isolated(names.participant_name(words["participant"])),
        "kept": f": {words['reserve']} must stay for the slots still to fill" if keeps_back else "",
        "named_asset": "" if asset is None else isolated(names.asset_name(asset)),
    }
    return _ABOUT_PARTICIPANT.get(code, _SENTENCES[code]).format(**words, **more)


KEPT = "Your bid is here and counts from when it came. The server is catching up…"
"""Said of a bid that can't be decided yet and is kept."""


def short_sentence(code: Code) -> str:
    """Return the meaning of a code, where the facts of the moment aren't at hand."""
    return _SHORT.get(code) or _SENTENCES[code]


_SHORT = {
    Code.OK: "Accepted.",
    Code.NOT_ACTIVE: "Bidding was closed.",
    Code.LOT_CLOSED: "The lot was closed when it arrived.",
    Code.ALREADY_LEADING: "The bidder led the lot already.",
    Code.TOO_LOW: "It was below the least that could be bid.",
    Code.OVER_MAX_BID: "It was over the bidder's limit.",
    Code.ROSTER_FULL: "The roster was full.",
    Code.NOT_YOUR_TURN: "It arrived in another's turn to put a lot up, or after the end of the turn.",
    Code.NOT_QUEUED: "The lot was not among those to come any more.",
    Code.POSITION_FULL: "The roster held no more of this position.",
    Code.GROUP_FULL: "The roster held no more of this club or country.",
    Code.POSITION_NEEDED: "The roster's last places were for what it must have.",
}
