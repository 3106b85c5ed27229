"""The pages of leagues."""

from typing import Any

import pytest
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from auctions.models import Auction
from leagues import services
from leagues.built_in_sports import sport_of_key
from leagues.files.assets import AssetRow
from leagues.models import League, ListEntry, Role, Sport
from leagues.services import add_bot, import_assets
from leagues.settings.auction import AuctionSettings
from rollouts.testing import flags
from tests import cast
from tests.cast import member_of
from tests.questions import confirm, follows

NEW_LEAGUE: dict[str, Any] = {
    "name": "Friday",
    "sport": "football",
    "unit": "credits",
    "budget": 150,
    "slots_min": 2,
    "slots_max": 4,
    "min_price": 2,
    "increment": 3,
    "lot_seconds": 20,
    "anti_snipe_seconds": 5,
    "order": "shuffled",
}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.get("/join/")  # the first page notes the browser, the next ones needn't
    return client


def make_auction(league: League, status: str) -> Auction:
    return Auction.objects.create(league=league, status=status, waiting_room=True, settings=league.settings)


def page_of(league: League, path: str = "") -> str:
    return f"/leagues/{league.id}/{path}"


@pytest.mark.parametrize("path", ["/leagues/new/", "/account/"])
def test_pages_need_sign_in(client: Client, db: None, path: str) -> None:
    assert client.get(path)["Location"] == f"/sign-in/?next={path}"


def test_my_leagues_when_there_is_none(otto: User, league: League) -> None:
    page = signed_in(otto).get("/")
    assert "You're in no league yet" in page.text
    assert league.name not in page.text


def test_my_leagues_names_role_and_size(max_: User, league: League) -> None:
    page = signed_in(max_).get("/")
    assert "Football, 3 members" in page.text
    assert "Manager" in page.text
    assert page_of(league) in page.text


def test_my_leagues_asks_for_a_name_once(db: None) -> None:
    client = signed_in(User.objects.create_user("new@example.com"))
    assert "What's your name?" in client.get("/").text
    client.post("/account/name/", {"name": "New"})
    assert "What's your name?" not in client.get("/").text


def test_my_leagues_takes_the_same_queries_for_one_and_three(
    carla: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(carla)
    for leagues in (1, 3):
        while carla.memberships.count() < leagues:
            cast.make_league(carla)
        # Session, user, leagues, what waits: dates, rooms, seats, trades, scores; the bell.
        with django_assert_num_queries(9):
            assert client.get("/").text.count("1 member<") == leagues


def test_new_league(carla: User, football: Sport) -> None:
    client = signed_in(carla)
    assert 'value="200"' in client.get("/leagues/new/").text
    done = client.post("/leagues/new/", NEW_LEAGUE)
    league = League.objects.get()
    assert done["Location"] == page_of(league)
    settings = AuctionSettings.read(league.settings)
    assert (settings.unit, settings.budget, settings.order, settings.grace_ms) == ("credits", 150, "shuffled", 300)
    assert cast.member_of(league, carla).role == Role.COMMISSIONER


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"budget": 3}, "budget"),
        ({"budget": 2.5}, "budget"),
        ({"budget": ""}, "budget"),
        ({"slots_min": 5}, "slots_min"),
        ({"lot_seconds": 0}, "lot_seconds"),
        ({"increment": 10**30}, "increment"),
        ({"order": "backwards"}, "order"),
        ({"unit": " "}, "unit"),
        ({"name": "x" * 81}, "name"),
        ({"sport": "chess"}, "sport"),
    ],
)
def test_new_league_says_what_is_wrong_beside_the_field(
    carla: User, football: Sport, change: dict[str, Any], field: str
) -> None:
    page = signed_in(carla).post("/leagues/new/", NEW_LEAGUE | change)
    assert page.status_code == 200
    assert f'class="error" id="id_{field}_error"' in page.text
    assert page.text.count('class="error"') == 1
    assert not League.objects.exists()


def test_new_league_without_any_sport_says_what_is_missing(carla: User) -> None:
    assert "import_assets --shipped" in signed_in(carla).get("/leagues/new/").text


def test_league_page_says_before_the_start_that_not_every_roster_can_be_filled(carla: User, max_: User) -> None:
    league = cast.make_league(carla, max_, slots_min=19, slots_max=20)
    sentence = (
        "2 managers with rosters of at least 19 need 38 lots, and only 36 are on sale: 2 too few to fill every roster."
    )
    assert sentence in signed_in(carla).get(page_of(league)).text
    assert "too few" not in signed_in(max_).get(page_of(league)).text, "who can't mend it isn't asked to"
    assert (
        "too few" not in signed_in(carla).get(page_of(cast.make_league(carla, max_, slots_min=18, slots_max=20))).text
    )


