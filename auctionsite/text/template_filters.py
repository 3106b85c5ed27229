"""The filter `isolate` for titles, labels and choices in templates, where no `<bdi>` can stand."""

from django import template

from auctionsite.text.isolates import isolated

register = template.Library()


@register.filter
def isolate(value: object) -> str:
    """Return the text as a name in a sentence: see `isolated`."""
    return isolated(str(value))
