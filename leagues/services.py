"""Everything that changes leagues, their members and what there is to buy."""

import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.services import create_bot_user
from leagues.asset_files import parse_csv
from leagues.auction_settings import AuctionSettings
from leagues.models import Asset, League, Member, Role, Sport
from leagues.parsing import AssetRow

# No I, L, O and no vowels: nothing to misread, and no words that anybody would mind.
CODE_LETTERS = "BCDFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 6
SHIPPED_CLUBS = Path(__file__).parent / "data" / "clubs-2025-26.csv"
on_join: list[Callable[[Member], None]] = []
"""Called with each new member once it is committed. Apps above this one add themselves when they are ready."""
_KNOWN_SPORTS: dict[str, dict[str, Any]] = {"football": {"name": "Football", "asset_word": "club"}}


class LeagueNotFound(Exception):
    """No league has this code."""


class SportNotFound(Exception):
    """There is no sport of this key, neither in the database nor among those known to the program."""


class NotCommissioner(PermissionDenied):
    """Only a commissioner of the league may do this; as a page it is a 403."""


def create_league(user: User, name: str, sport: Sport, settings: AuctionSettings) -> League:
    """A new league with a code of its own. Its creator is the commissioner, and plays. Raises SettingsError."""
    settings.check()
    with transaction.atomic():
        league = _create_with_code(name=name, sport=sport, settings=settings.to_json())
        Member.objects.create(league=league, user=user, role=Role.COMMISSIONER)
    return league


def _create_with_code(**fields: Any) -> League:
    """A league with the first drawn code that nobody has; among 64 million a second draw is rare."""
    for _ in range(20):
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        with suppress(IntegrityError), transaction.atomic():
            return League.objects.create(code=code, **fields)
    raise RuntimeError("No free league code in 20 draws: make CODE_LENGTH longer.")


def find_by_code(code: str) -> League:
    """The league of a code, however it is cased or spaced. Raises LeagueNotFound."""
    letters = "".join(code.split()).upper()
    # Only letters and digits are looked up: Postgres refuses a NUL with an error, not with an empty answer.
    league = League.objects.select_related("sport").filter(code=letters).first() if letters.isalnum() else None
    if league is None:
        raise LeagueNotFound
    return league


def join_league(user: User, code: str) -> Member:
    """Make `user` a manager in the league of the code. Whoever is a member already stays what they are.

    Raises LeagueNotFound.
    """
    member, is_new = Member.objects.get_or_create(league=find_by_code(code), user=user)
    if is_new:
        for tell in on_join:
            transaction.on_commit(partial(tell, member), robust=True)
    return member


def add_bot(league: League, name: str) -> Member:
    """A manager whom the program plays, under a user of its own who can't sign in."""
    with transaction.atomic():
        return Member.objects.create(league=league, user=create_bot_user(name), bot=True)


def update_settings(member: Member, settings: AuctionSettings, name: str | None = None) -> League:
    """Change what the league's next auctions are played by, and its name if given; `member` is who does it.

    Auctions that exist keep the copy that they were made with. Raises NotCommissioner and SettingsError.
    """
    if member.role != Role.COMMISSIONER:
        raise NotCommissioner("Only a commissioner can change the settings of a league.")
    settings.check()
    league = member.league
    league.settings = settings.to_json()
    league.name = name or league.name
    league.save(update_fields=["settings", "name"])
    return league


def sport_of_key(key: str) -> Sport:
    """The sport of a key; one that the program knows is made when it is first asked for. Raises SportNotFound."""
    sport = Sport.objects.filter(key=key).first()
    if sport is None and key not in _KNOWN_SPORTS:
        raise SportNotFound(key)
    return sport or Sport.objects.get_or_create(key=key, defaults=_KNOWN_SPORTS[key])[0]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or with `dry_run` would have done: external ids, in the order of the file."""

    created: list[str]
    changed: list[str]
    unchanged: list[str]


class _DryRun(Exception):
    """Takes an import back."""


def import_assets(sport_key: str, rows: Sequence[AssetRow], *, dry_run: bool = False) -> ImportReport:
    """Make and change assets so that the sport's are as the rows say; assets in no row stay as they are.

    All or nothing. With `dry_run` everything is done and taken back, so that it fails where the import would.
    Raises SportNotFound.
    """
    with suppress(_DryRun), transaction.atomic():
        sport = sport_of_key(sport_key)
        # One import at a time per sport: two with the same new club would both insert it.
        Sport.objects.select_for_update(no_key=True).get(pk=sport.pk)
        report = _upsert(sport, rows)
        if dry_run:
            raise _DryRun
    return report


def _upsert(sport: Sport, rows: Sequence[AssetRow]) -> ImportReport:
    known = {asset.external_id: asset for asset in sport.assets.filter(external_id__in=[r.external_id for r in rows])}
    new: list[Asset] = []
    changed: list[Asset] = []
    for row in rows:
        values = {name: value for name, value in asdict(row).items() if value is not None}
        asset = known.get(row.external_id)
        if asset is None:
            new.append(Asset(sport=sport, **values))
        elif _assign(asset, values):
            changed.append(asset)
    Asset.objects.bulk_create(new, batch_size=1000)
    Asset.objects.bulk_update(changed, ["name", "country", "position", "club", "rank"], batch_size=1000)
    touched = {asset.external_id for asset in (*new, *changed)}
    return ImportReport(
        created=[asset.external_id for asset in new],
        changed=[asset.external_id for asset in changed],
        unchanged=[row.external_id for row in rows if row.external_id not in touched],
    )


def _assign(asset: Asset, values: dict[str, Any]) -> bool:
    """Put the values into the asset; whether any was different."""
    different = {name: value for name, value in values.items() if getattr(asset, name) != value}
    for name, value in different.items():
        setattr(asset, name, value)
    return bool(different)


def import_shipped_clubs(*, dry_run: bool = False) -> ImportReport:
    """Load the 36 clubs of the Champions League 2025/26 that come with the program, as football."""
    rows = parse_csv(SHIPPED_CLUBS.read_text(encoding="utf-8"))
    return import_assets("football", rows, dry_run=dry_run)
