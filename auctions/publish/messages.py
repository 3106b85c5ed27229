"""The sentences for outcomes: one finished sentence for each code, with what to do, in the language that is active."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext_lazy

from auctions.publish.names import DisplayNames
from auctions.rules.codes import Code
from auctions.rules.limits.places import NoPlace
from auctionsite.text.isolates import isolated
from leagues.money import money
from leagues.settings.limits import in_words, needs_in_words

_SENTENCES = {
    Code.OK: gettext_noop("Done."),
    Code.NOT_A_PARTICIPANT: gettext_noop("You have no seat in this auction, so you can watch but not bid."),
    Code.BIDDING_DISABLED: gettext_noop(
        "The operators have switched bidding off for a while. Bid again when it is back."
    ),
    Code.NOT_ACTIVE: gettext_noop("Bidding is closed: the auction is {status}."),
    Code.PAUSED: gettext_noop("The auction is paused. Bid again when it resumes."),
    Code.NO_SUCH_LOT: gettext_noop("There is no such lot in this auction."),
    Code.LOT_CLOSED: gettext_noop("This lot is not open for bids."),
    Code.MISSED_BY_SERVER: gettext_noop(
        "Your bid arrived in time, but we decided it after the lot had closed. Ask a commissioner to undo the sale."
    ),
    Code.ALREADY_LEADING: gettext_noop("You lead this lot already, at {price}."),
    Code.TOO_LOW: gettext_noop("{min_next} is the least you can bid now."),
    Code.OVER_MAX_BID: gettext_noop("Your limit on this lot is {max_bid}."),
    Code.ROSTER_FULL: gettext_noop("Your roster is full: {slots} of {slots} slots."),
    Code.POSITION_FULL: gettext_noop("You have {most} {words}, and a roster holds no more."),
    Code.GROUP_FULL: gettext_noop("You have {most} {words}, and a roster holds no more."),
    Code.POSITION_NEEDED: gettext_noop("With this one you could no longer get {words} that your roster must have."),
    Code.BELOW_LEAD: gettext_noop("You lead this lot at {price}, so your maximum can't be lower than that."),
    Code.NO_PROXY: gettext_noop("You have no maximum on this lot."),
    Code.NOT_LEADING: gettext_noop("You don't lead this lot any more, so there is no bid to take back."),
    Code.TOO_FAST: gettext_noop("That was too fast; nothing was decided. Wait a moment and send it again."),
    Code.FORBIDDEN: gettext_noop("Only a commissioner can do this."),
    Code.NO_WAITING_ROOM: gettext_noop("This auction has no waiting room: it began when it was made."),
    Code.RUNNING_AUCTIONS_DISABLED: gettext_noop(
        "The operators have paused all auctions for a while. Try again once they resume."
    ),
    Code.WRONG_STATUS: gettext_noop("That can't be done now: it is {status}."),
    Code.NO_PARTICIPANTS: gettext_noop("Nobody has a seat yet. Invite managers first."),
    Code.ALREADY_PASSED: gettext_noop("You have passed on this lot already."),
    Code.LEADER_CANNOT_PASS: gettext_noop("You lead this lot at {price}; you can't pass on it."),
    Code.NOT_SOLD: gettext_noop("This lot isn't sold, it is {status}."),
    Code.CHANGED_HANDS: gettext_noop("Its buyer doesn't own it any more, so the sale stays."),
    Code.NOT_A_TRADE: gettext_noop("A trade is between two managers, and at least one asset changes hands, each once."),
    Code.NOT_OWNED: gettext_noop("It doesn't belong to them."),
    Code.OVER_AVAILABLE: gettext_noop("{available} is available, and {amount} would be paid."),
    Code.NOT_OFFERED: gettext_noop("This auction doesn't offer that."),
    Code.KEPT_TWICE: gettext_noop("An asset can be kept by one manager only."),
    Code.OVER_BUDGET: gettext_noop("What is kept costs {amount}, and the budget is {budget}."),
    Code.ROSTER_SIZE: gettext_noop(
        "A roster has 1 to 100 places, and its smallest size is no larger than its largest."
    ),
    Code.NOT_YOUR_TURN: gettext_noop("It isn't your turn to put a lot up."),
    Code.NOMINATIONS_USED: gettext_noop(
        "{most} of the open lots are yours already; put another up when one of them is over."
    ),
    Code.PACE_CHANGES: gettext_noop(
        "Live bidding starts when the open lots are over; nothing else comes up before that."
    ),
    Code.NOT_QUEUED: gettext_noop("That isn't among the lots to come any more. Choose another one."),
    Code.REASON_MISSING: gettext_noop("Give a reason; everybody in the room sees it."),
    Code.READ_ONLY: gettext_noop("Nothing can be changed for a while, and nothing was. Try again in some minutes."),
    Code.NEW_AUCTIONS_DISABLED: gettext_noop(
        "The operators have switched new auctions off for a while. Try again later."
    ),
    Code.ID_REUSED: gettext_noop("This command id was used for something else. Send a new id."),
    Code.UNREADABLE: gettext_noop(
        "This auction was written by another release of the site, which this one can't read. It stands still, and "
        "nothing was changed. The operators see it; try again later."
    ),
    Code.BUSY: gettext_noop("The auction is busy; nothing was changed. Send it again."),
}


_OF_LIMITS = {Code.POSITION_FULL, Code.GROUP_FULL, Code.POSITION_NEEDED}


def _words_of_limit(facts: dict[str, Any]) -> str:
    """Return the group that is full, or how many are missing of those that a roster must have."""
    if "missing" not in facts:
        return isolated(in_words(facts["attribute"], facts["group"]))
    return isolated(needs_in_words(facts["attribute"], facts["missing"].items())) or _("the rest")


_STATUSES = {
    "waiting": pgettext_lazy("an auction or a lot is", "waiting"),
    "active": pgettext_lazy("an auction or a lot is", "running"),
    "paused": pgettext_lazy("an auction or a lot is", "paused"),
    "completed": pgettext_lazy("an auction or a lot is", "completed"),
    "cancelled": pgettext_lazy("an auction or a lot is", "cancelled"),
    "queued": pgettext_lazy("an auction or a lot is", "queued"),
    "open": pgettext_lazy("an auction or a lot is", "open"),
    "sold": pgettext_lazy("an auction or a lot is", "sold"),
    "unsold": pgettext_lazy("an auction or a lot is", "unsold"),
    "withdrawn": pgettext_lazy("an auction or a lot is", "withdrawn"),
}


def status_in_words(status: str) -> str:
    """Return the status of an auction or a lot as it stands in a sentence, after *is*."""
    return str(_STATUSES.get(str(status), status))


def place_sentence(reason: NoPlace) -> str:
    """Return the sentence for who has no place for a lot."""
    return _(_SENTENCES[reason.code]).format(**reason.facts, words=_words_of_limit({**reason.facts}))


MONEY = frozenset({"amount", "available", "budget", "max_bid", "min_next", "price", "reserve"})
"""The facts that are amounts: sentences have them in the auction's unit."""


