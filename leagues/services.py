"""Everything that changes leagues, their members and what there is to buy."""

import secrets
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext

from accounts.models import User
from accounts.services import create_bot_user
from auctionsite.postgresql.bulk import update_rows
from auctionsite.postgresql.clock import database_now
from leagues.assets.changes import known_by, record_changes
from leagues.built_in_sports import sport_of_key
from leagues.files.assets import AssetRow, parse_csv
from leagues.lists.listing import ListName, find_or_create_list, on_newer_lists, put_on_list, sell_list
from leagues.models import Asset, AssetList, League, Member, Role, Sport
from leagues.permissions import REASONS, Action, may, refusal
from leagues.queries import commissioners_of
from leagues.settings.auction import AuctionSettings

# No I, L, O and no vowels: nothing to misread, and no words that anybody would mind.
CODE_LETTERS = "BCDFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 6
SHIPPED_CLUBS = Path(__file__).parent / "data" / "clubs-2025-26.csv"
SHIPPED_LIST = ListName("UEFA Champions League", "2025/26", key="champions-league-2025-26")
on_join: list[Callable[[Member], None]] = []
"""Called with each new member once it is committed. Apps above this one add themselves when they are ready."""
on_change: list[Callable[[Member], None]] = []
"""Called so with each member whose role has changed or who has left."""
on_rename: list[Callable[[League], None]] = []
"""Called with each league that got another name, in the transaction that changes it, if there is one."""


class LeagueNotFound(Exception):
    """No league has this code."""


class NotAllowed(PermissionDenied):
    """A member without the right; the text says who has it. As a page it is a 403."""


class ChangeRefused(Exception):
    """The change of a member isn't possible; the text says why, and what to do."""

    code = "change_refused"


class LastCommissioner(ChangeRefused):
    """The league would be left without a commissioner."""

    code = "last_commissioner"

    def __init__(self) -> None:
        super().__init__(gettext("A league needs a commissioner: make somebody else commissioner first."))


def create_league(
    user: User, name: str, sport: Sport, settings: AuctionSettings, asset_list: AssetList | None = None
) -> League:
    """A new league with a code of its own, which sells a list of its sport; without one the newest.

    Its creator is the commissioner, and plays. Raises SettingsError.
    """
    settings.check()
    with transaction.atomic():
        league = _create_with_code(name=name, sport=sport, settings=settings.to_json())
        Member.objects.create(league=league, user=user, role=Role.COMMISSIONER)
        sell_list(league, asset_list)
    return league


def _create_with_code(**fields: Any) -> League:
    """A league with the first drawn code that nobody has; among 64 million a second draw is rare."""
    for _ in range(20):
        with suppress(IntegrityError), transaction.atomic():
            return League.objects.create(code=_draw_code(), **fields)
    raise RuntimeError("No free league code in 20 draws: make CODE_LENGTH longer.")


def _draw_code() -> str:
    return draw_letters(CODE_LENGTH)


def draw_letters(length: int) -> str:
    """Return so many letters that nobody can guess, of those that are easy to tell apart."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(length))


def find_league_by_code(code: str) -> League:
    """The league of a code, however it is cased or spaced. Raises LeagueNotFound."""
    letters = "".join(code.split()).upper()
    # Only letters and digits are looked up: Postgres refuses a NUL with an error, not with an empty answer.
    league = League.objects.select_related("sport").filter(code=letters).first() if letters.isalnum() else None
    if league is None:
        raise LeagueNotFound
    return league


def join_league(user: User, code: str) -> Member:
    """Make `user` a manager in the league of the code. Whoever is a member already stays what they are.

    Who has left comes back to what they bought in the league's auctions. Raises LeagueNotFound.
    """
    return add_member(find_league_by_code(code), user)


def add_member(league: League, user: User) -> Member:
    """Make `user` a manager in a league; whoever is a member already stays what they are."""
    member, is_new = Member.objects.get_or_create(league=league, user=user)
    if not is_new and member.left_at is not None:
        gone = Member.objects.filter(pk=member.pk).exclude(left_at=None)
        back: dict[str, Any] = {"left_at": None, "role": Role.MANAGER}
        if member.owns_with_id is not None:  # an operator took them out, and whose seat it was stayed written
            back |= {"owns_with": None, "plays": True}
        is_new = bool(gone.update(**back))
        member.refresh_from_db()
    if is_new:
        _notify(on_join, member)
    return member


def _notify(listeners: list[Callable[[Member], None]], member: Member) -> None:
    for tell in listeners:
        transaction.on_commit(partial(tell, member), robust=True)


def notify_member_changed(member: Member) -> None:
    """Tell those who listen that a member was changed; whoever writes members elsewhere, the admin, calls it."""
    _notify(on_change, member)


def require(member: Member, action: Action) -> None:
    """Raises NotAllowed, with the reason, if a member of this role may not do it."""
    if reason := refusal(member.role, action):
        raise NotAllowed(reason)


def try_change(change: Callable[[], object]) -> None:
    """Make a change and take it back, so that what would be refused isn't asked. Raises as the change does."""
    with transaction.atomic():
        change()
        transaction.set_rollback(True)


