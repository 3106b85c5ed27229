"""Deliveries that were handed over, and what becomes of them; more of it is in `test_mailing.py`."""

import pytest

from accounts.models import User
from leagues.models import League
from notices.attempts import HandedOver, settle
from notices.models import DeliveryState, NoticeDelivery
from tests.notices.news import states, tell


@pytest.mark.django_db
def test_only_what_was_being_sent_is_settled_and_each_by_its_own_tries(league: League, max_: User) -> None:
    for number, (state, tries) in enumerate((("sending", 1), ("sending", 6), ("unsure", 2), ("given_up", 6))):
        tell(league, max_, event=f"trade:{number}")
        NoticeDelivery.objects.filter(state="waiting").update(state=state, tries=tries)
    ids = list(NoticeDelivery.objects.order_by("pk").values_list("pk", flat=True))
    settle(ids, HandedOver(DeliveryState.WAITING, "away\0" + "." * 300))
    assert states() == [("waiting", 1), ("given_up", 6), ("waiting", 2), ("given_up", 6)]
    settle(ids, HandedOver(DeliveryState.SENT))
    assert states() == [("waiting", 1), ("given_up", 6), ("waiting", 2), ("given_up", 6)]
