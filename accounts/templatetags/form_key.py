"""The key of a form that makes something; see `accounts/sent_forms.py`."""

from uuid import uuid4

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.sent_forms import FIELD

register = template.Library()


@register.simple_tag
def form_key() -> SafeString:
    """Return a hidden field with a new key."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, uuid4())
