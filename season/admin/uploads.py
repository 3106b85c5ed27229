"""Files into a shared competition: an operator chooses one, sees what it would change, and applies it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from auctionsite.http.confirmation import ask_first
from leagues.files.limits import LIMITS
from leagues.files.parse_errors import ParseError
from leagues.services import NotAllowed
from leagues.uploads.fields import FilesField
from leagues.uploads.forms import ColumnsForm
from leagues.uploads.records import UploadNotFound
from leagues.uploads.responses import mend_response
from season import taking_back
from season.locks import CompetitionBusy, CompetitionNotFound
from season.models import Competition, Upload
from season.taking_back import CannotTakeBack, check_taking_back
from season.upload_kinds import (
    LINES_SHOWN,
    ColumnsAsked,
    NamesAsked,
    Preview,
    apply_upload,
    preview_answered,
    preview_file,
)
from season.uploads.pages import question_of
from season.uploads.queries import past_uploads

_UPLOADS_ON_A_PAGE = 20


class AdminUploadForm(forms.Form):
    """A file, and what is in it."""

    kind = forms.ChoiceField(choices=Upload.Kind.choices)
    file = FilesField(
        help_text=f"CSV, Excel (.xlsx), JSON or Football.TXT (fixtures), {LIMITS}. Files that need each other go "
        "together: choose both."
    )


def upload(admin: "ModelAdmin[Any]", request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a file, and see what it would change."""
    competition = get_object_or_404(Competition.objects.select_related("sport", "league"), pk=pk)
    _require_change_permission(admin, request, competition)
    form = AdminUploadForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        data, by = form.cleaned_data, _user(request)
        context = _previewed(form, lambda: preview_file(by, competition, data["kind"], data["file"], data["file"].name))
    return _page(admin, request, competition, {"form": form, **context})


def answer(admin: "ModelAdmin[Any]", request: HttpRequest, pk: int) -> HttpResponse:
    """Say what columns of a waiting file mean, or whom its names do, and see what it would change."""
    waiting = get_object_or_404(Upload.objects.select_related("competition__sport", "competition__league"), pk=pk)
    _require_change_permission(admin, request, waiting.competition)
    if request.method != "POST":
        return redirect("admin:season_competition_upload", waiting.competition_id)
    meant = dict(zip(request.POST.getlist("written"), request.POST.getlist("meant"), strict=False))
    form = AdminUploadForm()
    context = _previewed(form, lambda: preview_answered(_user(request), waiting, request.POST.dict(), meant))
    for error in context.get("errors", ()):
        messages.error(request, error)
    return _page(admin, request, waiting.competition, {"form": form, **context})


def _previewed(form: AdminUploadForm, preview: Callable[[], Preview]) -> dict[str, Any]:
    """Return what the page shows of a preview, or of what is asked or wrong before there can be one."""
    try:
        return {"preview": preview()}
    except ColumnsAsked as error:
        return {"asked": error, "asked_form": ColumnsForm(error.questions), "waiting": error.upload}
    except NamesAsked as error:
        return {"names": error.names, "waiting": error.upload, "problems": error.problems[:LINES_SHOWN]}
    except (ParseError, CompetitionBusy, UploadNotFound) as error:
        if form.is_bound:
            form.add_error("file" if isinstance(error, ParseError) else None, str(error).splitlines())
            return {}
        return {"errors": str(error).splitlines()}
    except (CompetitionNotFound, NotAllowed) as error:
        raise Http404 from error


def apply(admin: "ModelAdmin[Any]", request: HttpRequest, pk: int) -> HttpResponse:
    """Apply an upload that waits; `good_lines` in the form leaves out the lines that are to mend."""
    waiting = get_object_or_404(Upload.objects.select_related("competition"), pk=pk)
    _require_change_permission(admin, request, waiting.competition)
    back = redirect("admin:season_competition_upload", waiting.competition_id)
    if request.method != "POST":
        return back
    try:
        counts = apply_upload(_user(request), waiting, good_lines="good_lines" in request.POST)
    except (ParseError, CompetitionBusy, UploadNotFound) as error:
        messages.error(request, str(error))
    except (CompetitionNotFound, NotAllowed) as error:
        raise Http404 from error
    else:
        words = ", ".join(f"{count} {word}" for word, count in counts.items())
        messages.success(request, f"Applied {waiting.file_name}: {words}.")
    return back


def to_mend(admin: "ModelAdmin[Any]", request: HttpRequest, pk: int) -> HttpResponse:
    """Send the lines of a file that had something wrong, each with what."""
    return mend_response(_upload_or_404(admin, request, pk))


def take_back(admin: "ModelAdmin[Any]", request: HttpRequest, pk: int) -> HttpResponse:
    """Make everything again as it was before an upload; asked first."""
    chosen = _upload_or_404(admin, request, pk)
    back = reverse("admin:season_competition_upload", args=[chosen.competition_id])
    if request.method != "POST":
        return redirect(back)
    try:
        check_taking_back(chosen)
        question = question_of(chosen, back)
        context = {**admin.admin_site.each_context(request), "title": question.title, "opts": Competition._meta}
        if page := ask_first(request, question, template="admin/confirm.html", context=context):
            return page
        taking_back.take_back(_user(request), chosen)
    except (CannotTakeBack, CompetitionBusy) as error:
        messages.error(request, str(error))
    except (CompetitionNotFound, NotAllowed) as error:
        raise Http404 from error
    else:
        messages.success(request, f"Took back {chosen.file_name or chosen.kind}: everything is as before it.")
    return redirect(back)


def _upload_or_404(admin: "ModelAdmin[Any]", request: HttpRequest, pk: int) -> Upload:
    chosen_upload = get_object_or_404(Upload.objects.select_related("competition__league"), pk=pk)
    _require_change_permission(admin, request, chosen_upload.competition)
    return chosen_upload


def _user(request: HttpRequest) -> Any:
    return request.user


def _require_change_permission(admin: "ModelAdmin[Any]", request: HttpRequest, competition: Competition) -> None:
    if not admin.has_change_permission(request, competition):
        raise PermissionDenied


def _page(
    admin: "ModelAdmin[Any]", request: HttpRequest, competition: Competition, context: dict[str, Any]
) -> HttpResponse:
    own = {
        **admin.admin_site.each_context(request),
        "title": f"Upload to {competition}",
        "opts": Competition._meta,
        "competition": competition,
        "back": reverse("admin:season_competition_changelist"),
        "past": Paginator(past_uploads(competition), _UPLOADS_ON_A_PAGE).get_page(request.GET.get("page")),
        **context,
    }
    return TemplateResponse(request, "admin/season/competition/upload.html", own)
