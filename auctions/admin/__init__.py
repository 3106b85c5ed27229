"""Auctions, as operators see them."""

from auctions.admin import auctions, records

__all__ = ["auctions", "records"]
