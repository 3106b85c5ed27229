"""The names of the channel layer's groups, and nothing else."""

from uuid import UUID


def auction_room(auction_id: UUID | str) -> str:
    """Everybody connected to an auction."""
    return f"auction.{auction_id}"


def league_room(league_id: UUID | str) -> str:
    """Everybody with a page of the league open."""
    return f"league.{league_id}"


def people() -> str:
    """Every process with sockets: it hears whose role or sign-in has changed."""
    return "people"
