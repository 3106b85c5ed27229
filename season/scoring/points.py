"""Hundredths of a point, in and out."""

from decimal import Decimal

MOST = 100_000
"""The most that one rule may give or take at a time, in hundredths: 1,000 points."""


def to_hundredths(value: object) -> int | None:
    """`0.25` becomes 25; None for what is no number with two decimals at most.

    A float goes by its shortest decimal form, which is what was typed: 0.29 is 29, not 28.999….
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not -1e9 < value < 1e9:
        return None
    hundredths = Decimal(repr(value)) * 100
    return int(hundredths) if hundredths == hundredths.to_integral_value() else None


def to_number(hundredths: int) -> int | float:
    """25 becomes 0.25, and 200 the whole number 2."""
    return hundredths // 100 if hundredths % 100 == 0 else float(Decimal(hundredths) / 100)


def format_points(hundredths: int) -> str:
    """`2`, `-1` or `0.25`, as people read it, exact however large."""
    whole, rest = divmod(abs(hundredths), 100)
    text = f"{whole}.{rest:02d}".rstrip("0") if rest else str(whole)
    return f"-{text}" if hundredths < 0 else text
