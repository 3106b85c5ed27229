"""Data that is kept of a room beside its journal."""

import pytest
from django.db import IntegrityError

from auctions.models import RoomMessage, RoomTalk, StandIn
from auctionsite.settings import BASE_DIR
from leagues.models import League, Member
from tests import cast


@pytest.mark.django_db
def test_bot_that_stands_in_bids_something() -> None:
    with pytest.raises(IntegrityError, match="stand_in_bids_something"):
        StandIn.objects.create(participant=1, most=0)


@pytest.mark.django_db
def test_messages_stay_off_though_whoever_turned_them_off_has_left(league: League) -> None:
    member = Member.objects.get(league=league, user__name="Max")
    talk = RoomTalk.objects.create(league=league, open=False, by=member)
    Member.objects.filter(pk=member.pk).delete()
    talk.refresh_from_db()
    assert (talk.open, talk.by) == (False, None)
    assert str(talk) == "messages are off"


def test_page_and_documents_say_how_long_a_message_may_be() -> None:
    script = (BASE_DIR / "static/js/room/actions/talk.js").read_text(encoding="utf-8")
    assert f"export const MESSAGE_LENGTH = {RoomMessage.MOST_CHARACTERS};" in script
    for document in ("docs/protocol.md", "docs/openapi.yaml"):
        text = (BASE_DIR / document).read_text(encoding="utf-8")
        assert f"{RoomMessage.MOST_CHARACTERS} characters at most" in text


@pytest.mark.django_db
def test_messages_are_read_in_the_order_in_which_they_were_written(league: League) -> None:
    auction, member = cast.auction_of(league), Member.objects.filter(league=league)[0]
    for text in ("one", "two", "three"):
        RoomMessage.objects.create(auction=auction, member=member, text=text)
    assert [each.text for each in auction.messages.all()] == ["one", "two", "three"]