@transaction.atomic
def change_role(by: Member, member: Member, role: Role) -> Member:
    """Give a member another role; `by` is who does it. Raises NotAllowed, ChangeRefused and LastCommissioner."""
    by, member = lock_members(by, member)
    require(by, Action.MANAGE_MEMBERS)
    assign_role(member, role)
    return member


@transaction.atomic
def hand_over(by: Member, member: Member) -> Member:
    """Make a member commissioner in place of `by`, who becomes a manager. Raises NotAllowed and ChangeRefused."""
    by, member = lock_members(by, member)
    require(by, Action.MANAGE_MEMBERS)
    if by.pk == member.pk:
        raise ChangeRefused(gettext("You are its commissioner already: hand over to somebody else."))
    assign_role(member, Role.COMMISSIONER)
    assign_role(by, Role.MANAGER)
    return member


@transaction.atomic
def remove_member(by: Member, member: Member) -> Member:
    """Take a member out of the league, or let `by` leave it. Seats in auctions and what was bought stay.

    Whoever is removed by another knows the invite link, so the league gets a new code.
    Raises NotAllowed, ChangeRefused and LastCommissioner.
    """
    by, member = lock_members(by, member)
    if by.pk != member.pk:
        require(by, Action.MANAGE_MEMBERS)
        _renew_code(member.league)
    _keep_a_commissioner(member)
    take_out(member)
    return member


def take_out(member: Member) -> None:
    """Write down that a member has left, and tell those who listen. May it be so? is for callers to ask."""
    member.left_at = database_now()
    let_go_of_seat(member)
    member.save(update_fields=["left_at", *OWNERSHIP])
    _notify(on_change, member)


def lock_members(by: Member, member: Member) -> tuple[Member, Member]:
    """Both as they are now. The league's lock makes two commissioners who demote each other wait for one another."""
    League.lock(by.league_id)
    present = Member.objects.select_related("league", "user").filter(league=by.league_id, left_at=None)
    now = present.in_bulk([by.pk, member.pk])
    if by.pk not in now:
        raise NotAllowed(REASONS[Action.SEE_LEAGUE])
    if member.pk not in now:
        raise ChangeRefused(gettext("This member has left the league."))
    return now[by.pk], now[member.pk]


def assign_role(member: Member, role: Role) -> None:
    """Give a member, as it was locked, another role. Raises ChangeRefused and LastCommissioner."""
    if role == member.role:
        return
    if member.bot and may(role, Action.MANAGE_MEMBERS):
        raise ChangeRefused(gettext("A bot can't be commissioner."))
    if not may(role, Action.MANAGE_MEMBERS):
        _keep_a_commissioner(member)
    member.role = role
    if not may(role, Action.PLAY):
        let_go_of_seat(member)
    member.save(update_fields=["role", *OWNERSHIP])
    _notify(on_change, member)


OWNERSHIP = ("owns_with", "plays")
"""The fields that `let_go_of_seat` changes, for whoever saves them."""


def let_go_of_seat(member: Member) -> None:
    """Let a member own nobody's seat with them any more; another may be given to them."""
    if member.owns_with_id is not None:
        member.owns_with, member.plays = None, True


def _keep_a_commissioner(leaving: Member) -> None:
    heads = commissioners_of(leaving.league_id)
    if leaving.role == Role.COMMISSIONER and not heads.exclude(pk=leaving.pk).exists():
        raise LastCommissioner


def _renew_code(league: League) -> None:
    for _ in range(20):
        league.code = _draw_code()
        with suppress(IntegrityError), transaction.atomic():
            league.save(update_fields=["code"])
            return
    raise RuntimeError("No free league code in 20 draws: make CODE_LENGTH longer.")


def tell_apart(user: User) -> None:
    """Give a user who was renamed the numbers that their new name needs in their leagues; nobody else's changes."""
    for member in Member.objects.filter(user=user).select_related("user").order_by("league_id"):
        member.number_name()
        member.save(update_fields=["number"])


def add_bot(league: League, name: str) -> Member:
    """A manager whom the program plays, under a user of its own who can't sign in."""
    with transaction.atomic():
        return Member.objects.create(league=league, user=create_bot_user(name), bot=True)


