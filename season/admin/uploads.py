"""Files into a shared competition: an operator chooses one, sees what it would change, and applies it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from leagues.files.parse_errors import ParseError
from leagues.files.tables import read_bytes
from leagues.services import NotAllowed
from season.fixtures.services import apply_fixtures, preview_fixtures
from season.locks import Busy, CompetitionNotFound
from season.models import Competition, Upload
from season.scores.services import apply_scores, preview_scores
from season.uploads.records import UploadNotFound

SHOWN = 200
"""Lines of a preview on the page; the counts are of all."""


class UploadForm(forms.Form):
    """A file, and what is in it."""

    kind = forms.ChoiceField(choices=Upload.Kind.choices)
    file = forms.FileField(help_text="CSV, JSON (scores) or Football.TXT (fixtures), in UTF-8, 5 MB at most.")


def upload(admin: "ModelAdmin[Any]", request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a file, and see what it would change."""
    competition = get_object_or_404(Competition.objects.select_related("sport", "league"), pk=pk)
    _may_change(admin, request, competition)
    form = UploadForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            context |= _preview(request, competition, form.cleaned_data)
        except ParseError as error:
            form.add_error("file", str(error).splitlines())
        except Busy as error:
            form.add_error(None, str(error))
        except (CompetitionNotFound, NotAllowed) as error:
            raise Http404 from error
    return _page(admin, request, competition, context)


def apply(admin: "ModelAdmin[Any]", request: HttpRequest, pk: int) -> HttpResponse:
    """Apply what was previewed."""
    waiting = get_object_or_404(Upload.objects.select_related("competition"), pk=pk)
    _may_change(admin, request, waiting.competition)
    back = redirect("admin:season_competition_upload", waiting.competition_id)
    if request.method != "POST":
        return back
    by: Any = request.user
    try:
        done = (apply_scores if waiting.kind == Upload.Kind.SCORES else apply_fixtures)(by, waiting)
    except (ParseError, Busy, UploadNotFound) as error:
        messages.error(request, str(error))
    except (CompetitionNotFound, NotAllowed) as error:
        raise Http404 from error
    else:
        counts = ", ".join(f"{count} {word}" for word, count in done.counts().items())
        messages.success(request, f"Applied {waiting.file_name}: {counts}.")
    return back


def _may_change(admin: "ModelAdmin[Any]", request: HttpRequest, competition: Competition) -> None:
    if not admin.has_change_permission(request, competition):
        raise PermissionDenied


def _preview(request: HttpRequest, competition: Competition, data: dict[str, Any]) -> dict[str, Any]:
    """What the page shows of the file. Raises ParseError, Busy, CompetitionNotFound, NotAllowed."""
    by: Any = request.user
    content, name = read_bytes(data["file"]), data["file"].name
    if data["kind"] == Upload.Kind.FIXTURES:
        report = preview_fixtures(by, competition, content, name)
        rows = [("new", each) for each in report.created] + [("changed", each) for each in report.changed]
        return {"counts": report.counts(), "rows": rows[:SHOWN], "waiting": report.upload}
    preview = preview_scores(by, competition, content, name)
    if preview.problems:
        raise ParseError(preview.problems)
    rows = [
        (f"{row.asset}, {row.fixture}", ", ".join(f"{key} {old} → {new}" for key, (old, new) in differences.items()))
        for row in preview.rows
        if (differences := row.change.differences())
    ]
    return {"counts": preview.counts(), "rows": rows[:SHOWN], "waiting": preview.upload}


def _page(
    admin: "ModelAdmin[Any]", request: HttpRequest, competition: Competition, context: dict[str, Any]
) -> HttpResponse:
    own = {
        **admin.admin_site.each_context(request),
        "title": f"Upload to {competition}",
        "opts": Competition._meta,
        "competition": competition,
        "back": reverse("admin:season_competition_changelist"),
        **context,
    }
    return TemplateResponse(request, "admin/season/competition/upload.html", own)
