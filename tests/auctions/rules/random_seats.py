"""A random table of what seats begin with: mostly one that can be played."""

from random import Random

from auctions.rules.commands import SYSTEM, ChangeSeats, SeatTerms
from auctions.rules.state import AuctionState
from tests.auctions.rules.scenario import CARLA, seat_of


def random_table(state: AuctionState, dice: Random) -> ChangeSeats:
    """Some seats' terms, some of which are as they are now; two in five tables are wrong somewhere."""
    seats = dice.sample([*state.participants], dice.randint(0, len(state.participants)))
    lots = dice.sample([*state.lots], min(len(state.lots), 12))
    rows = []
    for seat in seats:
        kept, lots = lots[: dice.choice([0, 0, 1, 2])], lots[2:]
        rows.append(_row(state, seat, kept, dice))
    if rows and dice.random() < 0.4:
        rows[0] = _spoilt(rows, dice)
    actor = dice.choice([CARLA] * 9 + [SYSTEM, seat_of(1)])
    return ChangeSeats(actor=actor, seats=tuple(rows), reason=dice.choice(["", "As drawn"]))


def _row(state: AuctionState, seat: int, lots: list[int], dice: Random) -> SeatTerms:
    now = state.participants[seat]
    keepers = tuple((lot, dice.randint(1, 9)) for lot in lots)
    least, most = dice.choice([(None, None), (None, None), (0, max(2, now.filled)), (1, 3), (2, 9)])
    if dice.random() < 0.3:
        keepers = tuple((slot.lot, slot.price) for slot in now.roster)
        least, most = now.slots_min, now.slots_max
    budget = dice.choice([now.granted, sum(price for _, price in keepers), 15, 60, 200])
    return SeatTerms(participant=seat, budget=budget, slots_min=least, slots_max=most, keepers=keepers)


def _spoilt(rows: list[SeatTerms], dice: Random) -> SeatTerms:
    """The first row, or one in its place that can't be played."""
    first, other = rows[0], rows[-1]
    if dice.random() < 0.3:
        twice = ((52, 2), (52, dice.choice([2, 3])))
        return SeatTerms(participant=first.participant, budget=50, slots_min=0, slots_max=9, keepers=twice)
    return dice.choice(
        [
            SeatTerms(participant=first.participant, budget=4, keepers=((51, 5),)),
            SeatTerms(participant=first.participant, budget=10**10),
            SeatTerms(participant=first.participant, budget=50, slots_min=4, slots_max=3),
            SeatTerms(participant=first.participant, budget=50, slots_max=101),
            SeatTerms(participant=first.participant, budget=50, slots_max=1, slots_min=0, keepers=((51, 1), (52, 1))),
            SeatTerms(participant=first.participant, budget=50, keepers=((999, 1),)),
            SeatTerms(participant=first.participant, budget=50, keepers=((51, 0),)),
            SeatTerms(participant=77, budget=50),
            SeatTerms(participant=other.participant, budget=50),
        ]
    )
