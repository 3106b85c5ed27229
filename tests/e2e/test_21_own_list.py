"""A commissioner brings a list as it is: asked about columns and people, good lines first, and taken back."""

from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.models import User
from leagues.built_in_sports import sport_of_key
from leagues.lists import queries
from leagues.models import League
from leagues.own_lists.queries import exported_list, own_list
from leagues.services import create_league
from leagues.settings.auction import AuctionSettings
from tests.e2e.conftest import PICTURES, Visit
from tests.e2e.test_20_names import looks_right
from tests.e2e.visitors import DESKTOP, PHONE, Visitor

FIRST = "Wer;Verein;Rang\nBukayo Saka;Arsenal;1\nMartin Odegaard;Arsenal;2\nLamine Yamal;Barcelona;3\n"
NEXT = "Wer;Verein;Rang\nBukayo Saka;Chelsea;1\nMartin Ødegaard;Arsenal;2\nErling Haaland;City;third\n"


def file(name: str, text: str) -> Any:
    return {"name": name, "mimeType": "text/csv", "buffer": text.encode()}


def bring(who: Visitor, name: str, text: str) -> None:
    who.page.get_by_label("File").set_input_files(file(name, text))
    who.page.get_by_role("button", name="Preview").click()


def press(who: Visitor, button: str) -> None:
    who.page.get_by_role("button", name=button).first.click()


def explain(who: Visitor) -> None:
    expect(who.see("asked")).to_contain_text("Bukayo Saka")
    looks_right(who)
    who.page.get_by_label("Which column has the name?").select_option("Wer")
    press(who, "Preview")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_from_a_file_to_what_it_changed_and_back(visit: Visit, carla: User, league: League, size: Any) -> None:
    carlas = visit(carla, f"/leagues/{league.pk}/", size)
    carlas.page.get_by_role("link", name="bring a list of your own").click()
    looks_right(carlas)
    bring(carlas, "liste.csv", FIRST)
    explain(carlas)
    expect(carlas.see("preview")).to_contain_text("3 new, 0 changed")
    looks_right(carlas)
    press(carlas, "Apply")
    expect(carlas.see("listed")).to_contain_text("Lamine Yamal")
    before = exported_list(own_list(league))

    bring(carlas, "liste-2.csv", NEXT)
    expect(carlas.see("problems")).to_contain_text("The rank 'third' is no whole number")
    expect(carlas.see("questions")).to_contain_text("Who is")
    looks_right(carlas)
    press(carlas, "Apply the 2 good lines")
    expect(carlas.page.get_by_text("Answer 2 questions first.")).to_be_visible()
    carlas.page.get_by_label("All that you don't choose").select_option("same")
    press(carlas, "Show what changes")
    expect(carlas.page.get_by_text("name Martin Odegaard → Martin Ødegaard")).to_be_visible()
    looks_right(carlas)
    press(carlas, "Apply the 2 good lines")
    expect(carlas.page.get_by_text("0 new, 2 changed, 0 unchanged.")).to_be_visible()
    looks_right(carlas)
    assert {asset.name for asset in queries.assets_of(league)} == {"Bukayo Saka", "Martin Ødegaard", "Lamine Yamal"}

    with carlas.page.expect_download() as mend:
        carlas.page.get_by_role("link", name="Download 1 to mend").click()
    assert "Erling Haaland" in mend.value.path().read_text()
    press(carlas, "Take back liste-2.csv")
    expect(carlas.page.get_by_text("2 clubs that it changed are as before.")).to_be_visible()
    press(carlas, "Take it back")
    expect(carlas.page.get_by_text("the list is as before it")).to_be_visible()
    assert exported_list(own_list(league)) == before


def test_single_assets_are_found_mended_and_merged_on_a_phone(visit: Visit, carla: User, league: League) -> None:
    carlas = visit(carla, f"/leagues/{league.pk}/list/", PHONE)
    carlas.page.get_by_label("Or paste rows from a spreadsheet").fill("Leeds United\nLeeds Utd\nAjax")
    press(carlas, "Preview")
    press(carlas, "Apply")
    carlas.page.get_by_role("link", name="Add a club").click()
    looks_right(carlas)
    carlas.page.get_by_label("Name").fill("AJAX")
    carlas.page.get_by_role("button", name="Add").click()
    expect(carlas.page.get_by_text("is on the list already")).to_be_visible()
    carlas.page.get_by_role("link", name="Cancel").click()
    carlas.page.get_by_role("searchbox").fill("leeds united")
    press(carlas, "Search")
    carlas.page.get_by_role("link", name="Edit").click()
    looks_right(carlas)
    carlas.page.get_by_label("Country").fill("ENG")
    press(carlas, "Save")
    carlas.page.get_by_role("link", name="Edit").first.click()
    carlas.page.get_by_label("The other one").fill("leeds utd")
    press(carlas, "Make them one")
    expect(carlas.page.get_by_text("owns what stays")).to_be_visible()
    press(carlas, "Make them one")
    expect(carlas.page.get_by_text("Merged Leeds Utd into Leeds United")).to_have_count(2)
    looks_right(carlas)
    assert [asset.name for asset in queries.assets_of(league)] == ["Leeds United", "Ajax"]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_sets_and_teams_of_cricketers_are_brought_seen_edited_and_searched(
    visit: Visit, carla: User, size: Any
) -> None:
    league = create_league(carla, "Cricketers", sport_of_key("cricket"), AuctionSettings())
    carlas = visit(carla, f"/leagues/{league.pk}/list/", size)
    page = carlas.page
    pasted = "Name\tTeam\tSet\tBase price\nV Kohli\tBengaluru\tMarquee\t200\nPR Veer\tChennai\tBatters\t30\n"
    page.get_by_label("Or paste rows").fill(pasted)
    press(carlas, "Preview")
    expect(carlas.see("preview")).to_contain_text("2 new, 0 changed")
    expect(page.get_by_role("rowheader", name="V Kohli (Marquee, Bengaluru)")).to_be_visible()
    press(carlas, "Apply")
    expect(page.get_by_role("row", name="V Kohli Marquee Bengaluru 200")).to_be_visible()
    looks_right(carlas)
    page.get_by_role("link", name="Edit PR Veer").click()
    page.get_by_label("Position").fill("Uncapped")
    expect(page.get_by_label("Club")).to_have_value("Chennai")
    looks_right(carlas)
    press(carlas, "Save")
    page.get_by_role("searchbox").fill("uncapped")
    press(carlas, "Search")
    expect(carlas.see("listed")).to_contain_text("1 player found")
    page.set_viewport_size(size)
    page.screenshot(path=PICTURES / f"sets-on-the-list-{size['width']}.png")
    page.get_by_role("link", name="Put its sets in order").click()
    expect(page.get_by_role("button", name="Move Uncapped up")).to_be_visible()
    page.goto(f"/leagues/{league.pk}/")
    page.get_by_text("2 players").click()
    expect(page.get_by_role("row", name="V Kohli Marquee Bengaluru")).to_be_visible()
