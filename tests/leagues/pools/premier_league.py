"""A league of players, of two seasons of one competition."""

from accounts.models import User
from leagues.files.assets import AssetRow
from leagues.lists.listing import ListName
from leagues.models import League, Sport
from leagues.services import create_league, import_assets, join_league
from leagues.settings.auction import AuctionSettings

HAALAND = "223094"
_PLAYERS = (
    ("154561", "David Raya", "Arsenal", "GK", 2),
    (HAALAND, "Erling Haaland", "Man City", "FWD", 1),
    ("462424", "William Saliba", "Arsenal", "DEF", 5),
    ("223340", "Bukayo Saka", "Arsenal", "MID", 4),
    ("118748", "Mohamed Salah", "Liverpool", "MID", 3),
    ("447203", "Declan Rice", "Arsenal", "MID", 6),
)


def make_premier_league(commissioner: User, *managers: User) -> League:
    """The league, which sells all six players of 2025/26; three of 2024/25 play elsewhere by then."""
    for season, players in (("2024/25", _PLAYERS[:2]), ("2025/26", _PLAYERS)):
        rows = [
            AssetRow(external_id=key, name=name, club=club, position=position, rank=rank)
            for key, name, club, position, rank in players
        ]
        if season == "2024/25":
            rows.append(AssetRow(external_id="85971", name="Son Heung-min", club="Spurs", position="MID", rank=9))
        import_assets("football-players", rows, into=ListName("Premier League", season))
    league = create_league(
        commissioner, "Players", Sport.objects.get(key="football-players"), AuctionSettings(slots_min=1, slots_max=3)
    )
    for manager in managers:
        join_league(manager, league.code)
    return league
