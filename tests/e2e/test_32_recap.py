"""Things that people share after an auction: its recap, a picture of each roster, and rosters on paper."""

from pathlib import Path

from playwright.sync_api import expect

from accounts.models import User
from tests.auctions.reads.test_recap import ranked_auction
from tests.e2e.conftest import Visit
from tests.e2e.visitors import DESKTOP, PHONE

PNG = b"\x89PNG\r\n\x1a\n"


_ROSTER = """async () => {
  const { rosterIn } = await import("/static/js/results/picture.js");
  return rosterIn(document.querySelector("[data-roster]"));
}"""


def test_recap_tells_of_the_evening(visit: Visit, carla: User, max_: User, mia: User) -> None:
    auction = ranked_auction(carla, max_, mia)
    for size in (DESKTOP, PHONE):
        maxs = visit(max_, f"/auction/{auction.pk}/results/", size)
        maxs.page.get_by_role("link", name="Recap").click()
        expect(maxs.see("most-expensive")).to_contain_text("£40m")
        expect(maxs.see("bargain")).to_contain_text("£30m less")
        expect(maxs.see("overpay")).to_contain_text("£20m more")
        expect(maxs.see("quarters").locator("tbody tr").nth(1)).to_contain_text("100% more")
        assert maxs.page.evaluate("document.documentElement.scrollWidth") == size["width"]


def test_roster_becomes_a_picture(visit: Visit, carla: User, max_: User, mia: User, tmp_path: Path) -> None:
    max_.name = "محمد بن عبد الله"
    max_.save()
    auction = ranked_auction(carla, max_, mia)
    mias = visit(mia, f"/auction/{auction.pk}/results/", PHONE)
    assert visit(max_, f"/auction/{auction.pk}/results/").page.evaluate(_ROSTER) == {
        "league": "The Friday League", "manager": max_.name, "team": "", "left": "£145m", "spent": "£55m",
        "bought": [["AFC Ajax NED", "£10m"], ["Arsenal FC ENG", "£40m"], ["Atalanta BC ITA", "£5m"]],
    }, "what only screen readers hear isn't in it"  # fmt: skip
    with mias.page.expect_download() as saved:
        mias.page.get_by_role("button", name="Picture to share").first.click()
    assert saved.value.suggested_filename == "محمد-بن-عبد-الله.png"
    picture = tmp_path / "roster.png"
    saved.value.save_as(picture)
    data = picture.read_bytes()
    assert data.startswith(PNG)
    width, height = (int.from_bytes(data[at : at + 4]) for at in (16, 20))
    assert (width, height) == (1080, 360 + 3 * 58 + 130)
    assert len(data) > 10_000, "something is written on it"


def test_rosters_are_printed_without_what_can_only_be_pressed(
    visit: Visit, carla: User, max_: User, mia: User, tmp_path: Path
) -> None:
    auction = ranked_auction(carla, max_, mia)
    carlas = visit(carla, f"/auction/{auction.pk}/results/")
    expect(carlas.page.get_by_role("button", name="Print the rosters")).to_be_visible()
    carlas.page.emulate_media(media="print")
    for testid in ("bids", "downloads", "csv"):
        expect(carlas.see(testid)).to_be_hidden()
    for hidden in (carlas.page.get_by_role("button"), carlas.page.get_by_role("banner")):
        expect(hidden).to_have_count(0)
    expect(carlas.page.get_by_role("heading", name="Max")).to_be_visible()
    colours = carlas.page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
    )
    assert colours == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
    carlas.page.pdf(path=tmp_path / "rosters.pdf")
    assert (tmp_path / "rosters.pdf").stat().st_size > 5000
