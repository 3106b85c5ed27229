"""Offers, answers, approval and vetoes."""

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import User
from auctions import engine
from auctions.audit.run import audit_auction
from auctions.models import Auction, Lot
from auctions.rules.commands import Begin
from auctions.services import create_auction
from leagues.models import League, Member, Role
from leagues.services import NotAllowed, add_bot, join_league
from notices.models import Notice
from season.locks import LeagueBusy
from season.models import Trade, TradeAsset, TradeStep
from season.ownership.queries import owned_now
from season.ownership.services import refresh_ownership
from season.trades import services
from season.trades.records import TradeNotFound, TradeRefused
from season.trades.services import TradeOffer, accept, approve, decline, propose, veto, withdraw
from tests import cast
from tests.season.auctioned_league import asset, give_up, let_time_pass, offer, owners, settle_by, soon

Members = dict[str, Member]


def steps(trade: Trade) -> list[tuple[str, str, str]]:
    """Return what was done, by whom, and what the trade was then."""
    rows = TradeStep.objects.filter(trade=trade).select_related("by__user").order_by("id")
    return [(row.deed, row.by.user.name if row.by else "", row.status) for row in rows]


def agreed(auction: Auction, members: Members, **more: Any) -> Trade:
    """Max gives his first lot to Mia for hers, and she has accepted."""
    return accept(members["Mia"], offer(auction, members["Max"], members["Mia"], (1,), (2,), **more).pk)


# Owners of a seat -----------------------------------------------------------------------------------
@pytest.mark.django_db
def test_an_owner_of_a_seat_does_all_that_its_manager_does(auction: Auction, members: Members) -> None:
    league = auction.league
    [olivia, ossi] = [
        cast.share_seat(league, members[name].user, cast.make_user(owner))
        for name, owner in (("Max", "Olivia"), ("Mia", "Ossi"))
    ]
    given, taken = [(asset(auction, number).pk,) for number in (1, 2)]
    wish, key = TradeOffer(partner=members["Mia"].pk, gives=given, takes=taken), uuid4()
    trade = propose(olivia, wish, key)
    assert propose(members["Max"], wish, key) == trade, "it is the seat's"
    assert accept(ossi, trade.pk).status == "agreed"
    assert steps(trade) == [("offer", "Olivia", "offered"), ("accept", "Ossi", "agreed")]
    assert {each.giver.user.name for each in trade.assets.all()} == {"Max", "Mia"}
    offered = offer(auction, olivia, members["Ned"], (3,), (4,))
    assert withdraw(members["Max"], offered.pk).status == "withdrawn"
    assert decline(ossi, offer(auction, members["Ned"], members["Mia"], (4,)).pk).status == "declined"


@pytest.mark.django_db
def test_a_seat_is_one_voice_whoever_of_its_owners_speaks(auction: Auction, members: Members) -> None:
    league = auction.league
    olivia = cast.share_seat(league, members["Ned"].user, cast.make_user("Olivia"))
    cast.share_seat(league, members["Max"].user, members["Carla"].user)
    trade = agreed(auction, members)
    for own in (members["Max"], Member.objects.get(pk=members["Carla"].pk)):
        with pytest.raises(TradeRefused, match="aren't part of a trade"):
            veto(own, trade.pk)
    assert veto(olivia, trade.pk).status == "vetoed", "the only seat that isn't part of it"
    again = agreed(auction, members)
    Member.objects.filter(pk=members["Ned"].pk).update(role=Role.SPECTATOR)
    with pytest.raises(TradeRefused, match="Ned doesn't play in this league any more"):
        veto(Member.objects.get(pk=olivia.pk), again.pk)


# Offering -------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_partner_hears_of_an_offer_once(auction: Auction, members: Members) -> None:
    key = uuid4()
    for _ in range(2):
        offer(auction, members["Max"], members["Mia"], (1,), (2,), key=key)
    notice = Notice.objects.get()
    assert (notice.user.name, notice.kind, notice.path) == (
        "Mia",
        "trade_offered",
        f"/leagues/{auction.league_id}/trades/",
    )


