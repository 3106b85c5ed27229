"""The permissions in a league: one table.

Pages, API, sockets and the admin ask here; the rules of auctions check once more.

Pure: it knows roles and actions by name, and nothing of users, requests or the database.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import cast

from django.utils.translation import gettext_lazy

_ = cast("Callable[[str], str]", gettext_lazy)


class AccessRole(StrEnum):
    """The role by which somebody has access to a league; an outsider has none, and doesn't learn that it exists."""

    COMMISSIONER = "commissioner"
    MANAGER = "manager"
    SPECTATOR = "spectator"
    OPERATOR = "operator"


class Action(StrEnum):
    """The things that can be allowed or refused."""

    WATCH = "watch"
    SEE_LEAGUE = "see_league"
    TALK = "talk"
    PLAY = "play"
    INVITE = "invite"
    CHANGE_SETTINGS = "change_settings"
    IMPORT_ASSETS = "import_assets"
    MANAGE_MEMBERS = "manage_members"
    MANAGE_SEASON = "manage_season"
    TRADE = "trade"
    DECIDE_TRADES = "decide_trades"
    START_AUCTION = "start_auction"
    CONDUCT_AUCTION = "conduct_auction"
    SEE_ALL_RECEIPTS = "see_all_receipts"
    OPERATE = "operate"


_MEMBER = frozenset({Action.WATCH, Action.SEE_LEAGUE, Action.TALK})
_MANAGER = _MEMBER | {Action.PLAY, Action.INVITE, Action.TRADE}
_COMMISSIONER = _MANAGER | {
    Action.CHANGE_SETTINGS,
    Action.IMPORT_ASSETS,
    Action.MANAGE_MEMBERS,
    Action.MANAGE_SEASON,
    Action.DECIDE_TRADES,
    Action.START_AUCTION,
    Action.CONDUCT_AUCTION,
    Action.SEE_ALL_RECEIPTS,
}
PERMISSIONS: dict[AccessRole, frozenset[Action]] = {
    AccessRole.COMMISSIONER: _COMMISSIONER,
    AccessRole.MANAGER: _MANAGER,
    AccessRole.SPECTATOR: _MEMBER,
    # Operators who aren't members watch, and act through the admin, where every act has a reason.
    AccessRole.OPERATOR: frozenset({Action.WATCH, Action.OPERATE}),
}
REASONS: dict[Action, str] = {
    Action.WATCH: _("Only members of the league can watch its auctions."),
    Action.SEE_LEAGUE: _("Only members of the league can see it."),
    Action.TALK: _("Only members of the league can write in its rooms."),
    Action.PLAY: _("Spectators watch; a commissioner can make you a manager."),
    Action.INVITE: _("Spectators can't invite; ask a manager or a commissioner."),
    Action.CHANGE_SETTINGS: _("Only a commissioner can change the settings of a league."),
    Action.IMPORT_ASSETS: _("Only a commissioner can import assets."),
    Action.MANAGE_MEMBERS: _("Only a commissioner can change or remove members."),
    Action.MANAGE_SEASON: _("Only a commissioner can change the competitions, scores and scoring of a league."),
    Action.TRADE: _("Spectators can't trade; a commissioner can make you a manager."),
    Action.DECIDE_TRADES: _("Only a commissioner can decide about a trade."),
    Action.START_AUCTION: _("Only a commissioner can start an auction."),
    Action.CONDUCT_AUCTION: _("Only a commissioner can do this."),
    Action.SEE_ALL_RECEIPTS: _("Only its bidder and the commissioners can see a bid's receipt."),
    Action.OPERATE: _("Only operators can do this."),
}
"""Why an action is refused, in a sentence for whoever asked, in the language in which it is shown."""


def access_role(role: str | None, *, is_operator: bool) -> AccessRole | None:
    """Return somebody's role as a member, else operator, else None."""
    if role is not None:
        return _known(role)
    return AccessRole.OPERATOR if is_operator else None


def may(role: str | None, action: Action) -> bool:
    """True if somebody of this role may do it; an outsider (None) may do nothing."""
    return role is not None and action in PERMISSIONS[_known(role)]


def _known(role: str) -> AccessRole:
    """Return the role; one that another release or a hand has stored may do the least that a member may."""
    return AccessRole(role) if role in [*AccessRole] else AccessRole.SPECTATOR


def refusal(role: str | None, action: Action) -> str | None:
    """Return the reason why somebody of this role may not do it; None if they may."""
    return None if may(role, action) else str(REASONS[action])
