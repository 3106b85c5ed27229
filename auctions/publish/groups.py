"""Names of the channel layer's groups."""

from uuid import UUID


def auction_room(auction_id: UUID | str) -> str:
    """The group of everybody connected to an auction."""
    return f"auction.{auction_id}"


def league_room(league_id: UUID | str) -> str:
    """The group of everybody with a page of the league open."""
    return f"league.{league_id}"


def people() -> str:
    """The group of every process with sockets: it hears whose role or sign-in has changed."""
    return "people"
