"""Files into the league's own competition: choose one, see what it would change, apply it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import SignedInRequest
from leagues.files.parse_errors import ParseError
from leagues.files.tables import read_bytes
from leagues.permissions import Action
from season.fixtures.services import apply_fixtures, preview_fixtures
from season.league_seasons.pages import Context, member_or_404, page, season_or_404
from season.locks import Busy, CompetitionNotFound
from season.models import Competition, LeagueSeason, Upload
from season.scores.services import apply_scores, preview_scores
from season.uploads.forms import UploadForm
from season.uploads.queries import own_upload
from season.uploads.records import UploadNotFound

_SHOWN = 200
"""Lines of a preview, or of what is wrong, on the page; the counts are of all."""


@login_required
@require_http_methods(["GET", "POST"])
def upload(request: SignedInRequest, league_id: UUID) -> HttpResponse:
    """Choose a file, and see what it would change. Nothing is changed yet."""
    member = member_or_404(request, league_id, Action.MANAGE_SEASON)
    season = _own_season_or_404(league_id)
    form = UploadForm(request.POST or None, request.FILES or None)
    context: Context = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            context |= _preview(request, season.competition, form.cleaned_data)
        except ParseError as error:
            context |= {"problems": error.problems[:_SHOWN], "problems_count": len(error.problems)}
        except Busy as error:
            form.add_error(None, str(error))
        except CompetitionNotFound as error:
            raise Http404("The competition isn't there any more.") from error
    return page(request, member, season, "upload", context)


@login_required
@require_POST
def apply(request: SignedInRequest, league_id: UUID, upload_id: int) -> HttpResponse:
    """Apply what was previewed, as things are now."""
    member_or_404(request, league_id, Action.MANAGE_SEASON)
    waiting = own_upload(request.user, league_id, upload_id)
    if waiting is None:
        messages.error(request, str(UploadNotFound()))
        return redirect("season-upload", league_id)
    try:
        done = (apply_scores if waiting.kind == Upload.Kind.SCORES else apply_fixtures)(request.user, waiting)
    except (ParseError, Busy, UploadNotFound) as error:
        messages.error(request, str(error))
        return redirect("season-upload", league_id)
    except CompetitionNotFound as error:
        raise Http404("The competition isn't there any more.") from error
    counts = done.counts()
    words = f"{counts['created']} new, {counts['changed']} changed, {counts['unchanged']} unchanged"
    messages.success(request, f"Applied {waiting.file_name}: {words}.")
    return redirect("season" if waiting.kind == Upload.Kind.SCORES else "season-fixtures", league_id)


def _own_season_or_404(league_id: UUID) -> LeagueSeason:
    season = season_or_404(league_id)
    if season.competition.league_id != league_id:
        raise Http404("All leagues share this competition, so operators bring its fixtures and scores.")
    return season


def _preview(request: SignedInRequest, competition: Competition, data: Context) -> Context:
    """What the page shows of the file. Raises ParseError, Busy, CompetitionNotFound."""
    content, name = read_bytes(data["file"]), data["file"].name
    if data["kind"] == Upload.Kind.FIXTURES:
        report = preview_fixtures(request.user, competition, content, name)
        rows = [("new", each, "") for each in report.created] + [("changed", each, "") for each in report.changed]
        return {"counts": report.counts(), "rows": rows[:_SHOWN], "waiting": report.upload}
    preview = preview_scores(request.user, competition, content, name)
    if preview.problems:
        raise ParseError(preview.problems)
    changes = [(row, row.change.differences()) for row in preview.rows if not row.change.is_same]
    lines = [
        (
            "new" if row.change.is_new else "changed",
            f"line {row.line}: {row.asset}, {row.fixture}",
            ", ".join(f"{key} {old} → {new}" if old else f"{key} {new}" for key, (old, new) in differences.items()),
        )
        for row, differences in changes[:_SHOWN]
    ]
    return {"counts": preview.counts(), "rows": lines, "waiting": preview.upload, "repeated": len(preview.repeated)}
