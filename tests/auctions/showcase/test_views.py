"""The room on the landing page."""

import pytest
from django.test import Client


@pytest.mark.django_db(transaction=True)
def test_a_stranger_sees_what_this_is_and_one_press_to_begin() -> None:
    page = Client().get("/").text
    for words in ("Auction night for your league", 'href="/leagues/new/"', 'action="/join/"', 'id="showcase"'):
        assert words in page
    picture = Client().get("/watch/")
    assert "max-age=1" in picture["Cache-Control"]
    assert picture.text.strip().startswith('<div class="showcase"')
