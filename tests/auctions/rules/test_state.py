"""Which lots every client keeps."""

from auctions.rules.state import CLOSED_SHOWN, QUEUED_SHOWN, visible_lots
from tests.auctions.rules.play import FIRST_LOT, MAX, Play


def test_window_shows_the_open_lot_the_last_closed_and_the_next_queued() -> None:
    play = Play(lots=60, break_seconds=0, slots_min=0)
    for step in range(1, 31):
        play.tick(step * 31_000)
    open_lot = FIRST_LOT + 30
    assert play.state.open_lots == (open_lot,)
    assert visible_lots(play.state) == frozenset(range(open_lot - CLOSED_SHOWN, open_lot + QUEUED_SHOWN + 1))


def test_lot_that_leaves_the_window_is_named_and_one_that_enters_rides_along() -> None:
    play = Play(lots=60, break_seconds=0, slots_min=0)
    for step in range(1, 31):
        play.tick(step * 31_000)
    closed, started = play.last.events
    assert closed.gone == (FIRST_LOT + 29 - CLOSED_SHOWN,)
    assert [lot.id for lot in closed.lots] == [FIRST_LOT + 29]
    assert [lot.id for lot in started.lots] == [FIRST_LOT + 30, FIRST_LOT + 30 + QUEUED_SHOWN]


def test_lot_whose_sale_was_undone_comes_back_into_the_window() -> None:
    play = Play(lots=60, break_seconds=0, slots_min=0)
    play.bid(MAX, 1)
    for step in range(1, 31):
        play.tick(step * 31_000)
    assert FIRST_LOT not in visible_lots(play.state)
    play.undo(at=31 * 31_000)
    assert FIRST_LOT in visible_lots(play.state)
    assert FIRST_LOT in {lot.id for lot in play.last.events[0].lots}
    assert play.last.events[0].gone == (FIRST_LOT + 30 + QUEUED_SHOWN,)


def test_lot_closed_out_of_its_turn_is_the_last_closed_whatever_its_number() -> None:
    play = Play(lots=60, break_seconds=0, slots_min=0)
    play.bid(MAX, 1)
    for step in range(1, 31):
        play.tick(step * 31_000)
    play.undo(at=31 * 31_000)
    play.tick(32 * 31_000)
    play.tick(33 * 31_000)
    assert play.lot().status == "unsold"
    last = range(FIRST_LOT + 30 - CLOSED_SHOWN + 2, FIRST_LOT + 31)
    closed = {lot for lot in visible_lots(play.state) if play.lot(lot).status.closed}
    assert closed == {FIRST_LOT, *last}
