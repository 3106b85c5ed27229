"""The bids whose receipts somebody looks for: by the event that a bid became, by its command, by what it bought."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from auctions.models import Bid, CommandOutcome
from auctions.rules.codes import Code

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def bid_of_event(auction_id: UUID, seq: int) -> Bid | None:
    """Return the bid that became an event of the auction, if that was one."""
    return Bid.objects.filter(auction=auction_id, seq=seq).first()


def bid_of_command(auction_id: UUID, user_id: int, command_id: UUID) -> Bid | None:
    """Return the bid that a user's command was, accepted or refused, by the receipt in the answer to it."""
    answers = CommandOutcome.objects.filter(auction=auction_id, user=user_id, command_id=command_id)
    receipt = answers.values_list("outcome__receipt", flat=True).first()
    if not receipt:
        return None
    arrived = _EPOCH + timedelta(milliseconds=receipt["arrived_ms"])
    made = Bid.objects.filter(auction=auction_id, actor=user_id, arrived_at=arrived, amount=receipt["amount"])
    return made.first()


def bids_by_amount(auction_id: UUID, participant: int | None) -> dict[tuple[int | None, int | None, int], int]:
    """Return the ids of accepted bids by lot, seat and amount, the newest of equal ones; None: those of every seat.

    What a maximum bid isn't among them: it follows from another's bid, and has no receipt.
    """
    bids = Bid.objects.filter(auction=auction_id, code=Code.OK).order_by("id")
    if participant is not None:
        bids = bids.filter(participant=participant)
    return {
        (lot, seat, amount): id_ for id_, lot, seat, amount in bids.values_list("id", "lot", "participant", "amount")
    }
