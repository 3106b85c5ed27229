"""A league's further auction: for what is left, or anew."""

from functools import partial
from typing import Any

import pytest

from accounts.models import User
from auctions import engine, lineup, services
from auctions.audit.run import audit_auction
from auctions.lineup import StartTerms
from auctions.models import Auction, Participant
from auctions.publish import payloads
from auctions.publish.names import display_names
from auctions.reads.holdings import holdings_of
from auctions.reads.results import results_by_participant
from auctions.rules.commands import SYSTEM, Begin, Cancel, ChangeSeats, SeatTerms, Tick
from auctions.services import create_auction
from leagues.files.assets import AssetRow
from leagues.models import League, Role
from leagues.queries import names_of_members
from leagues.services import change_role, import_own_assets, join_league, remove_member
from leagues.settings.auction import AuctionSettings
from operations.running_auctions import read_running_auctions
from season.ownership.queries import owned_now
from season.ownership.services import refresh_ownership
from tests import cast
from tests.season.auctioned_league import asset, complete_auction, give_up

pytestmark = pytest.mark.django_db(transaction=True)
LEFT = StartTerms()


@pytest.fixture
def before(league: League, max_: User, mia: User) -> Auction:
    """Over: Max has lots 1 and 3 for 35 of 50, Mia lot 2 for 10, Ned lot 4 for 1; nobody has any other."""
    auction = complete_auction(league, max_, mia, cast.make_user("Ned"))
    League.objects.filter(pk=league.pk).update(settings=league.settings | {"slots_max": 4})
    league.refresh_from_db()
    return auction


def further(league: League, *, begun: bool = True, **terms: Any) -> Auction:
    actor = cast.actor_in(league)
    auction = create_auction(league, actor, waiting_room=True, terms=StartTerms(**terms))
    if begun:
        assert cast.do(auction, Begin(actor=actor)).ok
    return auction


def seats(auction: Auction) -> dict[str, tuple[int, int, bool]]:
    """Return by name what each has to spend, how many they own, and whether they are away."""
    names = names_of_members(auction.league_id)
    state = engine.read(auction.pk)
    return {names[each.member]: (each.available, each.filled, each.away) for each in state.participants.values()}


def test_what_is_left_is_sold_and_rosters_and_money_stay(before: Auction, league: League) -> None:
    auction = further(league)
    assert seats(auction) == {
        "Carla": (50, 0, False),
        "Max": (15, 2, False),
        "Mia": (40, 1, False),
        "Ned": (49, 1, False),
    }
    state = engine.read(auction.pk)
    assert [lot.number for lot in state.queued()] == [*range(2, 33)], "32 of 36 clubs are nobody's, and one is open"
    owned = {each.asset.pk for each in holdings_of(league.pk)}
    assert not owned & {lot.asset for lot in state.lots.values() if not lot.kept}
    assert (state.auction.lots_sold, state.auction.lots_total) == (4, 36)
    shown = payloads.state(state, display_names(auction.pk))["auction"]
    assert (shown["lots_brought"], shown["lots_sold"], shown["lots_total"]) == (4, 4, 36)
    [on_duty] = read_running_auctions(9).rows
    assert (on_duty.done, on_duty.sold, on_duty.lots) == (0, 0, 32)
    assert audit_auction(auction.pk) == []


def test_bids_are_bounded_by_the_money_that_is_left_and_by_the_whole_roster(
    before: Auction, league: League, max_: User, mia: User
) -> None:
    auction = further(league)
    assert cast.bid(auction, max_, 16).code == "over_max_bid"
    cast.sell(auction, max_, 2)
    cast.sell(auction, max_, 3)
    assert cast.bid(auction, max_, 1).code in {"roster_full", "over_max_bid"}
    assert seats(auction)["Max"] == (10, 4, False)
    assert audit_auction(auction.pk) == []


def test_season_follows_from_the_beginning_on_and_back_after_a_cancellation(
    before: Auction, league: League, max_: User, carla: User
) -> None:
    def owned() -> dict[str, tuple[str, int]]:
        refresh_ownership(league.pk)
        return {row.asset.name: (row.member.user.name, row.price) for row in owned_now(league.pk)}

    at_first = owned()
    auction = further(league, begun=False)
    assert owned() == at_first
    assert cast.do(auction, Begin(actor=cast.actor_in(league))).ok
    assert owned() == at_first
    assert {row.auction_id for row in owned_now(league.pk)} == {auction.pk}
    lot = cast.sell(auction, carla, 7)
    bought = engine.read(auction.pk).lots[lot].asset
    assert owned() == at_first | {auction.lots.get(asset=bought).asset.name: ("Carla", 7)}
    assert cast.do(auction, Cancel(actor=SYSTEM, reason="fire")).ok
    assert owned() == at_first
    assert {row.auction_id for row in owned_now(league.pk)} == {before.pk}


def test_who_has_left_keeps_a_seat_that_is_away_and_who_came_gets_a_budget(
    before: Auction, league: League, carla: User, max_: User, otto: User
) -> None:
    remove_member(cast.member_of(league, carla), cast.member_of(league, max_))
    change_role(cast.member_of(league, carla), cast.member_of(league, User.objects.get(name="Mia")), Role.SPECTATOR)
    league.refresh_from_db()
    join_league(otto, league.code)
    found = seats(further(league))
    assert (found["Max"], found["Mia"], found["Otto"]) == ((15, 2, True), (40, 1, True), (50, 0, False))


