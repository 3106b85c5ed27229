"""`kill -9` of the process that has what somebody puts up, just before their turn ends: it is in time all the same."""

import uuid

from django.db import transaction

from accounts.models import User
from auctions.audit.run import audit_auction
from auctions.models import Auction, AuctionEvent, Heartbeat
from auctions.store import journal
from tests import cast
from tests.chaos.rooms import QUICK
from tests.live import MakeSite, eventually


def test_what_a_killed_process_had_is_put_up_when_it_is_sent_again_after_the_turn(
    people: list[User], make_site: MakeSite
) -> None:
    site = make_site()
    site.add_web(), site.add_web(), site.add_clock()
    site.ready()
    auction = cast.auction_of(cast.make_league(*people, **QUICK, mode="nomination", nomination_seconds=5))
    turn = Auction.objects.get(pk=auction.pk)
    assert turn.nominator is not None
    assert turn.turn_ends_at is not None
    ends_at = turn.turn_ends_at.timestamp() * 1000
    laptop, phone = (site.client(auction.pk, turn.nominator.member.user, web) for web in site.webs)
    laptop.hello(), phone.hello()
    asset = [lot for lot in laptop.state["lots"] if lot["status"] == "queued"][2]["asset"]["id"]
    put_up = {"type": "nominate", "id": uuid.uuid4(), "asset": asset, "amount": 3}
    with transaction.atomic():  # nothing of the auction can be decided meanwhile
        Auction.objects.select_for_update().get(pk=auction.pk)
        laptop.send(**put_up)
        held = Heartbeat.objects.filter(kind="web", undecided__has_key=str(auction.pk))
        eventually(held.exists, "the process says that it has it")
        site.web.kill()
    eventually(lambda: journal.now_ms() > ends_at, "the end of the turn, as it was")
    phone.send(**put_up)
    answer = phone.wait_for("result", id=str(put_up["id"]))
    assert (answer["code"], answer["receipt"]["late_ms"]) == ("ok", 0)
    assert answer["receipt"]["arrived_ms"] > ends_at
    kinds = AuctionEvent.objects.filter(auction=auction).order_by("seq").values_list("kind", flat=True)
    assert [*kinds][-3:] == ["turn_extended", "lot_started", "bid_placed"]
    assert audit_auction(auction.pk) == []
