"""The tables of leagues, a module for each subject; Django and everybody else find them here."""

from leagues.models.assets import Asset, AssetChange, AssetList, AssetPool, ListEntry, PoolEdit, Sport
from leagues.models.dates import AuctionDate, DateAnswer
from leagues.models.leagues import League, Member, Role
from leagues.models.targets import Target
from leagues.models.uploads import ColumnAnswers, FileKind, FileUpload, ListChange, ListUpload, UploadStatus

__all__ = [
    "Asset",
    "AssetChange",
    "AssetList",
    "AssetPool",
    "AuctionDate",
    "ColumnAnswers",
    "DateAnswer",
    "FileKind",
    "FileUpload",
    "League",
    "ListChange",
    "ListEntry",
    "ListUpload",
    "Member",
    "PoolEdit",
    "Role",
    "Sport",
    "Target",
    "UploadStatus",
]