def _facts_in_words(code: Code, facts: dict[str, Any], names: DisplayNames) -> dict[str, Any]:
    """Return the facts as they stand in sentences."""
    words = facts | {name: money(facts[name], names.unit) for name in MONEY if isinstance(facts.get(name), int)}
    if code in _OF_LIMITS:
        words["words"] = _words_of_limit(facts)
    if "status" in facts:
        words["status"] = status_in_words(facts["status"])
    if facts.get("late_ms"):
        words["seconds"] = f"{facts['late_ms'] / 1000:.3f}"
    return words


def outcome_sentence(code: Code, facts: dict[str, Any], names: DisplayNames) -> str:
    """Return the sentence for an outcome, with amounts in the auction's unit."""
    words = _facts_in_words(code, facts, names)
    if code is Code.TOO_LOW and facts.get("leader") is not None:
        leader = isolated(names.participant_name(facts["leader"]))
        return _("{leader} got there first at {price}. Next bid: {min_next}.").format(**words | {"leader": leader})
    if code is Code.LOT_CLOSED and facts.get("late_ms"):
        return _("Too late: your bid arrived {seconds} s after the deadline.").format(**words)
    if code is Code.MISSED_BY_SERVER and facts.get("nomination"):
        return _(
            "What you put up arrived in your turn, but we decided it after the turn had ended. Tell a commissioner."
        )
    if code is Code.NOT_YOUR_TURN and facts.get("late_ms"):
        return _("Too late: your bid arrived {seconds} s after your turn to put a lot up ended.").format(**words)
    if code is Code.OVER_MAX_BID and facts.get("reserve") and facts.get("participant") is None:
        return _("Your limit is {max_bid}: {reserve} must stay for the slots you still have to fill.").format(**words)
    if code is Code.KEPT_TWICE:
        return _("{name} would be kept by two managers.").format(name=isolated(names.asset_name(facts["asset"])))
    if facts.get("participant") is not None:
        return _sentence_about_participant(code, words, names, keeps_back=bool(facts.get("reserve")))
    return _(_SENTENCES[code]).format(**words)


