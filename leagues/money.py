"""Amounts as people read them; `static/js/room/money.js` does the same in the room. Pure."""

import unicodedata

from auctionsite.text.isolates import isolated


def money(amount: int, unit: str) -> str:
    """An amount in its unit: a currency sign stands before it, all else behind. `£42m`, `₹42 lakh`, `42 credits`."""
    unit = unit.strip()
    sign = unit[:1] if unicodedata.category(unit[:1] or " ") == "Sc" else ""
    rest = unit.removeprefix(sign).strip()
    # A single letter belongs to the number.
    return isolated(f"{sign}{amount:,}{f' {rest}' if len(rest) > 1 else rest}")
