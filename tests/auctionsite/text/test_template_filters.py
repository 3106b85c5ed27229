"""Names in templates: fenced where they could be written from right to left."""

import pytest
from django.template import Context, Template


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Max & Co", "Max &amp; Co"), ("דנה <b>", "<bdi>דנה &lt;b&gt;</bdi>"), (None, "None")],
)
def test_name_on_a_page(name: object, shown: str) -> None:
    assert Template("{{ name|bdi }}").render(Context({"name": name})) == shown


def test_name_where_no_element_can_stand() -> None:
    page = Template('<a title="{{ league|isolate }} · {{ sport|isolate }}">')
    assert page.render(Context({"league": "דנה <b>", "sport": "Football"})) == (
        '<a title="\u2068דנה &lt;b&gt;\u2069 · Football">'
    )
