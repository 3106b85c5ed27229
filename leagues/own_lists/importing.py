"""The way of a file into a league's own list; `leagues/uploads/workflow.py` has the steps."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from auctionsite.numbers.writing import grouped
from leagues.assets.identity import AnswerRefused, IdentityQuestion, KnownAsset
from leagues.files.assets import ASSET_LIST, AssetRow, read_assets
from leagues.files.own_columns.arranging import ArrangedFile, arrange_file
from leagues.files.own_columns.columns import signature_of
from leagues.files.parse_errors import ParseError, Problems
from leagues.imports.planning import (
    UNDECIDED,
    Decisions,
    ImportPlan,
    QuestionsOpen,
    carry_out,
    described,
    plan_import,
)
from leagues.lists.listing import OWN_LIST, find_or_create_list
from leagues.models import AssetList, FileKind, League, ListUpload
from leagues.own_lists.deciding import read_decisions, to_json
from leagues.own_lists.queries import own_list
from leagues.own_lists.recording import MOST_ASSETS, lock_own_list, recording, require_keeper, too_long
from leagues.uploads.column_answers import answers_of, remember_answers
from leagues.uploads.records import UploadNotFound
from leagues.uploads.reports import FileReport, PreviewLine
from leagues.uploads.workflow import FileWorkflow


@dataclass(frozen=True, slots=True)
class ListReport(FileReport):
    """The changes that a file makes to a list, or would make, with what is decided of it."""

    upload: ListUpload | None = field(default=None, kw_only=True)
    plan: ImportPlan
    decisions: Decisions
    into: str
    """The list's name with its season."""

    @property
    def created(self) -> list[str]:
        """External ids of the new assets."""
        return [row.external_id for row in self.plan.new]

    @property
    def listed(self) -> list[str]:
        """External ids of assets that were known before, and are new on the list."""
        known = self.plan.resolution.known
        return [key for row in self.plan.resolution.rows if (key := row.external_id) in known and not known[key].listed]

    @property
    def changed(self) -> list[str]:
        """External ids of those that are different from before."""
        return [each.external_id for each in self.plan.changes()]

    @property
    def unchanged(self) -> list[str]:
        """External ids of those that are as before; new ones on the list are among them if nothing else is new."""
        others = {*self.created, *self.changed}
        return [row.external_id for row in self.plan.resolution.rows if row.external_id not in others]

    @property
    def questions(self) -> list[IdentityQuestion]:
        """The questions that are still to be answered."""
        return self.plan.unanswered

    @property
    def missing(self) -> list[KnownAsset]:
        """The assets on the list and not in the file, without those who may be somebody in it: that is asked first."""
        asked = {asset.id for question in self.questions for asset in question.candidates}
        return [asset for asset in self.plan.missing if asset.id not in asked]

    def counts(self) -> dict[str, int]:
        """Return how many are new on the list, different or retired or brought back, and as before."""
        new, listed, changed = {*self.created}, {*self.listed}, {*self.changed}
        changed -= listed
        rows = len(self.plan.resolution.rows)
        unchanged = rows - len(new) - len(listed) - len(changed)
        back = [each for each in self.plan.retired if not each.shared and self.decisions.bring_back]
        again = sum(1 for each in back if each.external_id not in changed and each.listed)
        gone = len(self.missing) if self.decisions.retire_missing else 0
        return {
            "created": len(new) + len(listed),
            "changed": len(changed) + again + gone,
            "unchanged": unchanged - again,
        }

    def changes_nothing(self) -> bool:
        """True if everything is as the file says already, and nothing is left to answer."""
        return not self.questions and FileReport.changes_nothing(self)

    def good_lines(self) -> int:
        """Return how many lines can be applied: those whose asset is known for certain, or new."""
        return len(self.plan.resolution.rows) + len(self.questions)

    def lines(self) -> Iterator[PreviewLine]:
        """Go through the new assets, the different ones with old and new values, and those that are gone."""
        assets_by_id = self.plan.resolution.known
        for row in self.plan.resolution.rows:
            if row.external_id not in assets_by_id or not assets_by_id[row.external_id].listed:
                more = _("known already") if row.external_id in assets_by_id else _about(row)
                yield PreviewLine("new", described(row), more)
        for difference in self.plan.changes():
            yield PreviewLine("changed", described(difference.asset), _in_words(difference.fields))
        for asset in self.plan.retired if self.decisions.bring_back else ():
            yield PreviewLine("changed", described(asset), _("sold again"))
        for asset in self.missing if self.decisions.retire_missing else ():
            yield PreviewLine("gone", described(asset), _("not in the file"))


def _about(row: AssetRow) -> str:
    """Return what a row says beside what one is known by, such as `opening price 50, id 16`."""
    given = None if row.made_id else row.external_id
    said = {
        _("country {value}"): row.country,
        _("rank {value}"): row.rank,
        _("opening price {value}"): row.opening_price,
        _("id {value}"): given,
    }
    return ", ".join(words.format(value=value) for words, value in said.items() if value not in {None, ""})


def _in_words(fields: Mapping[str, tuple[str, str]]) -> str:
    names = {
        "external_id": _("external id"),
        "name": _("name"),
        "country": _("country"),
        "position": _("position"),
        "club": pgettext("a player's", "club"),
        "rank": _("rank"),
        "opening_price": _("opening price"),
    }
    none = pgettext("as a value", "none")
    words = (f"{names[name]} {old or none} → {new or none}" for name, (old, new) in fields.items())
    return ", ".join(words)


