"""The page of a league's own list: what is on it, a file for it, what that would change, and what was done before."""

from collections.abc import Iterable
from itertools import islice
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.request_types import SignedInRequest
from auctionsite.http.confirmation import Question, ask_first
from auctionsite.text.isolates import isolated
from leagues.assets.identity import AnswerRefused
from leagues.files.parse_errors import ParseError
from leagues.imports.planning import QuestionsOpen
from leagues.lists.queries import pool_of
from leagues.models import FileKind, League, ListUpload, Member
from leagues.own_lists.forms import QUESTIONS_SHOWN, BringListForm, DecisionsForm
from leagues.own_lists.importing import apply_list, arrange_list, bring_list, decide, explain_columns, look_at
from leagues.own_lists.queries import (
    exported_list,
    listed_assets,
    own_list,
    past_uploads,
    told_on,
    upload_of,
    waiting_upload,
)
from leagues.own_lists.recording import ListBusy
from leagues.own_lists.taking_back import ListNotTakenBack, check_taking_back_list, take_back_list
from leagues.own_lists.wording import called
from leagues.permissions import Action
from leagues.requests import member_or_404
from leagues.uploads.column_answers import forget_kind, has_answers
from leagues.uploads.forms import ColumnsForm
from leagues.uploads.records import UploadNotFound
from leagues.uploads.responses import mend_response

_ON_A_PAGE = 50
_UPLOADS_ON_A_PAGE = 20
LINES_SHOWN = 200
"""Lines of a preview, or of what is wrong, on a page; the counts are of all."""
ROWS_SHOWN = 3
"""Of a file whose columns are asked about."""


@login_required
@require_http_methods(["GET", "POST"])
def list_page(request: SignedInRequest, league_id: UUID) -> HttpResponse:
    """Show what is on the list, or take a file for it; nothing of that is changed yet."""
    member = member_or_404(request, league_id, Action.IMPORT_ASSETS)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = BringListForm(*sent)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            waiting, remarks = bring_list(request.user, member.league, data["text"], data["file_name"])
        except ParseError as error:
            context |= _problems(error)
        except ListBusy as error:
            form.add_error(None, str(error))
        else:
            _say(request, [*data["remarks"], *remarks])
            return redirect("own-list-upload", league_id, waiting.pk)
    return _render(request, "leagues/own_list.html", member, context | _list_context(request, member.league))


def _list_context(request: SignedInRequest, league: League) -> dict[str, Any]:
    """Return what is on the list, as it is searched for, and what was done to it."""
    asset_list = own_list(league)
    search, retired = request.GET.get("q", "").replace("\0", "")[:100], "retired" in request.GET
    rows = Paginator(listed_assets(asset_list, search, retired=retired), _ON_A_PAGE)
    past = Paginator(past_uploads(league), _UPLOADS_ON_A_PAGE).get_page(request.GET.get("past"))
    sold = pool_of(league).asset_list
    return {
        "asset_list": asset_list,
        "sold": sold,
        "told": told_on(asset_list),
        "sells_own": asset_list is not None and sold == asset_list,
        "rows": rows.get_page(request.GET.get("page")),
        "search": search,
        "retired": retired,
        "past": past,
        "done": [(each, called(each)) for each in past],
        "listed": league.sport.counted(rows.count),
    }


@login_required
@require_http_methods(["GET", "POST"])
def upload_page(request: SignedInRequest, league_id: UUID, upload_id: int) -> HttpResponse:
    """Show what a waiting file asks and would change, or take the answers, or apply it: as the button says."""
    member = member_or_404(request, league_id, Action.IMPORT_ASSETS)
    waiting = waiting_upload(request.user, league_id, upload_id)
    if waiting is None:
        messages.error(request, str(UploadNotFound()))
        return redirect("own-list", league_id)
    try:
        if request.method == "POST":
            return _act(request, waiting)
        context = _asked(waiting) or _preview(request, waiting)
    except ParseError as error:
        context = {"waiting": waiting, **_problems(error)}
    except (AnswerRefused, ListBusy, UploadNotFound) as error:
        messages.error(request, str(error))
        return redirect("own-list-upload", league_id, waiting.pk)
    return _render(request, "leagues/own_list_upload.html", member, context)


def _asked(waiting: ListUpload) -> dict[str, Any] | None:
    """Return what is asked about the columns of a file; None if they are certain. Raises ParseError."""
    arranged = arrange_list(waiting.league, waiting.content, waiting.file_name)
    if arranged.meaning is None or arranged.table is None or not arranged.meaning.questions:
        return None
    rows = [list(row.values.values()) for row in arranged.table.rows[:ROWS_SHOWN]]
    form = ColumnsForm(arranged.meaning.questions)
    return {"waiting": waiting, "columns": arranged.table.columns, "first_rows": rows, "form": form, "asked": True}