@override_settings(BASE_URL="https://auctions.example")
def test_league_page_for_its_commissioner(carla: User, league: League) -> None:
    page = signed_in(carla).get(page_of(league)).text
    assert f"https://auctions.example/join/{league.code}/" in page
    assert f'action="/leagues/{league.id}/auction/start/"' in page
    assert page_of(league, "settings/") in page
    for words in ("3 members", "36 clubs", "FK Bodø/Glimt", "Max", "Commissioner", "£200m", "3 to 6 clubs", "(you)"):
        assert words in page


def test_league_page_for_a_manager_offers_nothing_that_is_not_theirs(max_: User, league: League) -> None:
    page = signed_in(max_).get(page_of(league)).text
    assert "auction/start/" not in page
    assert "Change settings" not in page
    assert "The commissioner starts it." in page


def test_league_page_leads_into_the_running_auction(carla: User, max_: User, league: League) -> None:
    ended, running = make_auction(league, "completed"), make_auction(league, "waiting")
    for user in (carla, max_):
        page = signed_in(user).get(page_of(league)).text
        assert f'<a class="button primary" href="/auction/{running.id}/">Enter the auction</a>' in page
        assert f"/auction/{ended.id}/" in page
        assert "auction/start/" not in page


def test_league_page_after_an_auction_offers_the_next(carla: User, league: League) -> None:
    make_auction(league, "cancelled")
    page = signed_in(carla).get(page_of(league)).text
    assert "Start the auction</button>" in page
    assert "anew" not in page
    make_auction(league, "completed")
    page = signed_in(carla).get(page_of(league)).text
    assert """type="submit">Auction what's left</button>""" in page, "the main button empties no roster"
    assert page.count("auction/start/") == 3
    assert '<button class="button danger" type="submit" name="anew" value="1">Start anew…</button>' in page


def test_league_page_names_bots(carla: User, league: League) -> None:
    add_bot(league, "Ada")
    page = signed_in(carla).get(page_of(league)).text
    assert '<span class="badge">Bot</span>' in page


def test_league_page_is_a_404_for_outsiders(otto: User, league: League) -> None:
    client = signed_in(otto)
    assert client.get(page_of(league)).status_code == 404
    assert client.get(page_of(league, "settings/")).status_code == 404
    assert client.post(page_of(league, "settings/"), NEW_LEAGUE).status_code == 404


