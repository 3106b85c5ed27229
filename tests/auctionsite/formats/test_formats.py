"""Numbers are written alike in every language: amounts are, and SVG and styles know one way alone."""

import pytest
from django.conf import settings
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import translation

from auctionsite.charts import line_chart


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
def test_numbers_in_templates_are_alike(language: str) -> None:
    with translation.override(language):
        assert Template("{{ n }} {{ big }} {{ n|floatformat:2 }}").render(Context({"n": 1.5, "big": 12345})) == (
            "1.5 12345 1.50"
        )


def test_a_chart_is_the_same_picture_in_german() -> None:
    chart = line_chart(["Matchday 1", "Matchday 2", "Matchday 3"], [("Max", [1.0, 2.5, 4.0])])
    english = render_to_string("chart.html", {"chart": chart, "title": "Points", "caption": ""})
    with translation.override("de"):
        assert render_to_string("chart.html", {"chart": chart, "title": "Points", "caption": ""}) == english
