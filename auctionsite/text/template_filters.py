"""Names in templates: `{{ league.name|bdi }}`, or `|isolate` in titles, labels and choices."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from auctionsite.text.isolates import isolated

register = template.Library()


@register.filter
def bdi(name: object) -> SafeString:
    """Return a name as HTML, in an element of its own direction if it could be written from right to left."""
    text = str(name)
    return format_html("{}" if isolated(text) == text else "<bdi>{}</bdi>", text)


@register.filter
def isolate(name: object) -> str:
    """Return a name where no element can stand: see `isolated`."""
    return isolated(str(name))
