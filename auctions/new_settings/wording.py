"""Sentences on what other settings change in an auction that waits: rules, money, what is for sale, and its order."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from auctions.publish.names import DisplayNames
from auctions.publish.obstacles import obstacles_to
from auctions.rules.powers.new_settings import has_the_budget
from auctions.rules.state import AuctionState, LotState, LotStatus
from auctionsite.http.lists import listed
from auctionsite.text.isolates import isolated
from leagues.money import money
from leagues.settings.differences import differences


def sentences_about(
    before: AuctionState, after: AuctionState, names: DisplayNames, called: Mapping[int, str]
) -> Iterator[str]:
    """Yield what changes, and what then keeps rosters from being filled; nothing where nothing changes.

    `called` are the names of assets by their ids, new ones too.
    """
    changes = [
        *differences(before.auction.settings, after.auction.settings),
        *_about_own_money(before, after, names),
        *_about_lots(before, after, lambda lot: isolated(called[lot.asset])),
    ]
    if not changes:
        return
    yield from changes
    if before.auction.settings.proxies:  # whether any were left is said to nobody
        yield _("Maxima stay where they still fit. The others are given back, and only who left them sees that.")
    yield from obstacles_to(after, names)


def _about_own_money(before: AuctionState, after: AuctionState, names: DisplayNames) -> Iterator[str]:
    """Say who keeps other money than the budget, where that changes."""
    unit = after.auction.settings.unit
    if before.auction.settings.budget == after.auction.settings.budget:
        return
    own = [seat for seat in before.participants.values() if not has_the_budget(seat, before)]
    if own:
        who = listed(f"{isolated(names.participant_name(seat.id))} ({money(seat.granted, unit)})" for seat in own)
        yield _("Their own money keep: {managers}.").format(managers=who)


def _about_lots(before: AuctionState, after: AuctionState, name: Callable[[LotState], str]) -> Iterator[str]:
    was, now = before.lots, after.lots
    new = [lot for lot in now.values() if lot.id not in was]
    again = [lot for lot in now.values() if lot.id in was and _came(was[lot.id], lot, LotStatus.QUEUED)]
    gone = [lot for lot in now.values() if lot.id in was and _came(was[lot.id], lot, LotStatus.WITHDRAWN)]
    if come := [*new, *again]:
        yield _("For sale too: {names}.").format(names=_named(come, name))
    if gone:
        yield _("Not for sale any more: {names}.").format(names=_named(gone, name))
    stay = [lot for lot in now.values() if lot.id in was and lot.status is LotStatus.QUEUED and lot not in again]
    yield from _about_prices([(was[lot.id], lot) for lot in stay], before, after, name)
    if regrouped := [lot for lot in stay if lot.groups != was[lot.id].groups]:
        yield ngettext(
            "{number} lot count otherwise for what a roster holds: {names}.",
            "{number} lots count otherwise for what a roster holds: {names}.",
            len(regrouped),
        ).format(number=f"{len(regrouped):,}", names=_named(regrouped, name))
    yield from _about_order(before, after, {lot.id for lot in stay}, name)


def _came(was: LotState, now: LotState, status: LotStatus) -> bool:
    return now.status is status and was.status is not status


def _about_prices(
    lots: Iterable[tuple[LotState, LotState]],
    before: AuctionState,
    after: AuctionState,
    name: Callable[[LotState], str],
) -> Iterator[str]:
    unit, had = after.auction.settings.unit, before.auction.settings.unit
    other = [(was, now) for was, now in lots if was.opening_price != now.opening_price]
    if other:
        told = listed(
            _("{name} {price} instead of {before}").format(
                name=name(now), price=money(now.opening_price, unit), before=money(was.opening_price, had)
            )
            for was, now in other
        )
        yield ngettext(
            "Opening prices of {number} lot change: {prices}.",
            "Opening prices of {number} lots change: {prices}.",
            len(other),
        ).format(number=f"{len(other):,}", prices=told)


def _about_order(
    before: AuctionState, after: AuctionState, stay: set[int], name: Callable[[LotState], str]
) -> Iterator[str]:
    then, now = ([lot for lot in state.queued() if lot.id in stay] for state in (before, after))
    if [lot.id for lot in then] != [lot.id for lot in now]:
        first = listed((name(lot) for lot in now[:3]), word=_("then"))
        yield _("Lots come up in another order: first {names}.").format(names=first)


def _named(lots: Iterable[LotState], name: Callable[[LotState], str]) -> str:
    return listed(name(lot) for lot in lots)
