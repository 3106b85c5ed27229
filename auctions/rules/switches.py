"""The operators' switches, as a value that is handed in with each decision: rules look nothing up."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Switches:
    """Each is a part of the product that can be taken back by itself. By default everything is in operation."""

    running_auctions: bool = True  # off: nothing begins or goes on
    bidding: bool = True  # off: bids are refused, and clocks stand until it is on again
    read_only: bool = False  # on: nothing changes, but that the system stops the clocks
    slow_auctions: bool = True  # off: what is left of this league's auctions can't go on slowly


ALL_OPEN = Switches()
