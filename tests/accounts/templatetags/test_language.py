"""What pages say about their reader's language."""

from django.utils import translation

from accounts.templatetags.language import script_words


def test_scripts_get_words_where_their_reader_has_another_language() -> None:
    assert script_words() == ""
    with translation.override("de"):
        assert script_words() == '<script defer src="/static/js/languages/de.js"></script>'
