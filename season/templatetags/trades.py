"""The words for trades in templates."""

from typing import Any

from django import template

from auctionsite.text.isolates import isolated
from season.trade_policy import TradeAction, TradeStatus

register = template.Library()
_BADGES = {
    TradeStatus.OFFERED: "accent",
    TradeStatus.AGREED: "accent",
    TradeStatus.DONE: "good",
    TradeStatus.FAILED: "bad",
    TradeStatus.VETOED: "bad",
}
_SENTENCES = {
    "offer": "{by} offered it.",
    "accept": "{by} accepted it.",
    "decline": "{by} declined it.",
    "withdraw": "{by} withdrew it.",
    "approve": "{by} approved it.",
    "object": "{by} objected.",
    "veto": "{by} objected, and it ended.",
}


@register.filter
def trade_badge(status: str) -> str:
    """The colour of a status, which is written beside it."""
    return _BADGES.get(TradeStatus(status), "")


@register.filter
def action_word(action: str) -> str:
    """Return the text of a button."""
    return "Object" if action == TradeAction.VETO else action.capitalize()


@register.filter
def step_sentence(step: dict[str, Any]) -> str:
    """Return an action on a trade as a sentence."""
    if step["deed"] in _SENTENCES:
        return _SENTENCES[step["deed"]].format(by=isolated(str(step["by"])))
    return "It took effect." if step["status"] == TradeStatus.DONE else "It could not take effect any more."


@register.filter
def halves(trade: dict[str, Any]) -> list[dict[str, Any]]:
    """Both sides of a trade with what they give; money stands with who pays it."""
    pays = trade["pays"]
    return [
        {"manager": trade["proposer"], "gives": trade["gives"], "pays": max(pays, 0)},
        {"manager": trade["partner"], "gives": trade["takes"], "pays": max(-pays, 0)},
    ]
