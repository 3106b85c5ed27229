"""Sports, competitions, scores and trades, as operators see them."""

from season.admin import competitions, scores, sports, trades, uploads

__all__ = ["competitions", "scores", "sports", "trades", "uploads"]
