"""The page that shows what pages are made of."""

import re

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from operations.design import read_tokens

pytestmark = pytest.mark.django_db


def test_page_shows_every_token_and_the_components_to_operators_alone(olga: User, max_: User) -> None:
    tokens = read_tokens()
    assert {"bg", "accent", "series-8", "space-4", "touch", "radius-large"} <= tokens.keys()
    client = Client()
    client.force_login(olga)
    page = client.get("/admin/design/").text
    shown = {*re.findall(r"<code>([\w-]+)</code>", page)}
    assert tokens.keys() - shown == {"shadow", "font", "mono"}
    assert len(re.findall(r"data-component=", page)) >= 7
    assert 'class="dark"' in client.get("/admin/design/?theme=dark").text
    client.force_login(max_)
    assert client.get("/admin/design/").status_code == 302


def test_page_has_the_look_of_each_component_that_all_pages_share(olga: User) -> None:
    client = Client()
    client.force_login(olga)
    page = client.get("/admin/design/").text
    styles = (settings.BASE_DIR / "static/css/site/components.css").read_text()
    looks = {*re.findall(r"^\.button\.(\w+) \{", styles, re.MULTILINE)}
    assert looks
    assert {look for look in looks if f'class="button {look}' not in page and f" {look}" not in page} == set()
