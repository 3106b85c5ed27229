"""The tables of a season, a module for each subject; Django and everybody else find them here."""

from season.models.competitions import Competition, Fixture, Round, Upload
from season.models.file_names import FileName
from season.models.league_seasons import LeagueSeason, TieBreaker
from season.models.ownership import LeagueSettings, Ownership, OwnershipHead, TimeRange
from season.models.scores import AssetPoints, Correction, Performance
from season.models.scoring import Scheme, SchemeVersion
from season.models.standings import Recount, RoundStanding
from season.models.trades import APPROVALS, REASON_AT_MOST, STATUSES, Trade, TradeAsset, TradeStep, TradeVeto
from season.models.uploads import UploadChange

__all__ = [
    "APPROVALS",
    "REASON_AT_MOST",
    "STATUSES",
    "AssetPoints",
    "Competition",
    "Correction",
    "FileName",
    "Fixture",
    "LeagueSeason",
    "LeagueSettings",
    "Ownership",
    "OwnershipHead",
    "Performance",
    "Recount",
    "Round",
    "RoundStanding",
    "Scheme",
    "SchemeVersion",
    "TieBreaker",
    "TimeRange",
    "Trade",
    "TradeAsset",
    "TradeStep",
    "TradeVeto",
    "Upload",
    "UploadChange",
]
