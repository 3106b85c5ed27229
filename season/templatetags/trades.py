"""The words for trades in templates."""

from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

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
_STATUSES = {
    TradeStatus.OFFERED: pgettext_lazy("of a trade", "offered"),
    TradeStatus.DECLINED: pgettext_lazy("of a trade", "declined"),
    TradeStatus.WITHDRAWN: pgettext_lazy("of a trade", "withdrawn"),
    TradeStatus.AGREED: pgettext_lazy("of a trade", "agreed"),
    TradeStatus.VETOED: pgettext_lazy("of a trade", "vetoed"),
    TradeStatus.DONE: pgettext_lazy("of a trade", "done"),
    TradeStatus.FAILED: pgettext_lazy("of a trade", "failed"),
}
_BUTTONS = {
    TradeAction.ACCEPT: pgettext_lazy("a trade", "Accept"),
    TradeAction.DECLINE: pgettext_lazy("a trade", "Decline"),
    TradeAction.WITHDRAW: pgettext_lazy("a trade", "Withdraw"),
    TradeAction.APPROVE: pgettext_lazy("a trade", "Approve"),
    TradeAction.VETO: pgettext_lazy("to a trade", "Object"),
}
_SENTENCES = {
    "offer": gettext_lazy("{by} offered it."),
    "accept": gettext_lazy("{by} accepted it."),
    "decline": gettext_lazy("{by} declined it."),
    "withdraw": gettext_lazy("{by} withdrew it."),
    "approve": gettext_lazy("{by} approved it."),
    "object": gettext_lazy("{by} objected."),
    "veto": gettext_lazy("{by} objected, and it ended."),
}


@register.filter
def trade_badge(status: str) -> str:
    """The colour of a status, which is written beside it."""
    return _BADGES.get(TradeStatus(status), "")


@register.filter
def trade_status(status: str) -> str:
    """The word for a status."""
    return str(_STATUSES[TradeStatus(status)])


@register.filter
def action_word(action: str) -> str:
    """Return the text of a button."""
    return str(_BUTTONS[TradeAction(action)])


@register.filter
def step_sentence(step: dict[str, Any]) -> str:
    """Return an action on a trade as a sentence."""
    if step["deed"] in _SENTENCES:
        return str(_SENTENCES[step["deed"]]).format(by=isolated(str(step["by"])))
    return _("It took effect.") if step["status"] == TradeStatus.DONE else _("It could not take effect any more.")


@register.filter
def halves(trade: dict[str, Any]) -> list[dict[str, Any]]:
    """Both sides of a trade with what they give; money stands with who pays it."""
    pays = trade["pays"]
    return [
        {"manager": trade["proposer"], "gives": trade["gives"], "pays": max(pays, 0)},
        {"manager": trade["partner"], "gives": trade["takes"], "pays": max(-pays, 0)},
    ]
