"""Whole numbers as sentences have them, in the reader's language."""

from django.utils.formats import number_format


def grouped(number: int) -> str:
    """Return a number with a mark between its thousands: `40,000`, in German `40.000`."""
    return number_format(number, force_grouping=True)
