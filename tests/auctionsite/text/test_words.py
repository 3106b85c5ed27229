"""Modules that know no framework speak the reader's language too."""

import pytest
from django.utils import translation

from auctionsite.text import words


def test_words_are_in_the_language_of_the_reader() -> None:
    with translation.override("de"):
        assert words.gettext("January") == "Januar"
        assert words.ngettext("%(num)d day", "%(num)d days", 2) == "%(num)d Tage"
        assert words.gettext_noop("January") == "January"
    assert words.gettext("January") == "January"


def test_words_stay_english_while_nobody_translates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_translators", [])
    with translation.override("de"):
        assert words.gettext("January") == "January"
        assert [words.ngettext("day", "days", number) for number in (1, 2)] == ["day", "days"]
