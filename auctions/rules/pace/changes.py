"""From live to slow play and back, for what is left: between lots, so that each ends by the pace by which it began.

While lots are open, the change waits for them: they go on as they are, and nothing else comes up.
"""

from dataclasses import replace

from auctions.rules import clock, lots
from auctions.rules.codes import Code
from auctions.rules.commands import ChangePace
from auctions.rules.draft import Draft, Rejection, refuse
from auctions.rules.events import EventKind
from auctions.rules.lifecycle import only_commissioner, stop_clocks
from auctions.rules.powers.queue import take_down
from auctions.rules.state import AuctionStatus, LotStatus
from leagues.settings.auction import AuctionFormat

GATHERING = "The rest is played live; the commissioner resumes when everybody is here."


def change_pace(draft: Draft, command: ChangePace) -> Rejection | None:
    """Play what is left live or slowly, as soon as no lot is open; or leave it as it is while that is still to come.

    Lots on which nobody leads don't keep people waiting for days: before live play they go back into the queue.
    """
    if rejection := only_commissioner(command) or _unless_it_can_change(draft, command):
        return rejection
    auction = draft.auction
    if command.format == auction.format:
        draft.set_auction(next_format="")
        lots.begin_break(draft)
        _tell(draft, kept=True, reason=command.reason)
        return None
    draft.set_auction(next_format=command.format, settings=replace(auction.settings, **command.slowly()))
    to_live = command.format == AuctionFormat.LIVE
    again = [lot for lot in draft.state.open_lots if to_live and draft.lot(lot).leader is None]
    for lot in again:
        take_down(draft, lot, LotStatus.QUEUED)
    if len(again) == len(draft.state.open_lots):
        _change(draft, again=len(again), reason=command.reason)
        return None
    draft.set_auction(next_lot_at=None, break_remaining_ms=None)
    _tell(draft, again=len(again), open=len(draft.state.open_lots) - len(again), reason=command.reason)
    return None


def change_when_none_is_open(draft: Draft) -> None:
    """Change the pace as was said, if the last lot for which that waited isn't open any more."""
    if draft.auction.next_format and draft.auction.status.under_way and not draft.state.open_lots:
        _change(draft)


def _unless_it_can_change(draft: Draft, command: ChangePace) -> Rejection | None:
    auction = draft.auction
    if command.format == AuctionFormat.SLOW and not draft.switches.slow_auctions:
        return refuse(Code.NOT_OFFERED)
    if not auction.status.under_way:
        return refuse(Code.WRONG_STATUS, status=auction.status)
    if command.format == (auction.next_format or auction.format):
        return refuse(Code.WRONG_STATUS, status=command.format)
    if command.format != auction.format and not draft.state.coming.size:
        return refuse(Code.WRONG_STATUS, status="at its last lot")
    return None


def _change(draft: Draft, again: int = 0, reason: str = "") -> None:
    """Go on by the other pace: slowly at once, live when the commissioner resumes, since everybody has to be here."""
    auction = draft.auction
    draft.set_auction(
        format=auction.next_format,
        settings=replace(auction.settings, format=auction.next_format),
        next_format="",
        nominator=None,
        **clock.cleared(auction),
    )
    lots.begin_break(draft)
    _tell(draft, again=again, open=0, reason=reason)
    live, active = draft.auction.format == AuctionFormat.LIVE, draft.auction.status is AuctionStatus.ACTIVE
    if live and active and draft.state.coming.size:
        stop_clocks(draft, at=draft.now, reason=GATHERING)


def _tell(draft: Draft, **detail: object) -> None:
    auction = draft.auction
    draft.emit(EventKind.PACE_CHANGED, format=auction.next_format or auction.format, **detail)
