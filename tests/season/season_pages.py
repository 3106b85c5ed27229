"""The pages of a league's season, as somebody in a browser sees them."""

import re

from django.test import Client

from season.models import LeagueSeason


def page_of(season: LeagueSeason, path: str = "") -> str:
    """The address of a page; without a path of the table."""
    return f"/leagues/{season.league_id}/season/{path}"


def words(client: Client, address: str) -> str:
    """A page's text without marks, with single blanks."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())
