"""A whole site, started on rows that another release or a hand has written: everybody else plays on."""

from contextlib import ExitStack
from uuid import uuid4

from accounts.models import User
from auctions.audit.run import audit_auction
from auctions.models import Auction, AuctionEvent, Bid
from leagues.services import add_bot
from rollouts.changes.services import Author, Source, change_flag
from rollouts.models import Flag
from tests import cast
from tests.live import MakeSite, Site, Web, eventually
from tests.operations.spoilt_league import make_spoilt
from tests.operations.stored_data import columns, keys_of_rows, no_checks, planted, value_of


def spoil_everything(stack: ExitStack) -> None:
    """Let every JSON column of all rows there are be of a wrong type, and every enumeration hold an unknown kind."""
    stack.enter_context(no_checks())
    for column in columns():
        keys = keys_of_rows(column)
        assert keys, column
        values = [*column.strange_values(value_of(column, keys[0]))]
        stack.enter_context(planted(column, keys, values[min(1, len(values) - 1)]))


def start_everything(site: Site) -> None:
    for _ in range(2):
        site.add_web()
        site.add_clock()
    for command in ("run_bots", "run_season"):
        site.add_worker(command)
    site.ready()


def code_of_a_bid(web: Web, auction: Auction, user: User) -> str:
    """Bid 1 on the open lot, and return what becomes of it: whatever the code is, it was decided."""
    body = {"lot": str(cast.open_lot(auction)), "amount": 1}
    key = {"Idempotency-Key": str(uuid4())}
    code: str = web.call("POST", f"/api/auction/{auction.pk}/bids", user, body, key).json()["code"]
    return code


def test_site_that_starts_on_spoilt_rows_serves_everybody_else(
    make_site: MakeSite, carla: User, max_: User, mia: User, olga: User
) -> None:
    spoilt = make_spoilt(carla, max_, mia)
    spoilt.refresh_from_db()
    site = make_site()
    with ExitStack() as stack:
        spoil_everything(stack)
        league = cast.make_league(carla, max_, mia, name="Sound", **cast.QUICK, lot_seconds=8, outage_pause_seconds=600)
        add_bot(league, "Robo")
        sound = cast.auction_of(league, lots=12)
        start_everything(site)

        closed = AuctionEvent.objects.filter(auction=sound, kind__in=("lot_sold", "lot_unsold"))
        eventually(lambda: closed.count() >= 2, "the clocks close lots", 60)
        by_bots = Bid.objects.filter(auction=sound, participant__member__bot=True)
        eventually(by_bots.exists, "the bot bids", 60)
        taken = {"ok", "too_low", "already_leading", "over_max_bid", "roster_full", "lot_closed", "paused"}
        for on, codes in ((False, {"bidding_disabled", "paused"}), (True, taken)):
            change_flag("bidding", {"everyone": on}, Author(source=Source.ADMIN, actor=olga, reason="a try"))
            site.flags_arrive()
            assert {code_of_a_bid(web, sound, max_) for web in site.webs} <= codes
        assert Auction.objects.get(pk=spoilt.pk).seq == spoilt.seq, "it stands still"
        assert all(part.alive for part in (*site.webs, *site.clocks, *site.workers))
        assert audit_auction(sound.pk) == []
    Flag.objects.all().delete()
