"""`{% script_words %}`: what gives a page's scripts their words, where its reader has another language than English."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def script_words() -> SafeString:
    """Return the script of the reader's language; it runs before the page's modules, which are deferred as it is."""
    language = get_language() or "en"
    if language == "en":
        return SafeString("")
    return format_html('<script defer src="{}"></script>', static(f"js/languages/{language}.js"))
