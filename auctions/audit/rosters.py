"""Checks of rosters: none grows beyond its size, nor beyond the most of a position, club or country.

What they hold is counted from the rosters that the events state, which `ownership.py` proves. What an auction begins
with stays as it is, and a trade may leave a roster as far beyond a limit as it was.
"""

from collections import Counter
from collections.abc import Iterator

from auctions.rules.events import Event
from auctions.rules.state import AuctionState, ParticipantState


def check_rosters(event: Event, before: AuctionState, state: AuctionState) -> Iterator[str]:
    """Name the rosters that an event let grow too large, as a whole or in a group."""
    for seat in event.participants:
        was = before.participants.get(seat.id)
        if was is not None and was.roster != seat.roster:
            yield from _check_size(was, seat, state)
            yield from _check_groups(was, seat, state)


def _check_size(was: ParticipantState, seat: ParticipantState, state: AuctionState) -> Iterator[str]:
    settings = state.auction.settings
    most = settings.slots_max if seat.slots_max is None else seat.slots_max
    if len(was.roster) < len(seat.roster) > most:
        yield f"participant {seat.id} owns {len(seat.roster)} lots, and the roster holds {most}"


def _check_groups(was: ParticipantState, seat: ParticipantState, state: AuctionState) -> Iterator[str]:
    for place, grouping in enumerate(state.auction.settings.roster_limits.groupings):
        held, holds = (_counted(each, place, state) for each in (was, seat))
        for group, many in sorted(holds.items()):
            most = grouping.most_of(group)
            if most is not None and held[group] < many > most:
                yield f"participant {seat.id} owns {many} of {grouping.attribute} {group}, and {most} are the most"


def _counted(seat: ParticipantState, place: int, state: AuctionState) -> Counter[str]:
    """Return how many of each group of one attribute a roster has; assets in no group aren't counted."""
    groups = (state.lots[slot.lot].groups for slot in seat.roster if slot.lot in state.lots)
    return Counter(each[place] for each in groups if len(each) > place and each[place])
