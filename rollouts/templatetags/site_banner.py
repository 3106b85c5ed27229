"""The tag `site_banner`: what operators tell everybody on top of each page, from a copy in memory."""

from django import template

from rollouts.messages import news_copy

register = template.Library()


@register.simple_tag
def site_banner() -> str:
    """Return the text; empty where nothing is to be told."""
    return news_copy.latest_banner()