def update_settings(member: Member, settings: AuctionSettings, name: str | None = None) -> League:
    """Change what the league's next auctions are played by, and its name if given; `member` is who does it.

    Auctions that exist keep the copy that they were made with. Raises NotAllowed and SettingsError.
    """
    require(member, Action.CHANGE_SETTINGS)
    settings.check()
    league = member.league
    league.settings = settings.to_json()
    before, league.name = league.name, name or league.name
    league.save(update_fields=["settings", "name"])
    if league.name != before:
        notify_league_renamed(league)
    return league


def notify_league_renamed(league: League) -> None:
    """Tell those who listen that a league was renamed; whoever writes leagues elsewhere, the admin, calls it."""
    for tell in on_rename:
        tell(league)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The result of an import, done or with `dry_run` tried: external ids, in the order of the file.

    `listed` are those that were known before, and new on the list, which is called `into`.
    """

    created: list[str]
    changed: list[str]
    unchanged: list[str]
    listed: list[str]
    into: str


def import_own_assets(member: Member, rows: Sequence[AssetRow], *, dry_run: bool = False) -> ImportReport:
    """Put assets on the league's own list, which from the first on it sells in place of its sport's: `import_assets`.

    The sport's lists are shared with strangers, so a commissioner never writes there. Raises NotAllowed.
    """
    require(member, Action.IMPORT_ASSETS)
    return import_assets(member.league.sport_id, rows, league=member.league, by=member.user, dry_run=dry_run)


def import_assets(
    sport_key: str,
    rows: Sequence[AssetRow],
    *,
    league: League | None = None,
    into: ListName | None = None,
    by: User | None = None,
    shared: Collection[int] = (),
    dry_run: bool = False,
) -> ImportReport:
    """Make and change assets so that the list is as the rows say; assets in no row stay as they are.

    A row is the asset of its external id: `leagues/imports/planning.py` finds out which that is, and asks. Assets of
    the sport's that are in `shared` may be on a league's list too; there they stay what they are for everybody.
    The list is one of the league's own, or without a league one that the sport's leagues share; it is made if it isn't
    there. Without `into` it is the only one that there is, or the first.
    An asset that is on a newer list too keeps what it is there, and is what the rows say on this list only.
    All or nothing. With `dry_run` everything is done and taken back, so that it fails where the import would.
    Raises SportNotFound, and ListNotNamed if there are several lists and none is named.
    """
    with transaction.atomic():
        sport = sport_of_key(sport_key)
        # One import at a time per sport: two with the same new club would both insert it.
        Sport.lock(sport.pk)
        report = _upsert(find_or_create_list(sport, league, into), rows, by, shared)
        transaction.set_rollback(dry_run)
    return report


_OF_THE_SEASON = {"position", "club", "rank", "opening_price"}
"""What an asset is this season, and maybe not the next."""


def _upsert(listed: AssetList, rows: Sequence[AssetRow], by: User | None, shared: Collection[int]) -> ImportReport:
    sport, league = listed.sport, listed.league
    own = Q(league=league, external_id__in=[row.external_id for row in rows])
    there = sport.assets.filter(own | Q(pk__in=shared))
    assets_by_id = {asset.external_id: asset for asset in there}
    newer = on_newer_lists(listed, assets_by_id.values())
    before = {asset.pk: known_by(asset) for asset in there}
    new: list[Asset] = []
    changed: list[Asset] = []
    for row in rows:
        values = row.values()
        asset = assets_by_id.get(row.external_id)
        if asset is None:
            new.append(Asset(sport=sport, league=league, **values))
        if asset is None or asset.pk in shared:
            continue
        for name in _OF_THE_SEASON & values.keys() if asset.pk in newer else ():
            del values[name]
        if _assign(asset, values):
            changed.append(asset)
    Asset.objects.bulk_create(new, batch_size=1000)
    update_rows(changed, ["name", "country", *_OF_THE_SEASON])
    record_changes(before, changed, by)
    assets_by_id |= {asset.external_id: asset for asset in new}
    added, different = put_on_list(listed, rows, assets_by_id)
    created = {asset.external_id for asset in new}
    touched = {asset.external_id for asset in changed} | different
    other, listed_now = created | touched, added - created
    return ImportReport(
        created=[asset.external_id for asset in new],
        changed=[row.external_id for row in rows if row.external_id in touched],
        unchanged=[row.external_id for row in rows if row.external_id not in other],
        listed=[row.external_id for row in rows if row.external_id in listed_now],
        into=listed.title,
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
    return import_assets("football", rows, into=SHIPPED_LIST, dry_run=dry_run)
