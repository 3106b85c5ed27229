"""Whole numbers as sentences have them: alike in every language, as amounts are. Pure."""


def grouped(number: int) -> str:
    """Return a number with a mark between its thousands: `40,000`."""
    return f"{number:,}"
