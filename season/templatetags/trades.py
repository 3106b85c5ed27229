"""The words for trades in templates."""

from typing import Any

from django import template

from season.trade_policy import Deed, Status

register = template.Library()
_BADGES = {
    Status.OFFERED: "accent",
    Status.AGREED: "accent",
    Status.DONE: "good",
    Status.FAILED: "bad",
    Status.VETOED: "bad",
}
_DEEDS = {
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
    return _BADGES.get(Status(status), "")


@register.filter
def deed_word(deed: str) -> str:
    """What a button says."""
    return "Object" if deed == Deed.VETO else deed.capitalize()


@register.filter
def step_words(step: dict[str, Any]) -> str:
    """What was done to a trade, as a sentence."""
    if step["deed"] in _DEEDS:
        return _DEEDS[step["deed"]].format(by=step["by"])
    return "It took effect." if step["status"] == Status.DONE else "It could not take effect any more."


@register.filter
def halves(trade: dict[str, Any]) -> list[dict[str, Any]]:
    """Both sides of a trade with what they give; money stands with who pays it."""
    pays = trade["pays"]
    return [
        {"manager": trade["proposer"], "gives": trade["gives"], "pays": max(pays, 0)},
        {"manager": trade["partner"], "gives": trade["takes"], "pays": max(-pays, 0)},
    ]