def _preview(request: SignedInRequest, waiting: ListUpload) -> dict[str, Any]:
    """Return what a file would change, as it is decided by now. Raises ParseError."""
    report = look_at(request.user, waiting)
    return {
        "waiting": waiting,
        "counts": report.counts(),
        "form": DecisionsForm(report),
        "questions": len(report.plan.resolution.questions),
        "questions_shown": QUESTIONS_SHOWN,
        "open": len(report.questions),
        "rows": [*islice(report.lines(), LINES_SHOWN)],
        "lines_shown": LINES_SHOWN,
        "missing": len(report.missing),
        "problems": report.problems[:LINES_SHOWN],
        "left_out": len({line for line, _ in report.problems}),
        "good_lines": report.good_lines(),
        "was_asked": has_answers(waiting.league_id, FileKind.ASSETS),
    }


def _act(request: SignedInRequest, waiting: ListUpload) -> HttpResponse:
    """Do what the button of a waiting file says. Raises ParseError, and what `apply_list` raises."""
    do, here = request.POST.get("do", ""), redirect("own-list-upload", waiting.league_id, waiting.pk)
    if do == "columns":
        waiting, remarks = explain_columns(request.user, waiting, request.POST.dict())
        _say(request, remarks)
        return redirect("own-list-upload", waiting.league_id, waiting.pk)
    form = DecisionsForm(look_at(request.user, waiting), request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the answers for each question."))
        return here
    decide(request.user, waiting, form.cleaned_data["decisions"])
    if do != "apply":
        return here
    try:
        report = apply_list(request.user, waiting, good_lines="good_lines" in request.POST)
    except QuestionsOpen as error:
        open_ones = len(error.plan.unanswered)
        words = ngettext("Answer one question first.", "Answer {number} questions first.", open_ones)
        messages.error(request, words.format(number=open_ones))
        return here
    words = _("Applied {file}: {created} new, {changed} changed, {unchanged} unchanged.")
    messages.success(request, words.format(file=isolated(waiting.file_name), **report.counts()))
    return redirect("own-list", waiting.league_id)


@login_required
@require_POST
def ask_again(request: SignedInRequest, league_id: UUID) -> HttpResponse:
    """Forget what was said of the columns of the league's lists, so that the next file is asked about."""
    member_or_404(request, league_id, Action.IMPORT_ASSETS)
    forget_kind(league_id, FileKind.ASSETS)
    messages.success(request, _("Upload the file again, and we'll ask what its columns mean."))
    return redirect("own-list", league_id)


@login_required
@require_GET
def to_mend(request: SignedInRequest, league_id: UUID, upload_id: int) -> HttpResponse:
    """Send the lines of a file that had something wrong, each with what, as a file to mend and upload."""
    member_or_404(request, league_id, Action.IMPORT_ASSETS)
    return mend_response(upload_of(league_id, upload_id))


@login_required
@require_GET
def export(request: SignedInRequest, league_id: UUID) -> HttpResponse:
    """Send the league's own list as a file, which changes nothing when it is uploaded again."""
    member = member_or_404(request, league_id, Action.IMPORT_ASSETS)
    asset_list = own_list(member.league)
    answer = HttpResponse(exported_list(asset_list), content_type="text/csv; charset=utf-8")
    name = f"{asset_list.title if asset_list else 'list'}.csv"
    answer["Content-Disposition"] = content_disposition_header(True, name) or ""
    return answer


@login_required
@require_POST
def take_back(request: SignedInRequest, league_id: UUID, upload_id: int) -> HttpResponse:
    """Make the list again as it was before an upload or an edit; asked first."""
    member_or_404(request, league_id, Action.IMPORT_ASSETS)
    chosen = upload_of(league_id, upload_id)
    if chosen is None:
        raise Http404("There is no such upload.")
    try:
        check_taking_back_list(chosen)
        if page := ask_first(request, question_of(chosen)):
            return page
        take_back_list(request.user, chosen)
    except (ListNotTakenBack, ListBusy) as error:
        messages.error(request, str(error))
    else:
        words = _("Took back {name}: the list is as before it.")
        messages.success(request, words.format(name=isolated(called(chosen))))
    return redirect("own-list", league_id)


def question_of(upload: ListUpload) -> Question:
    """The question before an upload or an edit of a list is taken back."""
    sport, follows = upload.league.sport, []
    if upload.created:
        words = ngettext("{assets} that it added goes.", "{assets} that it added go.", upload.created)
        follows.append(words.format(assets=sport.counted(upload.created)))
    if upload.changed:
        words = ngettext(
            "{assets} that it changed is as before.", "{assets} that it changed are as before.", upload.changed
        )
        follows.append(words.format(assets=sport.counted(upload.changed)))
    return Question(
        title=_("Take back {name}?").format(name=isolated(called(upload))),
        follows=[*follows, _("Auctions that exist keep their lots. Everybody sees the names that change.")],
        button=_("Take it back"),
        back=reverse("own-list", args=[upload.league_id]),
    )


def _problems(error: ParseError) -> dict[str, Any]:
    return {"problems": error.problems[:LINES_SHOWN], "problems_count": len(error.problems)}


def _say(request: SignedInRequest, remarks: Iterable[str]) -> None:
    for remark in remarks:
        messages.info(request, isolated(remark))


def _render(request: SignedInRequest, template: str, member: Member, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, {"league": member.league, "member": member, **context})
