"""The pages of an auction: who sees them, and what they show."""

import re
from dataclasses import replace
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from auctions import views
from auctions.models import Auction, Bid
from auctions.reads.holdings import holdings_of_member
from auctions.rules.commands import Begin, PlaceBid
from leagues.models import League, Member, Role
from tests import cast
from tests.questions import confirm, follows
from tests.season.auctioned_league import complete_auction

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def auction(carla: User, max_: User, mia: User) -> Auction:
    """Max has bought the first lot for 30, and bids on the second."""
    auction = cast.auction_of(cast.make_league(carla, max_, mia, **cast.QUICK), lots=3)
    cast.sell(auction, max_, 30)
    cast.bid(auction, max_, 5)
    return auction


def browser_of(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def test_which_owner_made_a_bid_is_said_to_the_seats_owners_alone(
    auction: Auction, carla: User, max_: User, otto: User
) -> None:
    cast.share_seat(auction.league, max_, otto)
    seat = cast.actor_in(auction.league, max_).participant
    lot = cast.open_lot(auction)
    bid = PlaceBid(actor=replace(cast.actor_in(auction.league, otto), participant=seat), lot=lot, amount=6, arrived=1)
    assert cast.do(auction, bid).code == "already_leading"
    refused = Bid.objects.get(code="already_leading")
    for user, said in ((max_, True), (otto, True), (carla, False)):
        pages = [browser_of(user).get(path).text for path in (f"/bid/{refused.pk}/", f"/auction/{auction.pk}/results/")]
        assert ["Otto" in page.split("<main", 1)[1] for page in pages] == [said, said], user.name


def pages_of(auction: Auction) -> list[str]:
    bid = Bid.objects.filter(auction=auction).latest("pk")
    room = f"/auction/{auction.pk}/"
    receipt = f"{room}receipt/{bid.seq}/"
    return [room, f"{room}screen/", f"{room}replay/", f"{room}results/", receipt, f"/bid/{bid.pk}/"]


def test_everybody_else_is_sent_to_sign_in_or_finds_nothing(auction: Auction, otto: User) -> None:
    assert [Client().get(page).status_code for page in pages_of(auction)] == [302] * 6
    assert [browser_of(otto).get(page).status_code for page in pages_of(auction)] == [404] * 6


def test_pages_are_in_the_language_of_their_reader(auction: Auction, max_: User) -> None:
    browser = browser_of(max_)
    said = [browser.get(page, headers={"Accept-Language": "de"}).text for page in pages_of(auction)]
    assert all('<html lang="de"' in page for page in said)
    room, screen, replay, results, receipt, same = said
    assert "Der Raum wird geöffnet" in room
    assert "Großbild" in screen
    assert "languages/de.js" in screen
    assert "Die Wiederholung braucht JavaScript." in replay
    assert "Stand der Auktion: läuft. Das sind die Verkäufe bis jetzt." in results
    assert "✓ angenommen" in receipt
    assert "Angenommen." in same
    recap = browser.get(f"/auction/{auction.pk}/recap/", headers={"Accept-Language": "de"}).text
    assert "Am teuersten" in recap


def test_auction_that_is_not_there_is_not_found(max_: User) -> None:
    browser = browser_of(max_)
    for page in (f"/auction/{uuid4()}/", f"/auction/{uuid4()}/results/", "/bid/999999999/"):
        assert browser.get(page).status_code == 404


def test_room_invites_others_while_it_waits_for_those_who_may(
    league: League, carla: User, max_: User, mia: User
) -> None:
    Member.objects.filter(user=mia, league=league).update(role=Role.SPECTATOR)
    auction = cast.auction_of(league, begun=False)
    link = f"/join/{league.code}/"
    shown = {user: link in browser_of(user).get(f"/auction/{auction.pk}/").text for user in (carla, max_, mia)}
    assert shown == {carla: True, max_: True, mia: False}
    assert cast.do(auction, Begin(actor=cast.actor_in(league))).ok
    assert link not in browser_of(carla).get(f"/auction/{auction.pk}/").text


def test_room_is_rendered_for_the_users_role(auction: Auction, carla: User, max_: User) -> None:
    for user, role in ((carla, "commissioner"), (max_, "manager")):
        page = browser_of(user).get(f"/auction/{auction.pk}/")
        assert (page.status_code, page.context["role"]) == (200, role)
        assert "csrftoken" in page.cookies, "the room's HTTP fallback sends it back"


def test_big_screen_shows_the_way_into_the_room(auction: Auction, max_: User) -> None:
    page = browser_of(max_).get(f"/auction/{auction.pk}/screen/").text
    assert f"{settings.BASE_URL}/auction/{auction.pk}/" in page
    assert 'data-qr="data:image/svg+xml' in page
    assert "<form" not in page


def test_results_list_what_was_bought(auction: Auction, mia: User) -> None:
    page = browser_of(mia).get(f"/auction/{auction.pk}/results/")
    first = auction.lots.select_related("asset").get(number=1)
    assert page.status_code == 200
    spenders = [(row["participant_name"], row["spent"]) for row in page.context["rows"]]
    assert spenders == [("Max", 30), ("Carla", 0), ("Mia", 0)]
    assert first.asset.name in page.text


def test_receipt_is_for_its_bidder_and_the_commissioner(auction: Auction, carla: User, max_: User, mia: User) -> None:
    address = pages_of(auction)[-1]
    for user in (max_, carla):
        page = browser_of(user).get(address)
        assert (page.status_code, page.context["bidder"], page.context["sentence"]) == (200, "Max", "Accepted.")
        assert page.context["leader_name"] is None
    assert browser_of(mia).get(address).status_code == 403


def test_receipt_names_the_leader_that_the_bid_met(auction: Auction, mia: User) -> None:
    cast.bid(auction, mia, 5)
    page = browser_of(mia).get(pages_of(auction)[-1])
    assert (page.context["leader_name"], page.context["sentence"]) == (
        "Max", "It was below the least that could be bid.",
    )  # fmt: skip


def test_bid_leads_to_its_receipt_by_its_event_and_its_command(
    auction: Auction, carla: User, max_: User, mia: User
) -> None:
    bid = replace(cast.bid_of(auction, mia, 5), id=uuid4())
    assert cast.do(auction, bid).code == "too_low"
    accepted = Bid.objects.filter(auction=auction, code="ok").latest("pk")
    by_event = f"/auction/{auction.pk}/receipt/{accepted.seq}/"
    by_command = f"/auction/{auction.pk}/receipt/{bid.id}/"
    lot = accepted.lot
    assert lot is not None
    for user, address, status in (
        (max_, by_event, 200), (carla, by_event, 200), (mia, by_event, 403),
        (mia, by_command, 200), (carla, by_command, 404), (max_, by_command, 404),
        (max_, f"/auction/{auction.pk}/receipt/1/", 404), (mia, f"/auction/{uuid4()}/receipt/{bid.id}/", 404),
    ):  # fmt: skip
        page = browser_of(user).get(address)
        assert page.status_code == status, (user.name, address)
        if status == 200:
            assert (lot.asset.name in page.text, page.context["bid"].pk == accepted.pk) == (True, address == by_event)


def test_what_was_bought_leads_to_the_receipt_of_its_bid_where_the_reader_may_see_it(
    auction: Auction, carla: User, max_: User, mia: User
) -> None:
    won = Bid.objects.get(auction=auction, amount=30)
    for user, sees in ((max_, True), (carla, True), (mia, False)):
        page = browser_of(user).get(f"/auction/{auction.pk}/results/").text
        rosters = page.split('class="rosters"', 1)[1].split('data-testid="bids"', 1)[0]
        assert (f'href="/bid/{won.pk}/"' in rosters) is sees, user.name


def test_replay_knows_who_reads_it(auction: Auction, carla: User, max_: User) -> None:
    for user, role in ((carla, "commissioner"), (max_, "manager")):
        page = browser_of(user).get(f"/auction/{auction.pk}/replay/").text
        seat = cast.actor_in(auction.league, user).participant
        assert f'data-role="{role}" data-seat="{seat}"' in page


# Starting one ---------------------------------------------------------------------------------------
def start(user: User, league_id: object) -> tuple[int, str]:
    answer = browser_of(user).post(f"/leagues/{league_id}/auction/start/")
    return answer.status_code, answer.headers.get("Location", "")


def test_commissioner_starts_an_auction_and_comes_to_its_room(league: League, carla: User) -> None:
    status, address = start(carla, league.pk)
    assert (status, address) == (302, f"/auction/{Auction.objects.get().pk}/")


def test_start_while_one_runs_leads_back_to_the_league(league: League, carla: User) -> None:
    cast.auction_of(league, begun=False)
    assert start(carla, league.pk) == (302, f"/leagues/{league.pk}/")
    assert Auction.objects.count() == 1


def test_others_start_nothing(league: League, max_: User, otto: User) -> None:
    assert start(max_, league.pk)[0] == 403
    assert start(otto, league.pk)[0] == 404
    assert start(max_, uuid4())[0] == 404
    assert browser_of(max_).get(f"/leagues/{league.pk}/auction/start/").status_code == 405
    assert not Auction.objects.exists()


@pytest.fixture
def held(league: League, max_: User, mia: User) -> League:
    """A league after its auction, in which Max owns two clubs for 35 of 50."""
    league = complete_auction(league, max_, mia, cast.make_user("Ned")).league
    Auction.objects.filter(league=league).update(created_at="2026-01-01T00:00:00Z")
    return league


def test_further_auction_is_asked_about_and_keeps_rosters_and_money(held: League, carla: User) -> None:
    browser = browser_of(carla)
    page = browser.post(f"/leagues/{held.pk}/auction/start/", {"top_up": "5"})
    assert "Max: £20m to spend, 2 of 3 places filled." in follows(page)
    assert Auction.objects.count() == 1, "asking creates nothing"
    answer = confirm(browser, page)
    auction = Auction.objects.exclude(status="completed").get()
    assert answer["Location"] == f"/auction/{auction.pk}/"
    assert auction.participants.get(member__user__name="Max").available == 20


def test_auction_anew_says_who_loses_what_and_wants_the_name_typed(held: League, carla: User, max_: User) -> None:
    browser = browser_of(carla)
    page = browser.post(f"/leagues/{held.pk}/auction/start/", {"anew": "1"})
    names = [each.asset.name for each in holdings_of_member(cast.member_of(held, max_))]
    assert any(all(name in said for name in ("Max loses", "£30m", "£5m", *names)) for said in follows(page))
    again = confirm(browser, page, typed="The Saturday League")
    assert "Type The Friday League to confirm." in again.text
    assert Auction.objects.count() == 1
    confirm(browser, again, typed="the friday league")
    auction = Auction.objects.exclude(status="completed").get()
    assert auction.participants.get(member__user__name="Max").available == 50


@pytest.mark.parametrize("top_up", ["-1", "much", "1.5", "9" * 18, "10.000"])
def test_top_up_that_is_no_amount_creates_nothing(held: League, carla: User, top_up: str) -> None:
    page = browser_of(carla).post(f"/leagues/{held.pk}/auction/start/", {"top_up": top_up}, follow=True)
    assert "The top-up: " in page.text
    assert Auction.objects.count() == 1


def test_nobody_else_is_even_asked(held: League, max_: User, otto: User) -> None:
    assert [start(user, held.pk)[0] for user in (max_, otto)] == [403, 404]


def links_of(page: str) -> list[str]:
    """The paths that a page links to, without what they carry."""
    return sorted({path for path in re.findall(r'href="(/[^"#?]*)', page) if not path.startswith(("/static/", "//"))})


def test_results_list_ones_own_bids_each_with_its_receipt(auction: Auction, carla: User, max_: User, mia: User) -> None:
    """Refused ones too; the commissioner sees all, and who only watches none."""
    assert not cast.bid(auction, mia, 1).ok
    sven = cast.make_user("Sven")
    Member.objects.create(league=auction.league, user=sven, role=Role.SPECTATOR, plays=False)
    page, own = (
        f"/auction/{auction.pk}/results/",
        {
            user.name: [f"/bid/{bid.pk}/" for bid in Bid.objects.filter(participant__member__user=user).order_by("pk")]
            for user in (max_, mia)
        },
    )
    shown = {
        user.name: [path for path in links_of(browser_of(user).get(page).text) if path.startswith("/bid/")]
        for user in (carla, max_, mia, sven)
    }
    assert len(own["Max"]) == 2
    assert len(own["Mia"]) == 1
    assert shown == {**own, "Carla": sorted(own["Max"] + own["Mia"]), "Sven": []}
    for user in (carla, max_, mia):
        assert {browser_of(user).get(path).status_code for path in shown[user.name]} == {200}


def test_many_bids_come_in_pages(auction: Auction, max_: User, mia: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "_BIDS_ON_A_PAGE", 2)
    for amount in (6, 7, 8):
        cast.bid(auction, mia if amount % 2 == 0 else max_, amount)
    first, last = (browser_of(max_).get(f"/auction/{auction.pk}/results/?bids={n}") for n in (1, 2))
    assert [bid.amount for bid, *_ in first.context["bids"]["rows"]] == [7, 5]
    assert [bid.amount for bid, *_ in last.context["bids"]["rows"]] == [30]
    assert "?bids=2#bids" in first.text


@pytest.mark.parametrize("who", ["Olga", "Max"])
def test_no_page_of_an_auction_links_to_what_the_viewer_cannot_find(
    auction: Auction, olga: User, max_: User, who: str
) -> None:
    """Operators watch every auction without being members: the league's link leads them to its page in the admin."""
    browser = browser_of(olga if who == "Olga" else max_)
    pages = [page for page in pages_of(auction) if who == "Max" or "/bid/" not in page]
    linked = {path for page in pages for path in links_of(browser.get(page).text)}
    assert f"/leagues/{auction.league_id}/" in linked
    missing = {path for path in linked if browser.get(path, follow=True).status_code == 404}
    assert not missing
