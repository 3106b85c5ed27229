"""German's, for Django, which takes every name that isn't here from its own."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
