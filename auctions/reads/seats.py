"""Sentences about what seats begin with: their money, rosters and keepers."""

from collections.abc import Iterator

from auctions.publish.names import DisplayNames
from auctions.publish.obstacles import obstacles_to
from auctions.rules.state import AuctionState, ParticipantState
from auctionsite.http.lists import listed
from auctionsite.text.isolates import isolated
from leagues.money import money


def sentences_about_table(before: AuctionState, after: AuctionState, names: DisplayNames) -> Iterator[str]:
    """Yield what a table of seats makes of each that it changes, and what then keeps rosters from being filled."""
    for seat in after.participants.values():
        if _terms(seat) != _terms(before.participants[seat.id]):
            yield _about(seat, after, names)
    yield from obstacles_to(after, names)


def _terms(seat: ParticipantState) -> tuple[object, ...]:
    return seat.granted, seat.slots_min, seat.slots_max, seat.roster


def _about(seat: ParticipantState, state: AuctionState, names: DisplayNames) -> str:
    settings = state.auction.settings
    least, most = seat.size(settings)
    places = f"{most}" if least == most else f"{least} to {most}"
    kept = listed(
        f"{isolated(names.asset_name(slot.asset))} ({money(slot.price, settings.unit)})" for slot in seat.roster
    )
    keeps = f", and keeps {kept}" if kept else ""
    left = money(seat.shown_available, settings.unit)
    return f"{isolated(names.participant_name(seat.id))} has {left} to spend, a roster of {places}{keeps}."


def sentence_before_late_seat(state: AuctionState) -> str:
    """Return what a seat with the whole budget would mean for one who comes late."""
    unit, whole = state.auction.settings.unit, state.auction.settings.budget
    began = sorted({seat.granted for seat in state.participants.values()})
    if began in ([], [whole]):
        return f"Starts with {money(whole, unit)}, as everybody did, and can bid at once."
    others = " to ".join(money(each, unit) for each in dict.fromkeys((began[0], began[-1])))
    return f"Starts with {money(whole, unit)} and can bid at once; the others began with {others}."


def sentences_about_late_seat(name: str, seat: ParticipantState, state: AuctionState) -> Iterator[str]:
    """Yield what a seat would mean for one who comes late, beside what the others have left; `state` is with it."""
    unit = state.auction.settings.unit
    limit = f" and can bid up to {money(seat.max_bid, unit)} now" if state.open_lots else ""
    yield f"{isolated(name)} starts with {money(seat.granted, unit)}{limit}."
    left = sorted(each.shown_available for each in state.participants.values() if each.id != seat.id)
    if len(left) == 1 or (left and left[0] == left[-1]):
        yield f"Everybody else has {money(left[0], unit)} left."
    elif left:
        yield f"The others have {money(left[0], unit)} to {money(left[-1], unit)} left."