def test_top_up_is_for_those_who_bring_money(before: Auction, league: League, otto: User) -> None:
    join_league(otto, league.code)
    found = seats(further(league, top_up=20))
    assert (found["Max"][0], found["Carla"][0], found["Otto"][0]) == (35, 70, 50)


def test_what_is_given_up_comes_up_again_and_trades_count(before: Auction, league: League) -> None:
    assert cast.do(before, give_up(before, 1)).ok
    auction = further(league)
    assert asset(before, 1).pk in {lot.asset for lot in engine.read(auction.pk).lots.values() if not lot.kept}
    assert seats(auction)["Max"] == (15, 1, False)


def test_anew_everything_is_sold_again(before: Auction, league: League) -> None:
    auction = further(league, anew=True)
    assert set(seats(auction).values()) == {(50, 0, False)}
    assert engine.read(auction.pk).auction.lots_sold == 0


def test_third_auction_takes_the_rosters_of_the_second(before: Auction, league: League, carla: User) -> None:
    second = further(league)
    cast.sell(second, carla, 7)
    while (state := engine.read(second.pk)).open_lots:
        end = state.lots[state.open_lots[0]].ends_at or 0
        engine.execute(second.pk, Tick(actor=SYSTEM), clock=partial(int, end + 1))
    assert seats(further(league))["Carla"] == (43, 1, False)


def test_league_in_which_everything_is_owned_has_nothing_left(before: Auction, league: League, carla: User) -> None:
    import_own_assets(cast.member_of(league, carla), [AssetRow(external_id="x", name="X")])
    cast.sell(further(league, anew=True), carla, 1)
    with pytest.raises(services.NothingLeft):
        further(league)
    with pytest.raises(services.NothingLeft):
        services.preview_start(league.pk, carla, LEFT)


def test_consequences_name_everybody_with_what_they_keep_or_lose(before: Auction, league: League) -> None:
    settings = AuctionSettings.read(league.settings)
    left = list(lineup.consequences(league, settings, LEFT))
    assert left[0].startswith("32 clubs that nobody owns come up for sale: ")
    assert left[1:5] == [
        "Carla: £50m to spend, 0 of 4 places filled.",
        "Max: £15m to spend, 2 of 4 places filled.",
        "Mia: £40m to spend, 1 of 4 places filled.",
        "Ned: £49m to spend, 1 of 4 places filled.",
    ]
    anew = list(lineup.consequences(league, settings, StartTerms(anew=True)))
    names = {number: asset(before, number).name for number in (1, 2, 3, 4)}
    assert anew == [
        "All 36 clubs come up for sale again, and every roster is emptied:",
        f"Max loses {names[1]} (£30m) and {names[3]} (£5m).",
        f"Mia loses {names[2]} (£10m).",
        f"Ned loses {names[4]} (£1m).",
        "Everybody starts again with £50m.",
    ]


def test_results_tell_what_was_bought_from_what_was_brought_along(before: Auction, league: League, max_: User) -> None:
    auction = further(league)
    cast.sell(auction, max_, 2)
    found = results_by_participant(auction.pk)
    assert found["totals"]["sold"] == 1
    [max_row] = [row for row in found["rows"] if row["participant_name"] == "Max"]
    assert [item["number"] for item in max_row["bought"]] == [1, None, None]


def test_seats_are_those_of_the_tables(before: Auction, league: League) -> None:
    auction = further(league, begun=False)
    rows = Participant.objects.filter(auction=auction).values_list("granted", "spent", "available")
    assert sorted(rows) == [(50, 0, 50), (50, 1, 49), (50, 10, 40), (50, 35, 15)]


def test_size_of_a_seats_own_roster_and_its_keepers_go_on_to_the_next_auction(
    before: Auction, league: League, max_: User, mia: User
) -> None:
    auction = further(league, begun=False)
    state = engine.read(auction.pk)
    of = {each.member: each for each in state.participants.values()}
    maxs, mias = (of[cast.member_of(league, each).pk] for each in (max_, mia))
    [first, let_go] = maxs.roster
    table = (
        SeatTerms(participant=maxs.id, budget=60, slots_min=1, slots_max=9, keepers=((first.lot, first.price + 2),)),
        SeatTerms(participant=mias.id, budget=33, keepers=((mias.roster[0].lot, 10),)),
    )
    assert cast.do(auction, ChangeSeats(actor=cast.actor_in(league), seats=table)).ok
    assert cast.do(auction, Begin(actor=cast.actor_in(league))).ok
    assert audit_auction(auction.pk) == []
    assert {lot.status for lot in auction.lots.filter(pk=let_go.lot)} <= {"queued", "open"}
    assert {each.asset.pk: each.price for each in holdings_of(league.pk)} == {
        first.asset: first.price + 2,
        mias.roster[0].asset: 10,
        before.lots.get(sold_for=1).asset_id: 1,
    }
    plan = {each.member: each for each in lineup.line_up(league, 50, LEFT).seats}
    assert [(plan[each.member].left, plan[each.member].slots_max) for each in (maxs, mias)] == [(28, 9), (23, None)]
    assert cast.do(auction, Cancel(actor=SYSTEM, reason="Begun too early")).ok
    plan = {each.member: each for each in lineup.line_up(league, 50, LEFT).seats}
    assert [(plan[each.member].left, plan[each.member].slots_max) for each in (maxs, mias)] == [(15, None), (40, None)]
