"""Scores come in through the commissioner's page, and the standings move before those who look at them."""

from playwright.sync_api import expect

from accounts.models import User
from season.background import Worker
from tests.e2e.conftest import Visit
from tests.e2e.visitors import PHONE
from tests.season import scored_league
from tests.season.small_competitions import scores


def test_standings_move_on_an_open_page_when_scores_are_uploaded(
    visit: Visit, carla: User, max_: User, mia: User
) -> None:
    season = scored_league.played_league(carla, max_, mia)
    scored_league.score(season, *scored_league.GAME_1)
    place = f"/leagues/{season.league_id}/season/"
    open_page = visit(mia, place, PHONE)
    first_row = open_page.see("standings").locator("tbody tr").first
    expect(first_row).to_contain_text("Max")
    open_page.page.evaluate("window.notReloaded = true")
    carlas = visit(carla, f"{place}upload/")
    file = {"name": "day2.csv", "mimeType": "text/csv", "buffer": scores("f2,3,90,6,0", "f9,1,90,0,0")}
    carlas.page.get_by_label("File").set_input_files(file)  # type: ignore[arg-type]
    carlas.page.get_by_role("button", name="Preview").click()
    expect(carlas.see("problems")).to_contain_text("There is no fixture 'f9'")
    expect(carlas.page.get_by_role("button", name="Apply the 1 good line")).to_be_visible()
    carlas.page.get_by_role("link", name="Another file").click()
    file["buffer"] = scores("f2,3,90,6,0")
    carlas.page.get_by_label("File").set_input_files(file)  # type: ignore[arg-type]
    carlas.page.get_by_role("button", name="Preview").click()
    expect(carlas.see("preview")).to_contain_text("1 new, 0 changed")
    carlas.page.get_by_role("button", name="Apply").click()
    carlas.page.wait_for_url(place)
    expect(carlas.page.get_by_text("Applied day2.csv")).to_be_visible()
    assert Worker().work() >= 1
    expect(first_row).to_contain_text("Mia")
    expect(first_row).to_contain_text("up 1")
    assert open_page.page.evaluate("window.notReloaded") is True
    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    for path in ("", "fixtures/", "bargains/"):
        open_page.page.goto(f"{place}{path}")
        assert open_page.page.evaluate(width) <= 0, path


def test_a_list_of_ones_own_is_asked_about_on_a_phone(visit: Visit, carla: User, max_: User, mia: User) -> None:
    season = scored_league.played_league(carla, max_, mia)
    carlas = visit(carla, f"/leagues/{season.league_id}/season/upload/", PHONE)
    rows = "Spieltag;Datum;Heim;Gast;Team 1;Bemerkung zur Begegnung\n3;03/04/2027;Reds;Blues;x;ausverkauft\n"
    file = {"name": "spiele.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    carlas.page.get_by_label("What is in it").select_option("fixtures")
    carlas.page.get_by_label("File").set_input_files(file)  # type: ignore[arg-type]
    carlas.page.get_by_role("button", name="Preview").click()
    expect(carlas.see("asked")).to_contain_text("ausverkauft")
    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert carlas.page.evaluate(width) <= 0
    carlas.page.get_by_label("Which column has the home side?").select_option("Heim")
    carlas.page.get_by_label("What is 03/04/2027?").select_option("The first number is the day")
    carlas.page.get_by_role("button", name="Preview").click()
    expect(carlas.see("preview")).to_contain_text("1 new")
    expect(carlas.see("preview")).to_contain_text("Not used: Team 1, Bemerkung zur Begegnung.")
    assert carlas.page.evaluate(width) <= 0
