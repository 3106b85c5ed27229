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

from leagues.files.limits import LIMITS
from leagues.files.parse_errors import ParseError
from leagues.services import NotAllowed
from season.locks import CompetitionBusy, CompetitionNotFound
from season.models import Competition, Upload
from season.upload_kinds import apply_upload, preview_file
from season.uploads.records import UploadNotFound


class AdminUploadForm(forms.Form):
    """A file, and what is in it."""

    kind = forms.ChoiceField(choices=Upload.Kind.choices)
    file = forms.FileField(help_text=f"CSV, Excel (.xlsx), JSON (scores) or Football.TXT (fixtures), {LIMITS}.")


def upload(admin: "ModelAdmin[Any]", request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a file, and see what it would change."""
    competition = get_object_or_404(Competition.objects.select_related("sport", "league"), pk=pk)
    _require_change_permission(admin, request, competition)
    form = AdminUploadForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            data, by = form.cleaned_data, _user(request)
            context["preview"] = preview_file(by, competition, data["kind"], data["file"], data["file"].name)
        except ParseError as error:
            form.add_error("file", str(error).splitlines())
        except CompetitionBusy as error:
            form.add_error(None, str(error))
        except (CompetitionNotFound, NotAllowed) as error:
            raise Http404 from error
    return _page(admin, request, competition, context)


def apply(admin: "ModelAdmin[Any]", request: HttpRequest, pk: int) -> HttpResponse:
    """Apply what was previewed."""
    waiting = get_object_or_404(Upload.objects.select_related("competition"), pk=pk)
    _require_change_permission(admin, request, waiting.competition)
    back = redirect("admin:season_competition_upload", waiting.competition_id)
    if request.method != "POST":
        return back
    try:
        counts = apply_upload(_user(request), waiting)
    except (ParseError, CompetitionBusy, UploadNotFound) as error:
        messages.error(request, str(error))
    except (CompetitionNotFound, NotAllowed) as error:
        raise Http404 from error
    else:
        words = ", ".join(f"{count} {word}" for word, count in counts.items())
        messages.success(request, f"Applied {waiting.file_name}: {words}.")
    return back


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
        **context,
    }
    return TemplateResponse(request, "admin/season/competition/upload.html", own)
