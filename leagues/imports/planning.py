"""The way of a list of assets into a sport or a league: a plan says what it changes and asks, then it is imported.

    1  `plan_import` finds which asset each row is, and what is to be decided; nothing is written
    2  `import_list` works the plan out anew under the lock, refuses what isn't decided, and makes it so

All or nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from leagues.assets.changes import bring_back, give_ids, lock_lists, retire
from leagues.assets.identity import ANOTHER, IdentityQuestion, KnownAsset, Resolution, resolve
from leagues.built_in_sports import sport_of_key
from leagues.files.assets import AssetRow
from leagues.files.external_ids import external_id_of
from leagues.files.parse_errors import one_of
from leagues.lists.listing import ListName, find_or_create_list, take_off_list
from leagues.models import Asset, AssetList, League, ListEntry, Member
from leagues.permissions import Action
from leagues.services import ImportReport, import_assets, require

_OF_THE_LIST = {"position", "club", "rank", "opening_price"}


class Rest(StrEnum):
    """The answer to all questions without one of their own."""

    ASK = ""
    SAME = "same"
    ANOTHER = "another"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """A person's decisions on a list: answers to its questions, and what becomes of what is missing or retired."""

    answers: Mapping[str, str] = field(default_factory=dict)
    rest: Rest = Rest.ASK
    retire_missing: bool = False
    bring_back: bool = False


UNDECIDED = Decisions()


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetDifference:
    """A known asset that a row changes: what, from the old to the new. `external_id` is the one that it has then."""

    asset: KnownAsset
    external_id: str
    fields: dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """The changes that a list would make.

    `missing` are assets that auctions sell and no row has, `retired` those that a row has and auctions don't sell.
    """

    resolution: Resolution
    missing: list[KnownAsset]
    retired: list[KnownAsset]

    @property
    def unanswered(self) -> list[IdentityQuestion]:
        return self.resolution.unanswered

    @property
    def new(self) -> list[AssetRow]:
        """Return the rows that are no known asset."""
        return [row for row in self.resolution.rows if row.external_id not in self.resolution.known]

    @property
    def told_apart(self) -> list[AssetRow]:
        """Return the new rows whose name was not enough to make an id of."""
        made = (row for row in self.new if row.made_id)
        return [row for row in made if row.external_id != external_id_of(row.name, row.country or "", row.club or "")]

    def changes(self) -> Iterator[AssetDifference]:
        """Go through the known assets that change, in the order of the file."""
        for row in self.resolution.rows:
            asset = self.resolution.known.get(row.external_id)
            fields = _differences(asset, row) if asset else {}
            if asset and fields:
                yield AssetDifference(asset=asset, external_id=row.external_id, fields=fields)


def _differences(asset: KnownAsset, row: AssetRow) -> dict[str, tuple[str, str]]:
    said = {name: value for name, value in row.values().items() if name in _OF_THE_LIST or not asset.shared}
    now = {name: (getattr(asset, name), value) for name, value in said.items()}
    return {name: (str(old or ""), str(new)) for name, (old, new) in now.items() if old != new}


@dataclass(frozen=True, slots=True)
class ListImport:
    """An import that was done, or with `dry_run` tried; tried, its questions may be open."""

    plan: ImportPlan
    report: ImportReport


class QuestionsOpen(Exception):
    """Nothing was imported: the plan has questions that nobody answered."""

    code = "questions_open"

    def __init__(self, plan: ImportPlan) -> None:
        super().__init__("\n".join(question_sentence(question) for question in plan.unanswered))
        self.plan = plan


def question_sentence(question: IdentityQuestion) -> str:
    """Return a question in words, with the ids by which it is answered."""
    could_be = one_of(f"{described(asset)}, {asset.external_id}" for asset in question.candidates)
    words = _("{id}: is {name} the same as {others}?")
    return words.format(id=question.key, name=described(question.row), others=could_be)


def described(asset: KnownAsset | AssetRow) -> str:
    """Return what people know an asset by: `Danilo (DEF, Juventus)`."""
    more = ", ".join(filter(None, (asset.position, asset.club)))
    return f"{asset.name} ({more})" if more else asset.name


