"""Each kind of frame has a price, and a person's sockets pay together."""

from auctions.sockets import frame_budget, protocol
from auctions.sockets.frame_budget import BURST_SECONDS, COSTS, budget_of
from auctionsite.settings import SOCKET_FRAMES_PER_SECOND


def test_every_kind_of_frame_has_a_price_within_the_budget() -> None:
    assert COSTS.keys() == protocol._FRAMES.keys()
    burst = SOCKET_FRAMES_PER_SECOND * BURST_SECONDS
    assert all(1 <= cost <= burst / 5 for cost in (*COSTS.values(), frame_budget.MALFORMED_COST))
    assert min(COSTS, key=COSTS.__getitem__) == "ping"
    assert max(COSTS, key=COSTS.__getitem__) == "hello"


def test_all_sockets_of_a_person_pay_from_one_budget() -> None:
    assert budget_of(-1) is budget_of(-1)
    assert budget_of(-1) is not budget_of(-2)