@pytest.mark.django_db
def test_all_who_own_the_partners_seat_hear_of_an_offer(auction: Auction, members: Members) -> None:
    cast.share_seat(auction.league, members["Mia"].user, cast.make_user("Olivia"))
    offer(auction, members["Max"], members["Mia"], (1,), (2,))
    assert {each.user.name for each in Notice.objects.all()} == {"Mia", "Olivia"}


@pytest.mark.django_db
def test_offer_waits_for_its_partner_and_changes_nothing(auction: Auction, members: Members) -> None:
    seq = engine.read(auction.pk).seq
    trade = offer(auction, members["Max"], members["Mia"], (1, 3), (2,), pays=-4, note="Fair?")
    assert (trade.status, trade.approval, trade.takes_effect_at) == ("offered", "", None)
    assert steps(trade) == [("offer", "Max", "offered")]
    assert {(row.lot.number, row.giver.user.name, row.promised) for row in trade.assets.all()} == {
        (1, "Max", False), (3, "Max", False), (2, "Mia", False),
    }  # fmt: skip
    assert engine.read(auction.pk).seq == seq


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("gives", "takes", "pays", "code", "words"),
    [
        ((), (), 5, "not_a_trade", "at least one asset"),
        ((1, 1), (), 0, "not_a_trade", "each once"),
        ((1,), (1,), 0, "not_a_trade", "each once"),
        ((2,), (), 0, "not_owned", "doesn't belong to Max"),
        ((1,), (4,), 0, "not_owned", "doesn't belong to Mia"),
        ((1,), (2,), 16, "over_available", "Max has £15m available, and would pay £16m."),
        ((1,), (2,), -41, "over_available", "Mia has £40m available, and would pay £41m."),
    ],
)
def test_offer_that_could_not_be_is_refused_with_the_reason(
    auction: Auction, members: Members, gives: tuple[int, ...], takes: tuple[int, ...], pays: int, code: str, words: str
) -> None:
    with pytest.raises(TradeRefused, match=words) as refused:
        offer(auction, members["Max"], members["Mia"], gives, takes, pays=pays)
    assert refused.value.code == code
    assert not Trade.objects.exists()


@pytest.mark.django_db
def test_full_roster_takes_no_more(auction: Auction, members: Members) -> None:
    settle_by(auction.league, approval="none")
    accept(members["Max"], offer(auction, members["Mia"], members["Max"], (2,)).pk)
    with pytest.raises(TradeRefused, match="Max would own 4, and a roster holds 3") as refused:
        offer(auction, members["Ned"], members["Max"], (4,))
    assert refused.value.code == "roster_full"


@pytest.mark.django_db
def test_only_managers_of_the_league_trade(auction: Auction, members: Members, otto: User, league: League) -> None:
    bot = add_bot(league, "Bruno")
    elsewhere = cast.make_league(otto, name="Elsewhere")
    for partner in (bot, cast.member_of(elsewhere, otto), members["Max"]):
        with pytest.raises(TradeRefused, match="Choose another manager"):
            offer(auction, members["Max"], partner, (1,))
    members["Max"].role = Role.SPECTATOR
    with pytest.raises(NotAllowed):
        offer(auction, members["Max"], members["Mia"], (1,), (2,))


@pytest.mark.django_db
def test_one_who_came_after_the_auction_has_nothing_to_trade_with(
    auction: Auction, members: Members, otto: User
) -> None:
    late = join_league(otto, auction.league.code)
    with pytest.raises(TradeRefused, match="Otto had no seat at the auction"):
        offer(auction, members["Max"], late, (1,))


@pytest.mark.django_db
def test_assets_of_two_auctions_are_in_no_one_trade(auction: Auction, members: Members, max_: User) -> None:
    names = [asset(auction, each) for each in (1, 3)]
    later = create_auction(auction.league, cast.actor_in(auction.league), waiting_room=True, assets=names[:1])
    cast.do(later, Begin(actor=cast.actor_in(auction.league)))
    cast.sell(later, max_, 2)
    with pytest.raises(TradeRefused, match="different auctions"):
        propose(members["Max"], TradeOffer(partner=members["Mia"].pk, gives=[each.pk for each in names]))


