"""Words are found wherever they are marked, catalogs keep what was translated, and everything is."""

from pathlib import Path

import pytest

from ops.messages import areas, catalogs, extract
from ops.messages.areas import Area

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
A = _("Bid {amount}")
B = ngettext("{n} lot", "{n} lots", 2)
C = pgettext("of a lot", "Open")
D = f"never {A}"
"""
TEMPLATE = """
  {% if a %}
    <p>{% translate "Hello" %} it's {% blocktranslate trimmed count n=lots %}
        {{ n }} lot
      {% plural %}
        {{ n }} lots
      {% endblocktranslate %}
  {% else %}{% blocktranslate with name=user.name %}By <b>{{ name }}</b>{% endblocktranslate %}{% endif %}
"""
SCRIPT = 'const a = html`<p>${rich("{name} leads", { name: html`<b>${name}</b>` })}</p>`; gettext("Sold", {}); // it\'s'


@pytest.fixture
def area(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Area:
    """An area with a file of each kind, in a project of its own."""
    for name, text in {"a.py": PYTHON, "b.html": TEMPLATE, "c.js": SCRIPT}.items():
        (tmp_path / name).write_text(text)
    for module in (areas, catalogs, extract):
        monkeypatch.setattr(module, "PROJECT", tmp_path)
    return Area("test", ("*.py", "*.html", "*.js"))


def _texts(area: Area) -> set[object]:
    return {each.id for each in catalogs.brought_up(area, "de") if each.id}


def test_words_are_found_in_python_templates_and_scripts(area: Area) -> None:
    assert _texts(area) == {
        "Bid {amount}",
        ("{n} lot", "{n} lots"),
        "Open",
        "Hello",
        ("%(n)s lot", "%(n)s lots"),
        "By <b>%(name)s</b>",
        "{name} leads",
        "Sold",
    }


def test_a_catalog_keeps_what_was_translated_and_loses_what_nobody_says(area: Area) -> None:
    path = area.catalog("de")
    path.parent.mkdir(parents=True)
    path.write_bytes(catalogs.text_of(catalogs.brought_up(area, "de")))
    path.write_text(path.read_text().replace('msgid "Sold"\nmsgstr ""', 'msgid "Sold"\nmsgstr "Verkauft"'))
    (path.parents[4] / "c.js").write_text('gettext("Sold")')
    catalog = catalogs.brought_up(area, "de")
    assert catalog["Sold"].string == "Verkauft"
    assert "{name} leads" not in _texts(area)
    assert catalogs.script_of(catalog).startswith("globalThis.translations = { plural: (n) => Number((n!=1)), words: {")
    assert catalogs.compiled(catalog) == catalogs.compiled(catalog)


@pytest.mark.parametrize(
    ("name", "text", "error"),
    [
        ("a.py", "f\"{_('Sold')} for 5\"", r"a\.py:1: _\(\) stands in an f-string"),
        ("c.js", "\ngettext('Sold')", r"c\.js:2: gettext is called with 1 texts in double quotes"),
        ("c.js", 'ngettext("a lot")', r"c\.js:1: ngettext is called with 2 texts"),
    ],
)
def test_words_that_nobody_would_find_are_refused(area: Area, name: str, text: str, error: str) -> None:
    (area.catalog("de").parents[4] / name).write_text(text)
    with pytest.raises(ValueError, match=error):
        catalogs.brought_up(area, "de")


def test_words_that_two_areas_translate_differently_are_named(area: Area, monkeypatch: pytest.MonkeyPatch) -> None:
    areas = [Area(name, area.globs) for name in ("one", "other")]
    monkeypatch.setattr(catalogs, "AREAS", areas)
    for each, said in zip(areas, ("Verkauft", "Fort"), strict=True):
        (path := each.catalog("de")).parent.mkdir(parents=True)
        catalog = catalogs.brought_up(each, "de")
        catalog["Sold"].string = said
        path.write_bytes(catalogs.text_of(catalog))
    assert list(catalogs.contradictions()) == ["'Sold' is 'Verkauft' in one and 'Fort' in other"]


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("Von <b>%(name)s</b>", False),
        ("Von %(name)s", True),
        ("Von <b>%(nane)s</b>", True),
        ("Von <b>%(name)s</b> {x}", True),
        ("", True),
    ],
)
def test_a_translation_with_other_places_or_html_is_named(area: Area, said: str, wrong: bool) -> None:
    (path := area.catalog("de")).parent.mkdir(parents=True)
    catalog = catalogs.brought_up(area, "de")
    catalog["By <b>%(name)s</b>"].string = said
    path.write_bytes(catalogs.text_of(catalog))
    found = [each for each in catalogs.faults_of(area, "de") if "By" in each]
    assert bool(found) is wrong


def test_every_word_is_translated_and_what_is_compiled_is_what_was_written() -> None:
    """Otherwise: `make messages`, and translate what it names."""
    assert list(catalogs.faults()) == []
    stale = [path for path, data in catalogs.every_file().items() if not path.exists() or path.read_bytes() != data]
    assert stale == []
