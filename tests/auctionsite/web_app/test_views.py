"""Files and pages that a browser gets to install the site and to keep for when it is offline."""

import json
import re
import struct

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from tests import cast


def test_manifest_names_icons_of_the_sizes_that_it_says(client: Client) -> None:
    answer = client.get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    told = json.loads(answer.content)
    assert (told["start_url"], told["scope"], told["display"]) == ("/", "/", "standalone")
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
    for icon in told["icons"]:
        data = (settings.BASE_DIR / icon["src"].removeprefix("/")).read_bytes()
        assert "x".join(str(side) for side in struct.unpack(">II", data[16:24])) == icon["sizes"]


def test_app_and_pages_begin_in_the_colours_of_the_palette(client: Client) -> None:
    palette = (settings.BASE_DIR / "static/css/site/palette.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--(\w+)-bg: (#\w+);", palette))
    told = json.loads(client.get("/manifest.webmanifest").content)
    assert (told["background_color"], told["theme_color"]) == (colours["dark"], colours["dark"])
    base = (settings.BASE_DIR / "templates/base.html").read_text(encoding="utf-8")
    shown = re.findall(r'name="theme-color" content="(#\w+)" media="\(prefers-color-scheme: (\w+)\)"', base)
    assert {scheme: colour for colour, scheme in shown} == colours


def test_worker_is_asked_for_again_at_each_visit(client: Client) -> None:
    answer = client.get("/worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    assert b'addEventListener("push"' in answer.content


@pytest.mark.django_db
def test_offline_page_is_a_strangers_and_needs_no_script(client: Client) -> None:
    page = client.get("/offline/")
    assert page.status_code == 200
    assert 'href="">Try again' in page.text
    assert re.search(r'href="[^"]+\.css"', page.text)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "shared",
    ["?code={code}", "?code=Join+us:+https://x.example/join/{code}/+tonight", "?link=https://x.example/join/{code}/"],
)
def test_invitation_that_is_shared_with_the_app_opens_its_league(client: Client, carla: User, shared: str) -> None:
    code = cast.make_league(carla).code
    target = json.loads(client.get("/manifest.webmanifest").content)["share_target"]
    assert (target["method"], {*target["params"].values()}) == ("GET", {"code", "link"})
    answer = client.get(target["action"] + shared.format(code=code))
    assert (answer.status_code, answer["Location"]) == (302, f"/join/{code}/")