@pytest.mark.django_db
def test_so_many_offers_and_no_more_wait_for_an_answer(auction: Auction, members: Members, monkeypatch: Any) -> None:
    monkeypatch.setattr(services, "MOST_OPEN_OFFERS", 2)
    for _ in range(2):
        last = offer(auction, members["Max"], members["Mia"], (1,), (2,))
    with pytest.raises(TradeRefused, match="withdraw one first"):
        offer(auction, members["Max"], members["Mia"], (1,), (2,))
    withdraw(members["Max"], last.pk)
    assert offer(auction, members["Max"], members["Mia"], (1,), (2,)).status == "offered"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"trades": False}, "doesn't trade"),
        ({"trade_deadline": "2020-01-01T12:00:00+00:00"}, "01 January 2020, 12:00 UTC"),
    ],
)
def test_league_that_does_not_trade_now_takes_no_offer_and_no_answer(
    auction: Auction, members: Members, settings: dict[str, Any], words: str
) -> None:
    settle_by(auction.league, trade_deadline=soon())
    trade = offer(auction, members["Max"], members["Mia"], (1,), (2,))
    settle_by(auction.league, **settings)
    with pytest.raises(TradeRefused, match=words):
        offer(auction, members["Max"], members["Mia"], (1,), (2,))
    with pytest.raises(TradeRefused, match=words):
        accept(members["Mia"], trade.pk)
    assert decline(members["Mia"], trade.pk).status == "declined"


# Answering ------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_offer_is_declined_or_withdrawn_once(auction: Auction, members: Members) -> None:
    one, two = (offer(auction, members["Max"], members["Mia"], (1,), (2,)) for _ in range(2))
    assert (decline(members["Mia"], one.pk).status, withdraw(members["Max"], two.pk).status) == (
        "declined",
        "withdrawn",
    )
    assert steps(one)[1:] == [("decline", "Mia", "declined")]
    for again in (accept, decline):
        with pytest.raises(TradeRefused, match="while it is offered"):
            again(members["Mia"], one.pk)


@pytest.mark.django_db
def test_others_answer_nothing_and_do_not_even_see_an_offer(auction: Auction, members: Members) -> None:
    trade = offer(auction, members["Max"], members["Mia"], (1,), (2,))
    for deed in (accept, decline, withdraw, veto):
        with pytest.raises(TradeNotFound):
            deed(members["Ned"], trade.pk)
    for deed, who in ((accept, "Max"), (decline, "Max"), (withdraw, "Mia"), (veto, "Mia"), (approve, "Max")):
        with pytest.raises((TradeRefused, NotAllowed)):
            deed(members[who], trade.pk)


@pytest.mark.django_db
def test_accepted_trade_waits_for_vetoes_and_promises_its_assets(auction: Auction, members: Members) -> None:
    before = timezone.now()
    trade = agreed(auction, members)
    assert (trade.status, trade.approval) == ("agreed", "veto")
    assert trade.takes_effect_at is not None
    assert abs(trade.takes_effect_at - before - timedelta(hours=24)) < timedelta(minutes=1)
    assert all(row.promised for row in trade.assets.all())
    assert owners(auction)[1] == "Max"


@pytest.mark.django_db
def test_promised_asset_is_in_no_second_agreed_trade(auction: Auction, members: Members) -> None:
    other = offer(auction, members["Max"], members["Ned"], (1,), (4,))
    trade = agreed(auction, members)
    with pytest.raises(TradeRefused, match="is promised in a trade that is agreed already"):
        accept(members["Ned"], other.pk)
    with pytest.raises(TradeRefused, match="is promised"):
        offer(auction, members["Max"], members["Ned"], (1,), (4,))
    veto(members["Carla"], trade.pk)
    assert accept(members["Ned"], other.pk).status == "agreed"


@pytest.mark.django_db
def test_database_promises_an_asset_once(auction: Auction, members: Members) -> None:
    one, two = (offer(auction, members["Max"], members["Mia"], (1,), (2,)) for _ in range(2))
    TradeAsset.objects.filter(trade=one).update(promised=True)
    with pytest.raises(IntegrityError, match="trade_asset_promised_once"), transaction.atomic():
        TradeAsset.objects.filter(trade=two).update(promised=True)


