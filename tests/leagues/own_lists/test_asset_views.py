"""The pages of single assets: add, edit, retire, bring back, make one of two."""

from accounts.models import User
from leagues.lists import queries
from leagues.models import League
from tests import cast
from tests.leagues.own_lists.small_lists import PLAYERS, brought, called, everything, export
from tests.leagues.own_lists.test_views import address
from tests.leagues.test_views import signed_in
from tests.questions import confirm, follows


def test_an_asset_is_added_and_a_second_of_its_name_only_if_that_is_ticked(carla: User, league: League) -> None:
    client = signed_in(carla)
    assert "Add a club" in client.get(address(league, "add/")).text
    client.post(address(league, "add/"), {"name": "Leeds", "country": "ENG", "rank": "1,000"})
    assert export(league).splitlines()[1] == "leeds-eng,Leeds,ENG,,,1000"
    refused = client.post(address(league, "add/"), {"name": "leeds"})
    assert "is on the list already" in refused.text
    assert "Another one of this name" in refused.text
    client.post(address(league, "add/"), {"name": "leeds", "another": "on"})
    assert len(queries.assets_of(league)) == 2


def test_an_edit_is_saved_and_what_is_wrong_stays_typed(carla: User, league: League) -> None:
    brought(carla, league, PLAYERS)
    client, saka = signed_in(carla), called(league, "Saka")
    here = address(league, f"{saka.pk}/")
    assert 'value="Saka"' in client.get(here).text
    wrong = client.post(here, {"do": "save", "name": "Bukayo Saka", "external_id": "2"})
    assert "Another asset has this id" in wrong.text
    assert 'value="Bukayo Saka"' in wrong.text
    done = client.post(
        here,
        {"do": "save", "name": "Bukayo Saka", "external_id": "1", "country": "ENG", "position": "MID"},
        follow=True,
    )
    assert "Edited Saka" in done.text
    assert export(league).splitlines()[1] == "1,Bukayo Saka,ENG,MID,Arsenal,"


def test_retired_and_brought_back(carla: User, league: League) -> None:
    brought(carla, league, PLAYERS)
    client, saka = signed_in(carla), called(league, "Saka")
    here = address(league, f"{saka.pk}/")
    client.post(here, {"do": "retire"})
    assert "Saka" not in export(league)
    assert "retired already" in client.post(here, {"do": "retire"}).text
    assert "Bring back" in client.get(here).text
    client.post(here, {"do": "bring_back"})
    assert "Saka" in export(league)


def test_two_become_one_after_a_question(carla: User, league: League) -> None:
    brought(carla, league, PLAYERS)
    brought(carla, league, "external_id,name\n9,B. Saka\n")
    client, before = signed_in(carla), everything(league)
    here = address(league, f"{called(league, 'Saka').pk}/")
    assert '<option value="9">B. Saka</option>' in client.get(here).text
    for typed, words in (("Sako", "did you mean"), ("", "Say which one"), ("Saka", "isn&#x27;t there")):
        assert words in client.post(here, {"do": "merge", "other": typed}, follow=True).text
    question = client.post(here, {"do": "merge", "other": "b. saka"})
    assert "stays, with what the list says of it" in follows(question)[0]
    assert everything(league) == before
    confirm(client, question)
    assert export(league).splitlines()[1:] == PLAYERS.splitlines()[1:]


def test_an_asset_of_another_list_has_no_page_here(carla: User, league: League) -> None:
    shared = queries.assets_of(league)[0]
    assert signed_in(carla).get(address(league, f"{shared.pk}/")).status_code == 404
    assert signed_in(carla).post(address(league, f"{shared.pk}/"), {"do": "retire"}).status_code == 404


def test_everybody_sees_what_a_sold_asset_was_called(carla: User, max_: User, mia: User) -> None:
    league = cast.make_league(carla, max_, mia, **cast.QUICK)
    brought(carla, league, PLAYERS)
    cast.sell(cast.auction_of(league), max_, 5)
    sold = called(league, "Saka")
    signed_in(carla).post(
        address(league, f"{sold.pk}/"), {"do": "save", "name": "Bukayo Saka", "rank": "1", "position": "MID"}
    )
    page = signed_in(mia).get(f"/leagues/{league.pk}/rosters/")
    assert "Bukayo Saka" in page.text
    assert [(each.change.old, each.change.new, each.by) for each in page.context["news"]] == [
        ("Saka", "Bukayo Saka", "Carla")
    ]
