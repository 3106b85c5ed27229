"""Every link of a page leads to something that its reader may see: whoever they are, as far as links lead."""

import re
from collections import deque
from html import unescape
from urllib.parse import urldefrag, urljoin

import pytest
from django.test import Client

from accounts.models import User
from leagues.models import Member, Role
from tests import cast

PAGES = 80
"""Of so many pages each of them looks at the links."""
_LINK = re.compile(r'<a\s[^>]*?href="([^"]+)"')
LEFT_OUT = re.compile(r"^/(admin|api)/|\.ics$|\?")
"""Operators' pages have tests of their own; files and other pages of a list say nothing new."""


def crawl(client: Client) -> dict[str, tuple[int, str]]:
    """Each address that was linked to, with the status of its answer and the page that links to it."""
    found: dict[str, tuple[int, str]] = {}
    ahead = deque([("/", "the address itself"), ("/help/manager/", "the address itself")])
    while ahead and len(found) < PAGES:
        path, seen_on = ahead.popleft()
        if path in found:
            continue
        answer = client.get(path)
        found[path] = (answer.status_code, seen_on)
        if answer.status_code == 302:
            ahead.append((urljoin(path, urldefrag(answer["Location"]).url), path))
        elif not answer.streaming and answer["Content-Type"].startswith("text/html"):
            links = (urljoin(path, urldefrag(unescape(link)).url) for link in _LINK.findall(answer.text))
            ahead.extend((link, path) for link in links if link.startswith("/") and not LEFT_OUT.search(link))
    return found


@pytest.mark.django_db(transaction=True)
def test_every_link_leads_somewhere_that_its_reader_may_see(carla: User, max_: User, mia: User, otto: User) -> None:
    league = cast.make_league(carla, max_, mia, **cast.QUICK)
    Member.objects.create(league=league, user=otto, role=Role.SPECTATOR, plays=False)
    for begun in (True, False):
        auction = cast.auction_of(league, begun=begun, lots=2)
        if begun:
            cast.sell(auction, max_, 3)
            cast.sell(auction, mia, 4)
    cast.make_league(max_, name="Nothing yet")
    nina = cast.make_user("Nina")
    readers = {"stranger": None, "commissioner": carla, "manager": max_, "spectator": otto, "newcomer": nina}
    for who, user in readers.items():
        client = Client()
        if user:
            client.force_login(user)
        found = crawl(client)
        wrong = {path: seen for path, seen in found.items() if seen[0] not in (200, 302)}
        assert wrong == {}, f"what a {who} is led to"
        assert len(found) < PAGES, "the crawl came to its end"
