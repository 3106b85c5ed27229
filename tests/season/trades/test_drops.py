"""Giving an asset up."""

import uuid

import pytest

from auctions import engine
from auctions.audit.run import audit_auction
from auctions.models import Auction, AuctionEvent
from leagues.models import Member, Role
from leagues.services import NotAllowed
from season.trades.drops import drop_asset, preview_drop
from season.trades.records import TradeRefused
from season.trades.services import accept
from tests import cast
from tests.season.auctioned_league import asset, offer, owners, settle_by

Members = dict[str, Member]


def money(auction: Auction, member: Member) -> int:
    seats = engine.read(auction.pk).participants.values()
    return next(seat.available for seat in seats if seat.member == member.pk)


@pytest.mark.django_db
@pytest.mark.parametrize(("refund", "left"), [(False, 15), (True, 45)])
def test_owner_gives_an_asset_up_for_what_the_league_says(
    auction: Auction, members: Members, refund: bool, left: int
) -> None:
    settle_by(auction.league, drop_refund=refund)
    seq = drop_asset(members["Max"], asset(auction, 1).pk)
    state = engine.read(auction.pk)
    assert (state.seq, owners(auction)) == (seq, {2: "Mia", 3: "Max", 4: "Ned"})
    assert money(auction, members["Max"]) == left
    assert audit_auction(auction.pk) == []


@pytest.mark.django_db
def test_an_owner_of_the_seat_gives_up_what_is_the_seats(auction: Auction, members: Members) -> None:
    olivia = cast.share_seat(auction.league, members["Max"].user, cast.make_user("Olivia"))
    seq = drop_asset(olivia, asset(auction, 1).pk)
    assert owners(auction) == {2: "Mia", 3: "Max", 4: "Ned"}
    assert AuctionEvent.objects.get(auction=auction, seq=seq).actor == olivia.user


@pytest.mark.django_db
def test_what_follows_is_said_first_and_nothing_is_done(auction: Auction, members: Members) -> None:
    settle_by(auction.league, drop_refund=True)
    offer(auction, members["Max"], members["Mia"], (1,), (2,))
    found, name = preview_drop(members["Max"], asset(auction, 1).pk), asset(auction, 1).name
    assert (found.asset, found.follows) == (
        name,
        [
            f"Nobody owns {name} then. It can only be bought again at a further auction.",
            "You get £30m back: £45m to spend.",
            "1 open trade offer with it can't be accepted any more.",
        ],
    )
    assert owners(auction)[1] == "Max"
    with pytest.raises(TradeRefused, match="doesn't belong to Max"):
        preview_drop(members["Max"], asset(auction, 2).pk)


@pytest.mark.django_db
def test_same_wish_again_is_done_once(auction: Auction, members: Members) -> None:
    key, given = uuid.uuid4(), asset(auction, 1).pk
    seq = drop_asset(members["Max"], given, key)
    assert drop_asset(members["Max"], given, key) == seq == engine.read(auction.pk).seq
    with pytest.raises(TradeRefused) as refused:
        drop_asset(members["Max"], asset(auction, 3).pk, key)
    assert refused.value.code == "id_reused"


@pytest.mark.django_db
def test_only_what_is_ones_own_and_not_promised_is_given_up(auction: Auction, members: Members) -> None:
    with pytest.raises(TradeRefused, match="doesn't belong to Max"):
        drop_asset(members["Max"], asset(auction, 2).pk)
    with pytest.raises(TradeRefused, match="This asset doesn't belong to Max"):
        drop_asset(members["Max"], 10**12)
    accept(members["Mia"], offer(auction, members["Max"], members["Mia"], (1,), (2,)).pk)
    with pytest.raises(TradeRefused, match="is promised"):
        drop_asset(members["Max"], asset(auction, 1).pk)


@pytest.mark.django_db
def test_league_and_role_must_allow_it(auction: Auction, members: Members) -> None:
    settle_by(auction.league, drops=False)
    with pytest.raises(TradeRefused, match="nothing is given up"):
        drop_asset(members["Max"], asset(auction, 1).pk)
    members["Max"].role = Role.SPECTATOR
    with pytest.raises(NotAllowed):
        drop_asset(members["Max"], asset(auction, 1).pk)
