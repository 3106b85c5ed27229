"""Recorded files, as others made them, through the pages of a served site: over HTTP, with a session and its tokens.

With `-s` it prints the rows of each file that were taken and refused.
"""

import http.client
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from accounts.models import User
from leagues.built_in_sports import sport_of_key
from leagues.models import League, ListUpload
from leagues.services import create_league
from leagues.settings.auction import AuctionSettings
from season.league_seasons.services import follow_own_competition
from season.models import AssetPoints, LeagueSeason, Upload
from season.schemes.services import install_sport_and_scheme
from tests import cast
from tests.leagues.test_views import signed_in
from tests.live import MakeSite, Web
from tests.recorded import needs_recorded_data
from tests.season.test_recorded_uploads import (
    CLUBS,
    CRICKET,
    FPL_24,
    FPL_25,
    Import,
    Recorded,
    follow,
    official_points,
)

pytestmark = needs_recorded_data

SEASONS = {
    "Premier League 2024/25": FPL_24,
    "Premier League 2025/26": FPL_25,
    "Euro 2024": CLUBS[0],
    "Champions League 2025/26": CLUBS[1],
    "Indian Premier League 2026": CRICKET,
}


class Browser:
    """Somebody's browser, as far as forms need one: it keeps its cookies, and sends the token of the page."""

    def __init__(self, web: Web, user: User) -> None:
        self.web = web
        self.cookies = {name: each.value for name, each in signed_in(user).cookies.items()}

    def _call(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> tuple[int, str, str]:
        line = http.client.HTTPConnection(self.web.address.host, self.web.address.port, timeout=120)
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Origin": self.web.address.url,
            "Content-Type": kind,
        }
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            for name, value in re.findall(r"(\w+)=([^;]*)", "\n".join(answer.headers.get_all("Set-Cookie") or ())):
                if name in {"csrftoken", "sessionid"}:
                    self.cookies[name] = value
            return answer.status, answer.headers.get("Location", ""), answer.read().decode()
        finally:
            line.close()

    def get(self, path: str) -> str:
        status, _, text = self._call("GET", path)
        assert status == 200, (status, path)
        return text

    def send(self, page: str, path: str, data: dict[str, Any]) -> tuple[int, str, str]:
        """Fill in the form of a page that was got, and send it."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token, page[:500]
        data = {"csrfmiddlewaretoken": token[1], **data}
        if "file" in data:
            return self._call("POST", path, encode_multipart(BOUNDARY, data), MULTIPART_CONTENT)
        return self._call("POST", path, urlencode(data).encode(), "application/x-www-form-urlencoded")


def send_file(browser: Browser, season: LeagueSeason, each: Import) -> Upload:
    """Choose the files on the page, look at the preview, and press its button."""
    address = f"/leagues/{season.league_id}/season/upload/"
    files = [SimpleUploadedFile(path.name, path.read_bytes()) for path in each.paths]
    status, _, preview = browser.send(browser.get(address), address, {"kind": each.kind, "file": files})
    assert status == 200
    button = re.search(r'action="([^"]+/apply/)">.*?(name="good_lines")?>Apply', preview, re.DOTALL)
    assert button, re.findall(r"<td>(.*?)</td>", preview)[:5]
    has_wrong = "good line" in preview
    status, place, _ = browser.send(preview, button[1], {"good_lines": "yes"} if has_wrong else {})
    assert (status, place.startswith(f"/leagues/{season.league_id}/season/")) == (302, True)
    return Upload.objects.latest("pk")


def bring_assets(browser: Browser, league: League, paths: Sequence[Path]) -> ListUpload:
    """Choose the files of the league's own list on its page, look at what they would change, and press the button."""
    address = f"/leagues/{league.pk}/list/"
    files = [SimpleUploadedFile(path.name, path.read_bytes()) for path in paths]
    status, waiting, text = browser.send(browser.get(address), address, {"file": files})
    assert status == 302, re.findall(r"<td>(.*?)</td>", text)[:5]
    preview = browser.get(waiting)
    inputs = re.findall(r"<input[^>]*>", preview)
    chosen = [each for each in inputs if 'type="hidden"' in each or " checked" in each]
    fields = {name: value for each in chosen for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', each)}
    del fields["csrfmiddlewaretoken"]
    assert browser.send(preview, waiting, {**fields, "do": "apply"})[:2] == (302, address)
    return ListUpload.objects.latest("pk")


def points_of(season: LeagueSeason) -> dict[tuple[str, str], int]:
    rows = AssetPoints.objects.filter(performance__fixture__competition=season.competition).values_list(
        "performance__fixture__external_id",
        "performance__asset__listed__file_id",
        "performance__asset__external_id",
        "points",
    )
    return {(fixture, of_season or asset): points for fixture, of_season, asset, points in rows}


def bring(browser: Browser, carla: User, name: str, recorded: Recorded) -> list[str]:
    """Bring the files of a season, those of its assets first, and return a line of a table for each."""
    install_sport_and_scheme(recorded.sport)
    league = create_league(carla, name, sport_of_key(recorded.sport), AuctionSettings())
    assets = bring_assets(browser, league, recorded.assets)
    files = " and ".join(path.name for path in recorded.assets)
    assert (assets.status, assets.created) == ("applied", league.own_assets.count())
    lines = [f"| {name} | assets | {files} | {assets.created:5} | {assets.left_out:7} | - |"]
    season = follow_own_competition(cast.member_of(league, carla), name="Cup", season="2024/25")
    official = dict[tuple[str, str], int]()
    for each in recorded.imports:
        upload = send_file(browser, season, each)
        assert (upload.status, upload.created, upload.left_out) == ("applied", each.new, each.left_out)
        equal = "-"
        if each.kind == "scores" and recorded.sport == "football-players":
            points, now = official_points(each.paths[0]), points_of(season)
            official |= points
            equal = f"{sum(now.get(key) == value for key, value in points.items())} of {len(points)}"
        files = " and ".join(path.name for path in each.paths)
        taken = f"{each.new + each.repeated:5} | {each.left_out:7}"
        lines.append(f"| {name} | {each.kind} | {files} | {taken} | {equal} |")
    assert not official or points_of(season) == official
    return lines


def test_every_recorded_season_is_taken_by_the_pages_of_a_served_site(make_site: MakeSite, carla: User) -> None:
    site = make_site()
    web = site.add_web()
    site.ready()
    browser = Browser(web, carla)
    table = [
        "| season | kind | files | taken | refused | official points equal |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for name, recorded in SEASONS.items():
        table += bring(browser, carla, name, recorded)
    print("\n" + "\n".join(table))


@pytest.mark.parametrize("header", ["csrfmiddlewaretoken", "csrftoken"])
def test_a_file_without_the_token_of_its_page_is_refused(make_site: MakeSite, carla: User, header: str) -> None:
    site = make_site()
    web = site.add_web()
    site.ready()
    browser, season = Browser(web, carla), follow(carla, CLUBS[0])
    address = f"/leagues/{season.league_id}/season/upload/"
    page = browser.get(address)
    if header == "csrftoken":
        del browser.cookies["csrftoken"]
    else:
        page = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1x", page)
    file = SimpleUploadedFile("euro.txt", CLUBS[0].imports[0].paths[0].read_bytes())
    assert browser.send(page, address, {"kind": "fixtures", "file": [file]})[0] == 403
    assert not Upload.objects.exists()
