"""Obstacles to filling the rosters, said before an auction begins, in sentences with the numbers."""

from auctions.publish.names import DisplayNames
from auctions.rules.state import AuctionState, LotStatus, ParticipantState
from auctionsite.text.isolates import isolated
from leagues.settings.feasibility import limits_in_the_way, obstacles
from leagues.settings.seat_needs import SeatNeed, obstacles_of_seats


def obstacles_to(state: AuctionState, names: DisplayNames) -> list[str]:
    """Return what keeps rosters from being filled, in sentences with the numbers; by name where seats differ."""
    settings, everybody = state.auction.settings, state.participants.values()
    lots = [(lot.opening_price, lot.groups) for lot in state.lots.values() if lot.status is LotStatus.QUEUED]
    if all(_has_plain_roster(seat, state) for seat in everybody):
        if all(seat.granted + seat.adjusted == settings.budget for seat in everybody):
            return obstacles(settings, len(everybody), lots)
        if limited := [*limits_in_the_way(settings, len(everybody), lots)]:
            return limited
    needs = [
        SeatNeed(
            isolated(names.participant_name(seat.id)),
            max(0, seat.size(settings).least - seat.filled),
            seat.shown_available,
        )
        for seat in everybody
    ]
    return obstacles_of_seats(needs, [price for price, _ in lots], settings.unit)


def _has_plain_roster(seat: ParticipantState, state: AuctionState) -> bool:
    """True if a seat's roster is empty, and of the size that the settings say."""
    settings = state.auction.settings
    return not seat.roster and (settings.slots_min, settings.slots_max) == seat.size(settings)