@pytest.mark.django_db
def test_offer_that_became_impossible_is_not_accepted(auction: Auction, members: Members) -> None:
    trade = offer(auction, members["Max"], members["Mia"], (1,), (2,))
    lot = Lot.objects.select_related("asset").get(auction=auction, number=1)
    cast.do(auction, give_up(auction, 1))
    with pytest.raises(TradeRefused, match=f"{lot.asset.name} doesn't belong to Max"):
        accept(members["Mia"], trade.pk)
    trade.refresh_from_db()
    assert trade.status == "offered"


@pytest.mark.django_db
def test_offer_of_one_who_has_left_is_not_accepted(auction: Auction, members: Members) -> None:
    trade = offer(auction, members["Max"], members["Mia"], (1,), (2,))
    Member.objects.filter(pk=members["Max"].pk).update(left_at=timezone.now())
    with pytest.raises(TradeRefused, match="Max doesn't play in this league any more"):
        accept(members["Mia"], trade.pk)
    with pytest.raises(NotAllowed):
        withdraw(members["Max"], trade.pk)


@pytest.mark.django_db
def test_without_approval_it_takes_effect_at_once(auction: Auction, members: Members) -> None:
    settle_by(auction.league, approval="none")
    trade = agreed(auction, members, pays=5)
    assert (trade.status, trade.seq) == ("done", engine.read(auction.pk).seq)
    assert steps(trade) == [("offer", "Max", "offered"), ("accept", "Mia", "agreed"), ("", "", "done")]
    assert owners(auction) == {1: "Mia", 2: "Max", 3: "Max", 4: "Ned"}
    assert not any(row.promised for row in trade.assets.all())
    refresh_ownership(auction.league_id)
    assert owned_now(auction.league_id).get(asset=asset(auction, 1)).member == members["Mia"]
    assert audit_auction(auction.pk) == []


# Approving ------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_commissioner_approves_and_it_takes_effect(auction: Auction, members: Members) -> None:
    settle_by(auction.league, approval="commissioner")
    trade = agreed(auction, members)
    assert (trade.status, trade.takes_effect_at) == ("agreed", None)
    for who, error in (("Ned", NotAllowed), ("Max", NotAllowed)):
        with pytest.raises(error):
            approve(members[who], trade.pk)
    with pytest.raises(TradeRefused):
        veto(members["Ned"], trade.pk)
    assert approve(members["Carla"], trade.pk).status == "done"
    assert steps(trade)[2:] == [("approve", "Carla", "agreed"), ("", "", "done")]


@pytest.mark.django_db
def test_commissioner_refuses_and_it_is_over(auction: Auction, members: Members) -> None:
    settle_by(auction.league, approval="commissioner")
    trade = agreed(auction, members)
    assert veto(members["Carla"], trade.pk).status == "vetoed"
    assert not any(row.promised for row in trade.assets.all())
    with pytest.raises(TradeRefused):
        approve(members["Carla"], trade.pk)
    assert owners(auction)[1] == "Max"


@pytest.mark.django_db
def test_commissioner_who_is_part_of_it_waits_for_the_others(auction: Auction, members: Members) -> None:
    settle_by(auction.league, approval="commissioner", veto_hours=2)
    trade = accept(members["Carla"], offer(auction, members["Max"], members["Carla"], (1,), pays=-20).pk)
    assert trade.approval == "veto"
    with pytest.raises(TradeRefused):
        approve(members["Carla"], trade.pk)
    with pytest.raises(TradeRefused):
        veto(members["Carla"], trade.pk)
    Member.objects.filter(pk=members["Ned"].pk).update(role=Role.COMMISSIONER)
    second = accept(members["Carla"], offer(auction, members["Max"], members["Carla"], (3,), pays=-5).pk)
    assert second.approval == "commissioner"
    assert approve(members["Ned"], second.pk).status == "done"


