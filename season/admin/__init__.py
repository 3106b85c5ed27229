"""Sports, competitions and scores, as operators see them."""

from season.admin import competitions, scores, sports, uploads

__all__ = ["competitions", "scores", "sports", "uploads"]
