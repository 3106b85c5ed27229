"""Open rooms hear who runs the league and what people are called, in every process."""

import pytest

from accounts.account import delete_account
from accounts.models import User
from accounts.services import set_name
from auctions.models import Auction
from leagues import services
from leagues.models import League
from leagues.settings.auction import AuctionSettings
from tests import cast
from tests.live import MakeSite, Site, eventually
from tests.sockets import Client

SOONER_THAN_BY_ITSELF = 30.0
"""Names are read anew after a minute anyway."""


@pytest.fixture
def league(transactional_db: None, carla: User, max_: User, mia: User) -> League:
    return cast.make_league(carla, max_, mia, lot_seconds=600, break_seconds=0, grace_ms=0)


@pytest.fixture
def auction(league: League) -> Auction:
    """In its waiting room."""
    return cast.auction_of(league, begun=False)


def entered(site: Site, auction: Auction, user: User) -> list[Client]:
    """Return a page of the user's in each web process, which knows the names of now."""
    pages = [site.client(auction.pk, user, web) for web in site.webs]
    for page in pages:
        page.hello()
    return pages


def heads_said(page: Client) -> list[list[str]]:
    """Return who runs the league by each event that says it, in the order in which they came."""
    return [event["data"]["auction"]["commissioners"] for event in page.events if "auction" in event["data"]]


def shows(page: Client, *commissioners: str) -> None:
    page.wait_until(lambda: page.state["auction"]["commissioners"] == [*commissioners], f"{commissioners} to run it")


def calls(page: Client, seat: str, name: str) -> None:
    def called_so() -> bool:
        return any((each["id"], each["name"]) == (seat, name) for each in page.state["participants"])

    page.wait_until(called_so, f"{name} to be called so")


def calls_league(page: Client, name: str) -> None:
    page.wait_until(lambda: page.state["auction"]["league"]["name"] == name, f"the league to be called {name}")


def as_read_anew(site: Site, page: Client, auction: Auction, user: User) -> None:
    fresh = site.client(auction.pk, user)
    fresh.hello()
    assert (page.seq, page.state) == (fresh.seq, fresh.state)


def test_a_waiting_room_shows_who_runs_the_league(
    site: Site, league: League, auction: Auction, carla: User, max_: User, mia: User
) -> None:
    pages = entered(site, auction, mia)
    services.hand_over(cast.member_of(league, carla), cast.member_of(league, max_))
    for page in pages:
        shows(page, "Max")
        assert page.state["auction"]["commissioner"] == "Max"
        as_read_anew(site, page, auction, mia)


def test_who_comes_back_is_shown_who_runs_the_league_since(
    site: Site, league: League, auction: Auction, carla: User, max_: User, mia: User
) -> None:
    [before, _] = entered(site, auction, mia)
    before.hang_up()
    services.hand_over(cast.member_of(league, carla), cast.member_of(league, max_))
    page = site.client(auction.pk, mia)
    page.remember(before)
    assert page.hello(before.epoch, before.seq)["events"] == []
    shows(page, "Max")


def test_a_room_shows_what_a_person_is_called(site: Site, auction: Auction, max_: User, mia: User) -> None:
    pages = entered(site, auction, mia)
    [seat] = [each["id"] for each in pages[0].state["participants"] if each["name"] == "Max"]
    set_name(max_, "Maximilian")
    for page in pages:
        calls(page, seat, "Maximilian")
        as_read_anew(site, page, auction, mia)


def test_a_room_shows_that_an_account_is_no_more(site: Site, auction: Auction, max_: User, mia: User) -> None:
    [page, _] = entered(site, auction, mia)
    [seat] = [each["id"] for each in page.state["participants"] if each["name"] == "Max"]
    delete_account(max_)
    calls(page, seat, "former member")


def test_a_room_shows_what_its_league_is_called(
    site: Site, league: League, auction: Auction, carla: User, mia: User
) -> None:
    pages = entered(site, auction, mia)
    services.update_settings(cast.member_of(league, carla), AuctionSettings.read(league.settings), "Family")
    for page in pages:
        calls_league(page, "Family")
        as_read_anew(site, page, auction, mia)


def test_a_process_without_sockets_forgets_names_too(
    make_site: MakeSite, auction: Auction, max_: User, mia: User
) -> None:
    site = make_site()
    site.add_web()
    site.ready()

    def names() -> set[str]:
        state = site.web.call("GET", f"/api/auction/{auction.pk}/", mia).json()["state"]
        return {each["name"] for each in state["participants"]}

    assert "Max" in names()
    set_name(max_, "Maximilian")
    eventually(lambda: "Maximilian" in names(), "another name", SOONER_THAN_BY_ITSELF)


def test_the_clock_says_who_runs_the_league_now(site: Site, carla: User, max_: User, mia: User) -> None:
    league = cast.make_league(carla, max_, mia, lot_seconds=1, break_seconds=1, grace_ms=0, early_end=False)
    auction = cast.auction_of(league)
    page = site.client(auction.pk, mia)
    page.hello()
    page.wait_for_event("lot_started", number=2)  # so the clock has read the names
    services.hand_over(cast.member_of(league, carla), cast.member_of(league, max_))
    page.forget_frames()
    page.wait_until(
        lambda: heads_said(page)[-1:] == [["Max"]], "the clock to say that Max runs it", SOONER_THAN_BY_ITSELF
    )