@dataclass(frozen=True, slots=True)
class ListWorkflow(FileWorkflow[League, ListUpload, ListReport]):
    """Files for leagues' own lists. The methods raise NotAllowed, ListBusy, AnswerRefused and QuestionsOpen too."""

    def require(self, by: User | None, place: League) -> None:
        """Raises NotAllowed unless `by` is a commissioner of the league."""
        require_keeper(by, place)

    def lock(self, place: League) -> League:
        """Return the league as it is now, whose lists nobody else changes until the transaction ends."""
        return lock_own_list(place)

    def place_of(self, upload: ListUpload) -> League:
        """Return the league that the file was brought for."""
        return upload.league

    def new_upload(self, place: League, by: User | None) -> ListUpload:
        """Return an upload that isn't saved yet."""
        return ListUpload(league=place, by=by)

    def uploads_beside(self, upload: ListUpload) -> "QuerySet[ListUpload]":
        """Return the uploads for the same league."""
        return ListUpload.objects.filter(league=upload.league)


def list_workflow(decisions: Decisions = UNDECIDED) -> ListWorkflow:
    """Return the way of a file for which this is decided."""
    return ListWorkflow(partial(_plan, decisions), _write)


def _plan(decisions: Decisions, league: League, text: str, file_name: str, problems: Problems) -> ListReport:
    """Return what the file changes. Raises ParseError and AnswerRefused."""
    rows = read_assets(text, file_name, problems)
    if problems and decisions.retire_missing:
        words = _(
            "Lines are left out, and what they name would be retired: mend them, or keep what is not in the file."
        )
        raise ParseError([(problems[0][0], words)])
    if len(rows) > MOST_ASSETS:
        raise ParseError([(1, too_long())])
    listed = own_list(league) or AssetList(sport=league.sport, league=league, name=OWN_LIST.name, key=OWN_LIST.key)
    report = ListReport(plan=plan_import(listed, rows, decisions), decisions=decisions, into=listed.title)
    there = listed.entries.count() if listed.pk else 0
    if there + report.counts()["created"] > MOST_ASSETS:
        words = _("With the {number} that are there it would be more.").format(number=grouped(there))
        raise ParseError([(1, f"{words} {too_long()}")])
    return report


def _write(league: League, report: ListReport, upload: ListUpload) -> None:
    """Make it so. Raises QuestionsOpen."""
    if report.questions:
        raise QuestionsOpen(report.plan)
    with recording(upload):
        listed = own_list(league) or find_or_create_list(league.sport, league)
        carry_out(report.plan, listed, report.decisions, upload.by)


# On pages -----------------------------------------------------------------------------------------


def arrange_list(league: League, text: str, file_name: str) -> ArrangedFile:
    """Return a list in our columns, by what the league's people said of such columns before. Raises ParseError."""
    return arrange_file(text, file_name, ASSET_LIST, partial(answers_of, league.pk, FileKind.ASSETS))


def bring_list(by: User, league: League, text: str, file_name: str) -> tuple[ListUpload, list[str]]:
    """Let a list wait until it is applied, or until its columns are explained, and return what to look at before.

    Raises ParseError, NotAllowed and ListBusy.
    """
    require_keeper(by, league)
    arranged = arrange_list(league, text, file_name)
    if arranged.meaning is not None and arranged.meaning.questions:
        return list_workflow().keep_asked(by, league, text, file_name), []
    upload = list_workflow().preview(by, league, arranged.text.encode(), file_name).upload
    assert upload is not None  # noqa: S101 # what is previewed waits
    return upload, arranged.remarks


def explain_columns(by: User, waiting: ListUpload, answers: Mapping[str, str]) -> tuple[ListUpload, list[str]]:
    """Remember what the columns of a waiting file mean for the league's next one, and go on as `bring_list` does.

    Raises AnswerRefused for one column that is said to be two things.
    """
    asked = arrange_list(waiting.league, waiting.content, waiting.file_name)
    if asked.table is not None and asked.meaning is not None:
        given = {each.field: answers.get(each.field, "") for each in asked.meaning.questions if each.has(answers)}
        columns = [column for column in given.values() if column]
        if len(columns) != len({*columns}):
            raise AnswerRefused(_("Choose another column for each: one can't mean two things."))
        remember_answers(waiting.league_id, FileKind.ASSETS, signature_of(asked.table.columns), given)
    return bring_list(by, waiting.league, waiting.content, waiting.file_name)


def look_at(by: User, waiting: ListUpload) -> ListReport:
    """Return what a waiting list would change as things are now. Raises ParseError and NotAllowed.

    Answers to what isn't asked any more, since the league's list is another by now, are passed over.
    """
    decisions = read_decisions(waiting.decisions)
    try:
        return list_workflow(decisions).look_again(by, waiting)
    except AnswerRefused:
        return list_workflow(Decisions(rest=decisions.rest)).look_again(by, waiting)


def decide(by: User, waiting: ListUpload, decisions: Decisions) -> None:
    """Keep what is decided of a waiting list.

    Raises NotAllowed, AnswerRefused, ParseError, and UploadNotFound if it doesn't wait any more.
    """
    list_workflow(decisions).look_again(by, waiting)
    still = ListUpload.objects.filter(pk=waiting.pk, status=ListUpload.Status.PREVIEWED)
    if not still.update(decisions=to_json(decisions)):
        raise UploadNotFound
    waiting.decisions = to_json(decisions)


def apply_list(by: User, waiting: ListUpload, *, good_lines: bool) -> ListReport:
    """Apply a waiting list as it was decided. Raises UploadNotFound, ParseError, and what `ListWorkflow` raises."""
    return list_workflow(read_decisions(waiting.decisions)).apply(by, waiting, good_lines=good_lines)
