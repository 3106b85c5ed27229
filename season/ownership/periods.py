"""The periods in which assets belonged to owners: a pure projection of journals.

An asset counts for whom it belonged to at kick-off. So each period begins and ends at the instant of an event, that
instant belongs to the period that begins with it, and what a journal takes back later stays true of the time before.

In a league that has held several auctions, the last one that has begun and sells an asset decides whose it is, from
its beginning on, and until it is cancelled.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeVar

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Holding:
    """An entry of a roster: an asset, and the price of its sale in whole units."""

    asset: int
    price: int


@dataclass(frozen=True, slots=True)
class RosterSnapshot:
    """The whole roster that an owner has from an event on."""

    seq: int
    at: datetime
    owner: int
    roster: frozenset[Holding]


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """An asset belongs to an owner from `since` until before `until` (None: still). `seq`: the event it began with."""

    asset: int
    owner: int
    since: datetime
    until: datetime | None
    price: int
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AuctionSpan:
    """The time during which an auction decides whose the assets are that it sells."""

    since: datetime
    until: datetime | None
    assets: frozenset[int]


def ownership_periods(changes: Iterable[RosterSnapshot]) -> list[Period]:
    """The periods of one journal, from its rosters in order of `seq`. What lasted no time is left out.

    A price that is corrected begins a period of its own. A clock that was set back between two events doesn't lead
    back: the later event is as late as the one before it.
    """
    instant = datetime.min.replace(tzinfo=UTC)
    running: dict[tuple[int, int], Period] = {}  # by owner and asset
    ended: list[Period] = []
    for change in changes:
        instant = max(instant, change.at)
        held = {asset: period for (owner, asset), period in running.items() if owner == change.owner}
        wanted = {holding.asset: holding for holding in change.roster}
        kept = {asset for asset, period in held.items() if asset in wanted and wanted[asset].price == period.price}
        ended += [_end_at(running.pop((change.owner, asset)), instant) for asset in held.keys() - kept]
        for asset in wanted.keys() - kept:
            running[change.owner, asset] = Period(
                asset=asset, owner=change.owner, since=instant, until=None, price=wanted[asset].price, seq=change.seq
            )
    return _in_order([*ended, *running.values()])


def without_later_auctions(
    spans: Mapping[K, AuctionSpan], periods: Mapping[K, Sequence[Period]]
) -> dict[K, list[Period]]:
    """The periods of a league's auctions, without the times for which another one decides.

    What owners bring along to an auction is in its rosters before it begins; until then the one before it counts.
    """
    ordered = sorted(spans, key=lambda auction: spans[auction].since)
    kept: dict[K, list[Period]] = {}
    for place, auction in enumerate(ordered, start=1):
        later = [span for other in ordered[place:] if (span := spans[other]).until != span.since]
        own = (_begin_at(period, spans[auction].since) for period in periods.get(auction, ()))
        kept[auction] = _in_order(piece for period in own for piece in _cut_out(period, later))
    return kept


def _cut_out(period: Period, spans: Sequence[AuctionSpan]) -> list[Period]:
    """Return what is left of a period, in one piece or several, without the times of auctions that sell its asset."""
    pieces = [period]
    for span in spans:
        if period.asset in span.assets:
            pieces = [piece for each in pieces for piece in (_end_at(each, span.since), _begin_at(each, span.until))]
            pieces = [piece for piece in pieces if _lasts(piece)]
    return pieces


def _end_at(period: Period, at: datetime) -> Period:
    """The part before an instant."""
    return replace(period, until=at if period.until is None else min(period.until, at))


def _begin_at(period: Period, at: datetime | None) -> Period:
    """The part from an instant on; nothing of it if that never comes."""
    return replace(period, until=period.since) if at is None else replace(period, since=max(period.since, at))


def _lasts(period: Period) -> bool:
    return period.until is None or period.since < period.until


def _in_order(periods: Iterable[Period]) -> list[Period]:
    return sorted((each for each in periods if _lasts(each)), key=lambda each: (each.since, each.asset, each.owner))
