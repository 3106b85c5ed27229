"""The guide on the site."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from leagues.guide.views import PAGES


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_the_guide_is_for_everybody_and_its_pictures_are_there(client: Client, db: None, page: str) -> None:
    shown = client.get(f"/help/{page}/")
    assert (shown.status_code, shown.text.count("<h1>")) == (200, 1)
    for picture in re.findall(r'<img[^>]+src="/static/([^"]+)"', shown.text):
        assert finders.find(picture), picture
    assert "**" not in shown.text


def test_the_guide_begins_with_managers_and_has_nothing_else(client: Client, db: None) -> None:
    assert client.get("/help/")["Location"] == "/help/manager/"
    assert client.get("/help/nobody/").status_code == 404


def test_who_reads_german_gets_the_pages_that_are_there_in_german(client: Client, db: None) -> None:
    german = {"Accept-Language": "de"}
    for page, heading in (("manager", "Anleitung für Manager"), ("operator", "Guide for operators")):
        shown = client.get(f"/help/{page}/", headers=german).text
        assert f"<h1>{heading}</h1>" in shown
        assert f'guide" lang="{"en" if page == "operator" else "de"}"' in shown
        assert "**" not in shown
        for picture in re.findall(r'<img[^>]+src="/static/([^"]+)"', shown):
            assert finders.find(picture), picture
    assert "<h1>Guide for managers</h1>" in client.get("/help/manager/").text
