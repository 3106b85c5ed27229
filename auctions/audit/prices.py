"""Checks of prices: nothing is bid for or sold below its opening price, and that changes with rounds alone.

A round brings unsold lots back, once more often at most than the settings allow, each at the price that they say.
"""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil

from auctions.rules.events import Event, EventKind
from auctions.rules.state import AuctionState, AuctionStatus, LotState, LotStatus

_BIDS = frozenset({EventKind.BID_PLACED, EventKind.PROXY_BID})


def check_prices(event: Event, before: AuctionState, state: AuctionState) -> Iterator[str]:
    """Name what an event sells, bids or opens at a price that can't be."""
    rounds = state.auction.round - before.auction.round
    if rounds:
        yield from _check_round(event, before, state)
    yield from _check_opening_prices(event, before, state, next_round=bool(rounds))
    lot = before.lots.get(event.detail.get("lot") or 0)
    if lot is None:
        return
    if event.kind is EventKind.LOT_SOLD and (event.detail.get("price") or 0) < lot.opening_price:
        yield f"lot {lot.id} is sold for {event.detail.get('price')}, and opened at {lot.opening_price}"
    if event.kind in _BIDS:
        yield from _check_bid(event, lot, before)


def _check_bid(event: Event, lot: LotState, before: AuctionState) -> Iterator[str]:
    """A maximum may answer with less than a whole step, where it has no more; and never with less than the price."""
    amount = event.detail.get("amount") or 0
    if lot.price is None or event.kind is EventKind.PROXY_BID:
        least = max(lot.opening_price, lot.price or 0)
    else:
        least = before.auction.settings.price_after(lot.price)
    if amount < least:
        yield f"{amount} is bid for lot {lot.id}, and {least} was the least"


def _check_round(event: Event, before: AuctionState, state: AuctionState) -> Iterator[str]:
    number = state.auction.round
    if number != before.auction.round + 1 or event.kind is not EventKind.QUEUE_CHANGED:
        yield f"{event.kind} makes round {number} of round {before.auction.round}"
    if number > state.auction.settings.unsold_rounds + 1:
        yield f"round {number} begins, and unsold lots come back {state.auction.settings.unsold_rounds} times"


def _check_opening_prices(
    event: Event, before: AuctionState, state: AuctionState, *, next_round: bool
) -> Iterator[str]:
    """A round lowers those of unsold lots; while an auction waits, other settings may say others."""
    if event.kind is EventKind.SETTINGS_ADOPTED and before.auction.status is AuctionStatus.WAITING:
        return
    for lot in event.lots:
        was = before.lots.get(lot.id)
        if was is None:
            continue
        comes_back = next_round and was.status is LotStatus.UNSOLD and lot.status is LotStatus.QUEUED
        expected = _price_again(was.opening_price, state) if comes_back else was.opening_price
        if lot.opening_price != expected:
            yield f"lot {lot.id} opens at {lot.opening_price}, and in its round at {expected}"


def _price_again(price: int, state: AuctionState) -> int:
    """Return the price at which an unsold lot comes back, worked out a second time."""
    settings = state.auction.settings
    lower = max(1, ceil(Fraction(price * settings.unsold_percent, 100)))
    return lower if settings.unsold_price is None else max(1, min(lower, settings.unsold_price))
