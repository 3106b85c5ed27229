"""The tables of an auction: its journal, and what that says so far. Only `engine.py` and `services.py` write them.

Instants are the database's; amounts are whole units of the league.
"""

from auctions.models.auctions import Auction, Lot, Participant
from auctions.models.journal import AuctionEvent, AuctionSnapshot, Bid, CommandOutcome, SuspiciousActivity
from auctions.models.rooms import Heartbeat, RoomMessage, RoomTalk, SeatPresence, Stall, StandIn

__all__ = [
    "Auction",
    "AuctionEvent",
    "AuctionSnapshot",
    "Bid",
    "CommandOutcome",
    "Heartbeat",
    "Lot",
    "Participant",
    "RoomMessage",
    "RoomTalk",
    "SeatPresence",
    "Stall",
    "StandIn",
    "SuspiciousActivity",
]
