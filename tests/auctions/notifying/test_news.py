"""News of an event: who should hear of it."""

import pytest

from auctions.notifying.news import TELLING, SeatNews, news_of
from auctions.rules.events import Event, EventKind, LedgerEntry, LedgerEntryKind
from notices.kinds import NoticeKind

RELEASE, HOLD = LedgerEntryKind.RELEASE, LedgerEntryKind.HOLD


def test_outbid_is_whose_money_for_this_lot_is_free_again() -> None:
    ledger = (
        LedgerEntry(RELEASE, 1, 4, lot=7),
        LedgerEntry(HOLD, 2, 5, lot=7),
        LedgerEntry(RELEASE, 2, 3, lot=7),  # of their own bid before
        LedgerEntry(RELEASE, 3, 9, lot=8),  # of a maximum elsewhere, for which there is no place any more
    )
    detail = {"lot": 7, "participant": 2, "amount": 5}
    for kind in (EventKind.BID_PLACED, EventKind.PROXY_BID):
        event = Event(seq=1, kind=kind, at=0, ledger=ledger, detail=detail)
        assert list(news_of(event)) == [SeatNews(kind=NoticeKind.OUTBID, seat=1, lot=7, amount=5)]


@pytest.mark.parametrize("kind", [kind for kind in EventKind if kind not in TELLING])
def test_all_other_events_are_no_news(kind: EventKind) -> None:
    assert list(news_of(Event(seq=1, kind=kind, at=0, detail={"lot": 1, "participant": 1}))) == []
