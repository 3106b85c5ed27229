"""A page's language: what gives its scripts their words, and a choice for who isn't signed in."""

from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from accounts import language

register = template.Library()


@register.simple_tag
def script_words() -> SafeString:
    """Return the script of the reader's language; it runs before the page's modules, which are deferred as it is."""
    reads = get_language() or language.ENGLISH
    if reads == language.ENGLISH:
        return SafeString("")
    return format_html('<script defer src="{}"></script>', static(f"js/languages/{reads}.js"))


@register.inclusion_tag("accounts/language_choice.html", takes_context=True)
def language_choice(context: dict[str, Any]) -> dict[str, Any]:
    """Offer the site's languages to who isn't signed in; the account has the choice of who is.

    It needs neither a session nor a cookie: the page stays as cacheable as it was.
    """
    request = context["request"]
    if request.user.is_authenticated or not language.is_offered_to(None):
        return {}
    return {"languages": settings.LANGUAGES, "reads": get_language(), "next": request.get_full_path()}