def test_league_page_takes_the_same_queries_for_one_and_three(
    carla: User, max_: User, mia: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    small, large = cast.make_league(carla), cast.make_league(carla, max_, mia)
    client = signed_in(carla)
    for league, auctions in ((small, 1), (large, 3)):
        for _ in range(auctions):
            make_auction(league, "completed")
        # Session, user, membership, auctions, members, managers, date, what waits (five times), pool, edits, assets,
        # targets, the auction whose rosters there are, season, sales (twice), and the bell.
        with django_assert_num_queries(21):
            assert client.get(page_of(league)).text.count("Completed") == auctions


def test_assets_come_page_by_page(carla: User, league: League) -> None:
    import_assets("football", [AssetRow(external_id=f"z{n}", name=f"Zz club {n:03}") for n in range(100)])
    client = signed_in(carla)
    assert "<details>" in client.get(page_of(league)).text
    last = client.get(page_of(league), {"page": 3}).text
    assert "<details open>" in last
    assert "Page 3 of 3" in last
    assert "Zz club 099" in last
    assert "AFC Ajax" not in last
    assert "Page 3 of 3" in client.get(page_of(league), {"page": "999"}).text
    assert "Page 1 of 3" in client.get(page_of(league), {"page": "x"}).text


def test_settings_are_changed_by_the_commissioner(carla: User, league: League) -> None:
    client = signed_in(carla)
    assert 'value="The Friday League"' in client.get(page_of(league, "settings/")).text
    done = client.post(page_of(league, "settings/"), NEW_LEAGUE | {"name": "Saturday"}, follow=True)
    assert "Saved. These apply to your next auction." in done.text
    assert "Saturday" in done.text
    assert "150 credits" in done.text


@pytest.mark.parametrize("offered", [True, False])
def test_slow_auctions_are_among_the_settings_and_presets_where_they_are_offered(
    carla: User, league: League, offered: bool
) -> None:
    League.objects.update(sport=sport_of_key("football-players"))
    with flags(slow_auctions=offered):
        page = signed_in(carla).get(page_of(league, "settings/")).text
    assert ("slow-settings" in page, "preset=slow-squad" in page) == (offered, offered)
    assert "preset=fpl-squad" in page


def test_settings_without_a_field_are_kept(carla: User, league: League) -> None:
    League.objects.update(settings=AuctionSettings(grace_ms=500, unsold_rounds=2).to_json())
    signed_in(carla).post(page_of(league, "settings/"), NEW_LEAGUE)
    league.refresh_from_db()
    assert (league.settings["grace_ms"], league.settings["unsold_rounds"], league.settings["budget"]) == (500, 2, 150)


def test_settings_that_cannot_be_played_stay_in_the_form(carla: User, league: League) -> None:
    page = signed_in(carla).post(page_of(league, "settings/"), NEW_LEAGUE | {"budget": 3}).text
    assert "A roster of 2 costs at least 4 credits. Raise the budget." in page
    league.refresh_from_db()
    assert league.settings["budget"] == 200


def test_settings_are_a_403_for_managers(max_: User, league: League) -> None:
    client = signed_in(max_)
    assert client.get(page_of(league, "settings/")).status_code == 403
    assert client.post(page_of(league, "settings/"), NEW_LEAGUE).status_code == 403
    league.refresh_from_db()
    assert league.settings["budget"] == 200


def test_names_are_escaped(carla: User, league: League) -> None:
    League.objects.update(name="<script>1</script>")
    for path in ("/", page_of(league), page_of(league, "settings/")):
        assert "<script>1" not in signed_in(carla).get(path).text


def ask(client: Client, league: League, user: User, do: str, role: str = "") -> Any:
    path = f"/leagues/{league.pk}/members/{member_of(league, user).pk}/"
    return client.post(path, {"do": do, "role": role})


def change(client: Client, league: League, user: User, do: str, role: str = "") -> int:
    """Press a button beside a member, and the button of the question that comes."""
    status: int = confirm(client, ask(client, league, user, do, role)).status_code
    return status


@pytest.mark.parametrize(
    ("do", "role", "title", "words"),
    [
        ("role", "spectator", "Make Max spectator?", "Max can watch, but not bid, trade or invite."),
        ("role", "commissioner", "Make Max commissioner, beside you?", "Max can run auctions"),
        ("make_commissioner", "", "Make Max commissioner, beside you?", "You stay commissioner."),
        ("hand_over", "", "Hand The Friday League over to Max?", "only Max can hand back"),
        ("remove", "", "Remove Max from The Friday League?", "Max keeps 1 club: AFC Ajax (£30m)."),
    ],
)
def test_every_change_of_a_member_is_asked_first(
    carla: User, max_: User, mia: User, client: Client, do: str, role: str, title: str, words: str
) -> None:
    league = cast.make_league(carla, max_, mia, **cast.QUICK)
    cast.sell(cast.auction_of(league, lots=2), max_, 30)
    client.force_login(carla)
    page = ask(client, league, max_, do, role)
    assert title in page.text
    assert words in " ".join(follows(page))
    assert (member_of(league, max_).role, member_of(league, max_).left_at) == (Role.MANAGER, None)
    league.refresh_from_db()
    assert league.code in client.get(f"/leagues/{league.pk}/").text, "asking changes nothing"
    assert confirm(client, page).status_code == 302
    assert (member_of(league, max_).role, member_of(league, max_).left_at) != (Role.MANAGER, None)


def test_a_role_that_one_has_is_not_asked_about(league: League, carla: User, max_: User, client: Client) -> None:
    client.force_login(carla)
    assert ask(client, league, max_, "role", "manager").status_code == 302
    assert "Max is a manager already." in client.get(f"/leagues/{league.pk}/").text


def test_a_commissioner_does_it_on_the_page(league: League, carla: User, max_: User, mia: User, client: Client) -> None:
    client.force_login(carla)
    page = client.get(f"/leagues/{league.pk}/")
    assert "Hand over to Max" in page.text
    assert change(client, league, mia, "role", "spectator") == 302
    assert member_of(league, mia).role == Role.SPECTATOR
    assert change(client, league, max_, "hand_over") == 302
    assert "Max is commissioner now" in client.get(f"/leagues/{league.pk}/").text
    client.force_login(max_)
    assert change(client, league, carla, "remove") == 302
    assert "Carla is removed" in client.get(f"/leagues/{league.pk}/").text


def test_a_commissioner_makes_a_second_one_and_takes_it_back(
    league: League, carla: User, max_: User, client: Client
) -> None:
    client.force_login(carla)
    assert "Make Max a commissioner too" in client.get(f"/leagues/{league.pk}/").text
    assert change(client, league, max_, "make_commissioner") == 302
    assert [member_of(league, each).role for each in (carla, max_)] == [Role.COMMISSIONER] * 2
    assert "Take the commissioner's role back" in client.get(f"/leagues/{league.pk}/").text.replace("&#x27;", "'")
    page = ask(client, league, max_, "take_back")
    assert "Carla runs the league from then on." in " ".join(follows(page))
    assert confirm(client, page).status_code == 302
    assert member_of(league, max_).role == Role.MANAGER


def test_a_refusal_is_said_on_the_page(league: League, carla: User, client: Client) -> None:
    client.force_login(carla)
    assert ask(client, league, carla, "remove").status_code == 302
    assert "A league needs a commissioner" in client.get(f"/leagues/{league.pk}/").text


@pytest.mark.parametrize("do", ["role", "hand_over", "remove"])
def test_a_manager_gets_403_with_the_reason_and_an_outsider_404(
    league: League, max_: User, mia: User, otto: User, client: Client, do: str
) -> None:
    path = f"/leagues/{league.pk}/members/{member_of(league, mia).pk}/"
    client.force_login(max_)
    page = client.post(path, {"do": do, "role": "spectator"})
    assert page.status_code == 403
    assert "Only a commissioner can change or remove members." in page.text
    client.force_login(otto)
    assert client.post(path, {"do": do, "role": "spectator"}).status_code == 404
    assert member_of(league, mia).role == Role.MANAGER


def test_everybody_can_leave_and_lands_among_their_leagues(league: League, max_: User, client: Client) -> None:
    client.force_login(max_)
    assert "Leave the league" in client.get(f"/leagues/{league.pk}/").text
    response = confirm(client, ask(client, league, max_, "remove"))
    assert response["Location"] == "/"
    assert "You have left" in client.get("/").text


def test_a_member_of_another_league_is_not_found(league: League, carla: User, otto: User, client: Client) -> None:
    other = services.create_league(otto, "Other", league.sport, AuctionSettings())
    client.force_login(carla)
    path = f"/leagues/{league.pk}/members/{member_of(other, otto).pk}/"
    assert client.post(path, {"do": "remove"}).status_code == 404


@pytest.mark.parametrize("data", [{}, {"do": "role"}, {"do": "role", "role": "king"}, {"do": "nonsense"}])
def test_what_is_no_change_changes_nothing(
    league: League, carla: User, max_: User, client: Client, data: dict[str, str]
) -> None:
    client.force_login(carla)
    assert client.post(f"/leagues/{league.pk}/members/{member_of(league, max_).pk}/", data).status_code == 302
    assert member_of(league, max_).role == Role.MANAGER


def test_a_spectator_sees_no_invite(league: League, carla: User, max_: User, client: Client) -> None:
    services.change_role(member_of(league, carla), member_of(league, max_), Role.SPECTATOR)
    client.force_login(max_)
    assert league.code not in client.get(f"/leagues/{league.pk}/").text


def test_whoever_brings_their_own_list_is_led_to_its_page(carla: User, football: Sport) -> None:
    client = signed_in(carla)
    done = client.post("/leagues/new/", NEW_LEAGUE | {"sells": "own"})
    league = League.objects.get()
    assert done["Location"] == f"{page_of(league)}list/"
    page = client.get(page_of(league)).text
    assert "Next steps" in page
    assert f'<a href="{page_of(league)}list/">bring a list of your own</a>' in page


def test_next_steps_are_for_who_starts_the_first_auction(carla: User, max_: User) -> None:
    league = cast.make_league(carla, max_)
    assert "Next steps" not in signed_in(max_).get(page_of(league)).text
    assert f'href="{page_of(league)}list/"' not in signed_in(max_).get(page_of(league)).text
    ListEntry.objects.all().delete()
    assert f'<a href="{page_of(league)}list/#bring">Bring a list</a>' in signed_in(carla).get(page_of(league)).text
    assert "The commissioner brings a list." in signed_in(max_).get(page_of(league)).text