# Objecting ------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_majority_of_those_who_are_not_part_of_it_ends_it(auction: Auction, members: Members, otto: User) -> None:
    join_league(otto, auction.league.code)
    otto_there = cast.member_of(auction.league, otto)
    trade = agreed(auction, members)  # Carla, Ned and Otto aren't part of it: two of three
    assert veto(members["Ned"], trade.pk).status == "agreed"
    with pytest.raises(TradeRefused):
        veto(members["Ned"], trade.pk)
    for part in ("Max", "Mia"):
        with pytest.raises(TradeRefused):
            veto(members[part], trade.pk)
    assert veto(otto_there, trade.pk).status == "vetoed"
    assert steps(trade)[2:] == [("object", "Ned", "agreed"), ("veto", "Otto", "vetoed")]


@pytest.mark.django_db
def test_commissioner_ends_it_alone(auction: Auction, members: Members) -> None:
    assert veto(members["Carla"], agreed(auction, members).pk).status == "vetoed"


@pytest.mark.django_db
def test_bots_and_those_who_left_count_in_no_majority(auction: Auction, members: Members, league: League) -> None:
    for name in ("Bruno", "Chiara"):
        add_bot(league, name)
    Member.objects.filter(pk=members["Carla"].pk).update(plays=False)
    assert veto(members["Ned"], agreed(auction, members).pk).status == "vetoed"


@pytest.mark.django_db
def test_nobody_objects_any_more_once_its_time_has_come(auction: Auction, members: Members) -> None:
    trade = agreed(auction, members)
    let_time_pass(trade, hours=24)
    for who in ("Carla", "Ned"):
        with pytest.raises(TradeRefused, match="between its acceptance and its taking effect"):
            veto(members[who], trade.pk)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"partner": "proposer"}, "trade_between_two"),
        ({"status": "agreed", "approval": "veto"}, "trade_agreed_has_an_end"),
        ({"status": "done"}, "trade_done_has_event"),
        ({"seq": 4}, "trade_done_has_event"),
        ({"status": "failed"}, "trade_failed_has_reason"),
        ({"reason": "So it is."}, "trade_failed_has_reason"),
    ],
)
def test_database_refuses_trades_that_make_no_sense(
    auction: Auction, members: Members, change: dict[str, Any], name: str
) -> None:
    trade = offer(auction, members["Max"], members["Mia"], (1,), (2,))
    if "partner" in change:
        change = {"partner": members["Max"]}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Trade.objects.filter(pk=trade.pk).update(**change)


# At the same time -----------------------------------------------------------------------------------
def both(*works: Any) -> list[Any]:
    """Return what several threads that begin together come to: results, or the errors they raised."""
    barrier = Barrier(len(works))
    came: list[Any] = [None] * len(works)

    def run(place: int) -> None:
        barrier.wait(60)
        try:
            came[place] = works[place]()
        except (TradeRefused, LeagueBusy) as error:
            came[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()
    return came


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(3))
def test_two_who_accept_the_same_asset_at_once_get_one_trade(auction: Auction, members: Members, turn: int) -> None:
    one = offer(auction, members["Max"], members["Mia"], (1,), (2,))
    other = offer(auction, members["Max"], members["Ned"], (1,), (4,))
    came = both(lambda: accept(members["Mia"], one.pk), lambda: accept(members["Ned"], other.pk))
    assert sorted(type(each).__name__ for each in came) == ["Trade", "TradeRefused"]
    assert TradeAsset.objects.filter(promised=True).count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(3))
def test_accepting_and_withdrawing_at_once_is_one_of_both(auction: Auction, members: Members, turn: int) -> None:
    trade = offer(auction, members["Max"], members["Mia"], (1,), (2,))
    came = both(lambda: accept(members["Mia"], trade.pk), lambda: withdraw(members["Max"], trade.pk))
    assert sorted(type(each).__name__ for each in came) == ["Trade", "TradeRefused"]
    trade.refresh_from_db()
    assert len(steps(trade)) == 2


@pytest.mark.usefixtures("strict_locks")
@pytest.mark.django_db(transaction=True)
def test_league_that_is_held_too_long_is_busy(auction: Auction, members: Members) -> None:
    trade = offer(auction, members["Max"], members["Mia"], (1,), (2,))
    with transaction.atomic():
        League.objects.select_for_update(no_key=True).get(pk=auction.league_id)
        [came] = both(lambda: decline(members["Mia"], trade.pk))
    assert isinstance(came, LeagueBusy)
    trade.refresh_from_db()
    assert trade.status == "offered"
