"""This web process's report with each heartbeat; None while its event loop doesn't turn."""

from auctions.store.arrivals import arrivals
from auctions.store.heartbeat import ProcessReport
from auctions.store.served_rooms import served_rooms
from auctionsite.serving.loop_watch import LoopWatch

FRESH_MS = 300
"""The loop's newest mark is at most so old when a heartbeat is sent: three times what it usually is."""
loop_watch = LoopWatch(arrivals.now)
"""Of the loop that serves: whoever takes a request or a socket in has it watched."""


def report() -> ProcessReport | None:
    """Return what to say now; None while the loop doesn't turn: then there is no heartbeat."""
    turned_at = loop_watch.turned_at()  # before the arrivals: what is stamped meanwhile is later than this
    if arrivals.now() - turned_at > FRESH_MS:
        return None
    undecided = {str(auction): arrived for auction, arrived in arrivals.undecided().items()}
    rooms, seats = served_rooms.all(), served_rooms.seats_here()
    ending = served_rooms.is_ending
    return ProcessReport(turned_at=turned_at, undecided=undecided, rooms=rooms, seats=seats, ending=ending)
