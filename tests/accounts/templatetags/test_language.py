"""The reader's language, as pages tell of it: the words that scripts get, and the choice where there is one."""

import re

import pytest
from django.test import Client
from django.utils import translation

from accounts.models import User
from accounts.templatetags.language import script_words
from leagues.models import League
from rollouts.changes.services import Author, Source, change_flag
from tests.accounts.browsers import signed_in


def test_scripts_get_words_where_their_reader_has_another_language() -> None:
    assert script_words() == ""
    with translation.override("de"):
        assert script_words() == '<script defer src="/static/js/languages/de.js"></script>'


def paths(league: League) -> tuple[str, ...]:
    return "/", "/sign-in/?next=/leagues/new/", f"/join/{league.code}/"


def test_who_is_not_signed_in_chooses_at_the_foot_of_the_way_in(client: Client, league: League) -> None:
    for path in paths(league):
        page = client.get(path).text
        form = page[page.index('class="row languages"') :]
        assert f'name="next" value="{path}"' in form
        assert re.findall(r'value="(en|de)" lang="(..)"[^>]*>(\w+)<', form) == [
            ("en", "en", "English"),
            ("de", "de", "Deutsch"),
        ]
        assert 'lang="en" aria-current="true"' in form
    chosen = client.post("/language/", {"language": "de", "next": path}, follow=True)
    assert 'lang="de" aria-current="true"' in chosen.text


def test_choosing_needs_no_cookie_and_no_session_before(db: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    page = strict.get("/")
    assert not page.cookies
    assert "csrfmiddlewaretoken" not in page.text
    assert strict.post("/language/", {"language": "de", "next": "/"}).cookies.keys() == {"django_language"}
    assert strict.post("/language/", {"language": "en"}, headers={"Origin": "https://else.example"}).status_code == 403


@pytest.mark.parametrize("path", ["/", "/sign-in/"])
def test_nothing_is_offered_where_there_is_nothing_to_choose(client: Client, carla: User, path: str) -> None:
    assert "languages" not in signed_in(carla).get(path, follow=True).text
    change_flag("other_languages", {"everyone": False}, Author(source=Source.CODE))
    assert "languages" not in client.get(path).text