_ABOUT_PARTICIPANT = {
    Code.ALREADY_LEADING: gettext_noop("{name} leads this lot already, at {price}."),
    Code.NOT_LEADING: gettext_noop("{name} doesn't lead this lot any more."),
    Code.ROSTER_FULL: gettext_noop("{name} would own {filled}, and a roster holds {slots}."),
    Code.OVER_MAX_BID: gettext_noop("{name} can pay {max_bid} at most."),
    Code.POSITION_FULL: gettext_noop("{name} would own more than {most} {words}, and a roster holds no more."),
    Code.GROUP_FULL: gettext_noop("{name} would own more than {most} {words}, and a roster holds no more."),
    Code.POSITION_NEEDED: gettext_noop("{name} would lack {words}, which a roster must have."),
    Code.OVER_AVAILABLE: gettext_noop("{name} has {available} available, and would pay {amount}."),
    Code.OVER_BUDGET: gettext_noop("What {name} keeps costs {amount}, and the budget is {budget}."),
    Code.ROSTER_SIZE: gettext_noop("The roster of {name} can't have {least} to {most} places."),
    Code.NOT_OWNED: gettext_noop("{named_asset} doesn't belong to {name}."),
    Code.CHANGED_HANDS: gettext_noop("{named_asset} doesn't belong to {name} any more, so its sale stays."),
}


def _sentence_about_participant(code: Code, words: dict[str, Any], names: DisplayNames, *, keeps_back: bool) -> str:
    """Return the sentence about one of two managers, who is seldom the one that reads it."""
    asset = words.get("asset")
    more = {
        "name": isolated(names.participant_name(words["participant"])),
        "named_asset": "" if asset is None else isolated(names.asset_name(asset)),
    }
    if code is Code.OVER_MAX_BID and keeps_back:
        sentence = _("{name} can pay {max_bid} at most: {reserve} must stay for the slots still to fill.")
    else:
        sentence = _(_ABOUT_PARTICIPANT.get(code, _SENTENCES[code]))
    return sentence.format(**words, **more)


def kept_sentence() -> str:
    """Return what is said of a bid that can't be decided yet and is kept."""
    return _("Your bid is here and counts from when it came. The server is catching up…")


def short_sentence(code: Code) -> str:
    """Return the meaning of a code, where the facts of the moment aren't at hand."""
    return _(_SHORT.get(code) or _SENTENCES[code])


_SHORT = {
    Code.OK: gettext_noop("Accepted."),
    Code.NOT_ACTIVE: gettext_noop("Bidding was closed."),
    Code.LOT_CLOSED: gettext_noop("The lot was closed when it arrived."),
    Code.ALREADY_LEADING: gettext_noop("The bidder led the lot already."),
    Code.TOO_LOW: gettext_noop("It was below the least that could be bid."),
    Code.OVER_MAX_BID: gettext_noop("It was over the bidder's limit."),
    Code.ROSTER_FULL: gettext_noop("The roster was full."),
    Code.NOT_YOUR_TURN: gettext_noop("It arrived in another's turn to put a lot up, or after the end of the turn."),
    Code.NOT_QUEUED: gettext_noop("The lot was not among those to come any more."),
    Code.POSITION_FULL: gettext_noop("The roster held no more of this position."),
    Code.GROUP_FULL: gettext_noop("The roster held no more of this club or country."),
    Code.POSITION_NEEDED: gettext_noop("The roster's last places were for what it must have."),
}
