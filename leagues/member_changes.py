"""Changes of members before they are made: what follows from one, in sentences.

Apps above this one know of seats, rosters and trades, and add what they have to say when they are ready.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from auctionsite.http.lists import listed
from auctionsite.text.isolates import isolated
from leagues.models import Member, Role
from leagues.owners.queries import owners_of
from leagues.permissions import Action, may
from leagues.queries import commissioners_of


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberChange:
    """A member's next role (None: out of the league), and who gives it to them; None: an operator does.

    `owns_with` is the manager whose seat they come to own, with them; `leaves_seat`: they own such a one no more.
    """

    member: Member
    role: Role | None
    by: Member | None = None
    owns_with: Member | None = None
    leaves_seat: bool = False

    @property
    def own(self) -> bool:
        """True if it is one's own doing."""
        return self.by is not None and self.by.pk == self.member.pk

    @property
    def who(self) -> str:
        """The member, as the one who is asked calls them."""
        return "you" if self.own else isolated(self.member.name)

    def gains(self, action: Action) -> bool:
        """True if the member may do it afterwards, and may not now."""
        return may(self.role, action) and not may(self.member.role, action)

    def loses(self, action: Action) -> bool:
        """True if the member may do it now, and may not afterwards."""
        return may(self.member.role, action) and not may(self.role, action)

    @property
    def lets_go_of_seat(self) -> bool:
        """True if the member owns another's seat now, and not any more."""
        return self.member.owns_with is not None and (self.leaves_seat or self.loses(Action.PLAY))

    @property
    def stops_playing(self) -> bool:
        """True if the member plays now, and not any more."""
        return self.member.plays and (self.loses(Action.PLAY) or self.owns_with is not None)

    @property
    def starts_playing(self) -> bool:
        """True if the member will play, and doesn't now."""
        return self.member.plays and self.gains(Action.PLAY) and self.owns_with is None


def coming_to_seat(member: Member, manager: Member, by: Member | None) -> MemberChange:
    """Return the change of a member who will own a manager's seat too."""
    role = Role(member.role) if may(member.role, Action.PLAY) else Role.MANAGER
    return MemberChange(member=member, by=by, role=role, owns_with=manager)


def leaving_seat(member: Member, by: Member) -> MemberChange:
    """Return the change of a member who will own another's seat no more."""
    role = Role.COMMISSIONER if member.role == Role.COMMISSIONER else Role.SPECTATOR
    return MemberChange(member=member, by=by, role=role, leaves_seat=True)


sources: list[Callable[[MemberChange], Iterable[str]]] = []
"""Each gives sentences about what follows in its app."""


def sentences_about(change: MemberChange) -> list[str]:
    """Return everything that follows from a change, as sentences; names and amounts are those of now."""
    own = (*_about_access(change), *_about_sharing(change), *_about_seat(change))
    return [*map(_capitalized, own), *sentences_of_apps(change)]


def sentences_about_hand_over(member: Member, by: Member) -> list[str]:
    """Return everything that follows when `by` makes a member commissioner in their own place."""
    coming = MemberChange(member=member, by=by, role=Role.COMMISSIONER)
    going = MemberChange(member=by, by=by, role=Role.MANAGER)
    others = [isolated(each.name) for each in _other_commissioners(by) if each.pk != member.pk]
    words = _("You become a manager. You keep your seat, your roster and your money, and only {names} can hand back.")
    return [
        *map(_capitalized, _about_access(coming)),
        *sentences_of_apps(coming),
        words.format(names=listed([isolated(member.name), *others], word=_("or"))),
        *map(_capitalized, _about_access(going)),
        *sentences_of_apps(going),
    ]


def sentences_of_apps(change: MemberChange) -> list[str]:
    """Return what follows from a change in the apps above: seats, rosters, trades."""
    return [_capitalized(sentence) for source in sources for sentence in source(change)]


def _capitalized(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]


def _about_access(change: MemberChange) -> Iterable[str]:
    league, name = change.member.league, isolated(change.member.name)
    if change.role is None:
        own, other = (
            _("You can't open {league} or its auctions any more."),
            _("{name} can't open {league} or its auctions any more."),
        )
        yield (own if change.own else other).format(name=name, league=isolated(league.name))
        if change.own:
            words = _("You can come back with the league's code, {code}, unless it is changed meanwhile.")
            yield words.format(code=league.code)
        elif change.by is not None:
            words = _("The league gets a new invite link and code: {code} stops working, for everybody.")
            yield words.format(code=league.code)
    elif change.loses(Action.PLAY):
        own, other = (
            _("You can watch, but not bid, trade or invite."),
            _("{name} can watch, but not bid, trade or invite."),
        )
        yield (own if change.own else other).format(name=name)
    elif change.gains(Action.PLAY):
        own, other = _("You can bid, trade and invite."), _("{name} can bid, trade and invite.")
        yield (own if change.own else other).format(name=name)
    if change.gains(Action.MANAGE_MEMBERS):
        words = _("{name} can run auctions, undo sales, change the settings, and change or remove members.")
        yield words.format(name=name)
    elif change.loses(Action.MANAGE_MEMBERS) and change.role is not None:
        own = _("You can't run auctions or change the settings and members any more.")
        other = _("{name} can't run auctions or change the settings and members any more.")
        yield (own if change.own else other).format(name=name)


def _about_sharing(change: MemberChange) -> Iterable[str]:
    """Yield who runs the league beside whom afterwards."""
    if change.gains(Action.MANAGE_MEMBERS) and change.by is not None:
        words = _("You stay commissioner. {name} can do all that you can, and take the role from you as well.")
        yield words.format(name=isolated(change.member.name))
    elif change.loses(Action.MANAGE_MEMBERS):
        left = [isolated(each.name) for each in _other_commissioners(change.member)]
        if left:
            words = ngettext("{names} runs the league from then on.", "{names} run the league from then on.", len(left))
            yield words.format(names=listed(left))


def _about_seat(change: MemberChange) -> Iterable[str]:
    """Yield whose seat the member owns afterwards, and whose no more; and who can't act for the member's own."""
    name = isolated(change.member.name)
    if change.owns_with is not None:
        own = _(
            "You can bid, leave maxima, put up and trade for {manager}'s seat, and see all that only its owners see. "
            "Its money and its roster are one."
        )
        other = _(
            "{name} can bid, leave maxima, put up and trade for {manager}'s seat, and sees all that only its owners "
            "see. Its money and its roster are one."
        )
        yield (own if change.own else other).format(name=name, manager=isolated(change.owns_with.name))
    elif change.member.owns_with is not None and change.lets_go_of_seat:
        own, other = (
            _("You can't act for {manager}'s seat any more."),
            _("{name} can't act for {manager}'s seat any more."),
        )
        yield (own if change.own else other).format(name=name, manager=isolated(change.member.owns_with.name))
        if may(change.role, Action.PLAY):
            own = _("You get a seat in an auction that waits to begin, or in the league's next one.")
            other = _("{name} gets a seat in an auction that waits to begin, or in the league's next one.")
            yield (own if change.own else other).format(name=name)
    others = [isolated(each.name) for each in owners_of(change.member)[1:]]
    if others and change.stops_playing:
        words = ngettext(
            "{names}, who owns the seat too, can't act for it meanwhile.",
            "{names}, who own the seat too, can't act for it meanwhile.",
            len(others),
        )
        yield words.format(names=listed(others))


def _other_commissioners(member: Member) -> Iterable[Member]:
    return commissioners_of(member.league_id).exclude(pk=member.pk).select_related("user")
