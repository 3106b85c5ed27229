"""Auctions, as operators see them."""

from auctions.admin import auctions, rows

__all__ = ["auctions", "rows"]
