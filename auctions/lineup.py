"""The line-up of a new auction: its assets in order, its seats, and the rosters and money brought along.

A league's further auction is *for what is left*: it sells what nobody owns, and everybody brings their roster and the
money they have left. One *anew* sells everything again, and nobody brings anything.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from auctions.reads.holdings import (
    OwnedAsset,
    SeatBefore,
    described,
    holdings_of,
    seats_before,
    unowned_assets,
)
from auctionsite.http.lists import listed
from auctionsite.text.isolates import isolated
from leagues.lists.queries import assets_of
from leagues.models import Asset, League
from leagues.money import money
from leagues.queries import names_of_members, players_of
from leagues.settings.auction import AuctionSettings

TOP_UP_AT_MOST = AuctionSettings.BOUNDS["budget"][1]


@dataclass(frozen=True, slots=True, kw_only=True)
class StartTerms:
    """The terms of a new auction; `top_up` is what everybody who brings money gets on top of it, in whole units."""

    anew: bool = False
    top_up: int = 0


@dataclass(frozen=True, slots=True)
class SeatPlan:
    """A membership that gets a seat, the money it has to spend, whether it is away, and its roster's own size."""

    member: int
    left: int
    away: bool = False
    slots_min: int | None = None
    slots_max: int | None = None


@dataclass(frozen=True, slots=True)
class Lineup:
    """The assets of a new auction in the order of the league's list, its seats, and what their owners bring along."""

    assets: list[Asset]
    seats: list[SeatPlan]
    kept: list[OwnedAsset]


ends_with_rosters: list[Callable[[UUID], Iterable[str]]] = []
"""Each gives sentences about what a further auction of a league ends in an app above."""


def line_up(league: League, budget: int, terms: StartTerms, assets: Sequence[Asset] | None = None) -> Lineup:
    """Return the line-up of a new auction by its terms, of `assets` or of all that the league sells."""
    players = [member.pk for member in players_of(league.pk)]
    if terms.anew:
        listed_assets = assets_of(league) if assets is None else list(assets)
        return Lineup(listed_assets, [SeatPlan(member, budget) for member in players], [])
    kept, before = holdings_of(league.pk), seats_before(league.pk)
    gone = sorted({each.member for each in kept} - {*players})
    seats = [_seat_again(before.get(member), member, budget, terms, member in gone) for member in (*players, *gone)]
    return Lineup(unowned_assets(league), seats, kept)


def _seat_again(before: SeatBefore | None, member: int, budget: int, terms: StartTerms, away: bool) -> SeatPlan:
    if before is None:
        return SeatPlan(member, budget, away)
    return SeatPlan(member, before.left + terms.top_up, away, before.slots_min, before.slots_max)


def consequences(league: League, settings: AuctionSettings, terms: StartTerms) -> Iterator[str]:
    """Yield what follows from a further auction, as sentences, by name."""
    unit, counted = settings.unit, league.sport.counted
    names = {member: isolated(name) for member, name in names_of_members(league.pk).items()}
    plan = line_up(league, settings.budget, terms)
    if terms.anew:
        every = counted(len(plan.assets))
        yield _("All {assets} come up for sale again, and every roster is emptied:").format(assets=every)
        yield from _losses(holdings_of(league.pk), names, unit)
        yield _("Everybody starts again with {amount}.").format(amount=money(settings.budget, unit))
    else:
        for_sale = listed(isolated(asset.name) for asset in plan.assets)
        yield _("{assets} that nobody owns come up for sale: {names}.").format(
            assets=counted(len(plan.assets)), names=for_sale
        )
        yield from _brought(plan, settings, names)
        yield _("Until it is over, nobody trades or gives up what they own.")
    for source in ends_with_rosters:
        yield from source(league.pk)


def _losses(owned: Iterable[OwnedAsset], names: dict[int, str], unit: str) -> Iterator[str]:
    by_member: dict[int, list[OwnedAsset]] = {}
    for each in owned:
        by_member.setdefault(each.member, []).append(each)
    for member in sorted(by_member, key=lambda member: names[member].casefold()):
        yield _("{name} loses {assets}.").format(name=names[member], assets=described(by_member[member], unit))


def _brought(plan: Lineup, settings: AuctionSettings, names: dict[int, str]) -> Iterator[str]:
    for seat in sorted(plan.seats, key=lambda seat: names[seat.member].casefold()):
        owned = sum(each.member == seat.member for each in plan.kept)
        most = settings.slots_max if seat.slots_max is None else seat.slots_max
        if seat.away:
            sentence = ngettext(
                "{name}: {left} to spend, {owned} of {most} place filled, away.",
                "{name}: {left} to spend, {owned} of {most} places filled, away.",
                most,
            )
        else:
            sentence = ngettext(
                "{name}: {left} to spend, {owned} of {most} place filled.",
                "{name}: {left} to spend, {owned} of {most} places filled.",
                most,
            )
        yield sentence.format(name=names[seat.member], left=money(seat.left, settings.unit), owned=owned, most=most)