def plan_import(listed: AssetList, rows: Sequence[AssetRow], decisions: Decisions = UNDECIDED) -> ImportPlan:
    """Return what a file would change of a list. Raises AnswerRefused."""
    assets = _known_assets(listed)
    resolution = resolve(rows, assets, decisions.answers)
    if decisions.rest is not Rest.ASK:
        resolution = resolve(rows, assets, {**_answers_to_the_rest(resolution, decisions.rest), **decisions.answers})
    there = {asset.id for asset in resolution.known.values()}
    return ImportPlan(
        resolution=resolution,
        missing=[asset for asset in assets if asset.listed and asset.id not in there and not asset.retired],
        retired=[asset for asset in resolution.known.values() if asset.retired],
    )


def _answers_to_the_rest(found: Resolution, rest: Rest) -> dict[str, str]:
    """Return the likeliest candidate for each open question, one asset for one row; or another for each."""
    taken = {asset.id for asset in found.known.values()}
    answers = {}
    for question in found.unanswered:
        free = [asset for asset in question.candidates if asset.id not in taken and rest is Rest.SAME]
        answers[question.key] = free[0].external_id if free else ANOTHER
        taken |= {asset.id for asset in free[:1]}
    return answers


def _known_assets(listed: AssetList) -> list[KnownAsset]:
    """Return what a list could have, as it is there: all that its league or sport has, and what the league has sold."""
    entries = {entry.asset_id: entry for entry in listed.entries.all()} if listed.pk else {}
    assets = list(listed.sport.assets.filter(league=listed.league_id).order_by("pk"))
    taken = {asset.external_id for asset in assets}
    if listed.league_id:
        sold = Q(lots__auction__league=listed.league_id) | Q(pk__in=entries)
        shared = listed.sport.assets.filter(sold, league=None).distinct().order_by("pk")
        assets += [asset for asset in shared if asset.external_id not in taken]
    return [_known(asset, entries.get(asset.pk), shared=asset.league_id != listed.league_id) for asset in assets]


def _known(asset: Asset, entry: ListEntry | None, *, shared: bool) -> KnownAsset:
    now = entry or asset
    return KnownAsset(
        id=asset.pk,
        external_id=asset.external_id,
        name=asset.name,
        country=asset.country,
        position=now.position,
        club=now.club,
        rank=now.rank,
        opening_price=now.opening_price,
        retired=asset.retired_at is not None,
        listed=entry is not None,
        shared=shared,
    )


def import_own_list(
    member: Member, rows: Sequence[AssetRow], decisions: Decisions = UNDECIDED, *, dry_run: bool = False
) -> ListImport:
    """Import a list of the member's league's own; see `import_list`. Raises NotAllowed too."""
    require(member, Action.IMPORT_ASSETS)
    league = member.league
    return import_list(league.sport_id, rows, decisions, league=league, by=member.user, dry_run=dry_run)


def import_list(
    sport_key: str,
    rows: Sequence[AssetRow],
    decisions: Decisions = UNDECIDED,
    *,
    league: League | None = None,
    into: ListName | None = None,
    by: User | None = None,
    dry_run: bool = False,
) -> ListImport:
    """Make a list as the rows and decisions say; with `dry_run` do it and take it back. See `import_assets`.

    Raises QuestionsOpen unless it is a `dry_run`, AnswerRefused, SportNotFound and ListNotNamed.
    """
    with transaction.atomic():
        sport = sport_of_key(sport_key)
        lock_lists([sport.pk])
        listed = find_or_create_list(sport, league, into)
        plan = plan_import(listed, rows, decisions)
        if plan.unanswered and not dry_run:
            raise QuestionsOpen(plan)
        report = carry_out(plan, listed, decisions, by)
        transaction.set_rollback(dry_run)
    return ListImport(plan, report)


def carry_out(plan: ImportPlan, listed: AssetList, decisions: Decisions, by: User | None) -> ImportReport:
    """Make a list as its plan and the decisions say, without the rows that questions are about.

    Call it in the transaction in which the plan was made, which has locked the list.
    """
    give_ids(plan.resolution.moved)
    shared = [asset.id for asset in plan.resolution.known.values() if asset.shared]
    into = ListName(listed.name, listed.season, key=listed.key)
    report = import_assets(listed.sport_id, plan.resolution.rows, league=listed.league, into=into, by=by, shared=shared)
    if decisions.retire_missing:
        retire([asset.id for asset in plan.missing if not asset.shared], by)
        take_off_list(listed, [asset.id for asset in plan.missing if asset.shared])
    if decisions.bring_back:
        bring_back([asset.id for asset in plan.retired if not asset.shared], by)
    return report
