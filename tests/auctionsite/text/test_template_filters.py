"""Names in titles and labels of templates."""

from django.template import Context, Template


def test_names_are_fenced_where_no_element_can_stand() -> None:
    page = Template('<a title="{{ league|isolate }} · {{ sport|isolate }}">')
    assert page.render(Context({"league": "دوري <b>", "sport": "Football"})) == (
        '<a title="\u2068دوري &lt;b&gt;\u2069 · Football">'
    )
