"""The hidden field of a form's key."""

import re

from django.template import Context, Template


def test_each_form_has_a_key_of_its_own() -> None:
    page = Template("{% load form_key %}{% form_key %}{% form_key %}").render(Context())
    keys = re.findall(r'<input type="hidden" name="form_key" value="([0-9a-f-]{36})">', page)
    assert len(keys) == len({*keys}) == 2
